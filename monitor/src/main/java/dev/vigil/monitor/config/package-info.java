/** {@code vigil.yml}: the immutable model and its reader, which locates every mistake. */
@NullMarked
package dev.vigil.monitor.config;

import org.jspecify.annotations.NullMarked;
