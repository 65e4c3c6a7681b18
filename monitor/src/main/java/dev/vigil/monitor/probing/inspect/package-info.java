/** A person's look at one process, or an investigation's: chooses for each wish the way that leaves the process unharmed. */
@NullMarked
package dev.vigil.monitor.probing.inspect;

import org.jspecify.annotations.NullMarked;
