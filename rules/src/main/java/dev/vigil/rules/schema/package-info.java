/**
 * The shape of rule files and test files as data, for editors: which keys there are, what each takes, and what it means. Tests
 * hold it equal to what the readers read.
 */
@NullMarked
package dev.vigil.rules.schema;

import org.jspecify.annotations.NullMarked;
