/**
 * Tests of rules as people write them: what a test file says, read with every mistake located, and how it is judged against
 * what rules did. Runs nothing itself.
 */
@NullMarked
package dev.vigil.rules.testing;

import org.jspecify.annotations.NullMarked;
