/** The process: its beginning, and the one place that joins all parts. */
@NullMarked
package dev.vigil.monitor;

import org.jspecify.annotations.NullMarked;
