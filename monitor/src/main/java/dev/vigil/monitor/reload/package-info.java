/** Going over to what the files say now, while the monitor runs: who asks for it, what comes of it, what it cannot change. */
@NullMarked
package dev.vigil.monitor.reload;

import org.jspecify.annotations.NullMarked;
