/** Compact binary forms shared by checkpoints, the pipeline's serializers and recordings; bounded on read. */
@NullMarked
package dev.vigil.fleet.wire;

import org.jspecify.annotations.NullMarked;
