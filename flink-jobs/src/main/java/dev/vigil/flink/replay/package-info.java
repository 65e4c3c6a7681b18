/** A recording through the pipeline's own tables, queries and lifecycle, in the recording's time. */
@NullMarked
package dev.vigil.flink.replay;

import org.jspecify.annotations.NullMarked;
