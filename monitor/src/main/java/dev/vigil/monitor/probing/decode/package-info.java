/** What Probing and the sampler send, turned into values: pure functions that never throw, whatever arrives. */
@NullMarked
package dev.vigil.monitor.probing.decode;

import org.jspecify.annotations.NullMarked;
