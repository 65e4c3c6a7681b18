/** What an alert is: the immutable vocabulary that reader, compiler, lifecycle and monitor share. */
@NullMarked
package dev.vigil.rules;

import org.jspecify.annotations.NullMarked;
