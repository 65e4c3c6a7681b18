/**
 * Runs the tests of rules: all of them in one job of the live pipeline's own operators, one after another in virtual time.
 */
@NullMarked
package dev.vigil.flink.testing;

import org.jspecify.annotations.NullMarked;
