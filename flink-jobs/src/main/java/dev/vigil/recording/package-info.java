/**
 * Recordings: every reading of a monitor in one file, as it came, with its row time. Free of Flink.
 *
 * <p>A file is a header and then blocks, each with its own length and checksums ({@link dev.vigil.recording.BlockHeader}), so
 * that a file that was cut anywhere, or damaged somewhere, still gives all of its other blocks. Blocks hold readings in the
 * form of {@link dev.vigil.fleet.ReadingCodec}, each behind the milliseconds since the one before it.
 */
@NullMarked
package dev.vigil.recording;

import org.jspecify.annotations.NullMarked;
