/**
 * The commands: what a person types, and what they see in the terminal. Results go to standard output, progress and
 * problems to standard error; nothing outside this package prints.
 */
@NullMarked
package dev.vigil.monitor.cli;

import org.jspecify.annotations.NullMarked;
