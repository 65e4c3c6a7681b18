/**
 * Statistics over the newest samples: bounded, exact, and none the worse for a NaN that went by.
 *
 * <p>Knows nothing of targets or tables. All of it can be written to a checkpoint and read back.
 */
@NullMarked
package dev.vigil.fleet.window;

import org.jspecify.annotations.NullMarked;
