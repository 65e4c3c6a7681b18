/**
 * The life of one alert as a pure state machine: pending, firing, resolved.
 *
 * <p>No clock, no timers, no storage of its own: {@link dev.vigil.rules.lifecycle.Lifecycle} is told the time and answers
 * when it wants to be asked again.
 */
@NullMarked
package dev.vigil.rules.lifecycle;

import org.jspecify.annotations.NullMarked;
