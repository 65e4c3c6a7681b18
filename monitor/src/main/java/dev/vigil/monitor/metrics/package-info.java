/** What {@code /metrics} shows: names, help texts and label keys of all series, and the meters behind them. */
@NullMarked
package dev.vigil.monitor.metrics;

import org.jspecify.annotations.NullMarked;
