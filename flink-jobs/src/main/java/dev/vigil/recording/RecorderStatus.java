package dev.vigil.recording;

import java.util.Optional;

/**
 * How a recording goes.
 *
 * @param readings written so far
 * @param dropped left out, because the disk was full or too slow
 * @param bytes written so far
 * @param problem why it cannot be written now; empty where it can
 */
public record RecorderStatus(long readings, long dropped, long bytes, Optional<String> problem) {}
