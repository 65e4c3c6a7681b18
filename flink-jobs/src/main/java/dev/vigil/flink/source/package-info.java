/** The Flink source over a {@link dev.vigil.flink.source.Collector}: one split per target, discovery in the enumerator. */
@NullMarked
package dev.vigil.flink.source;

import org.jspecify.annotations.NullMarked;
