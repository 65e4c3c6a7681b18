/**
 * Jobs that run over given input to its end, in the input's own time and as fast as they can: rule tests and replay. The
 * operators are those of the live pipeline.
 */
@NullMarked
package dev.vigil.flink.bounded;

import org.jspecify.annotations.NullMarked;
