package dev.vigil.flink.source;

import java.io.Serializable;
import java.util.Map;

/**
 * How far each source of rows of one target has been read; part of the checkpoint.
 *
 * @param positions by source ({@code mailbox}, {@code torch_trace}, …), in a form only the collector understands
 */
public record Cursors(Map<String, String> positions) implements Serializable {

    /** Nothing read yet. */
    public static final Cursors START = new Cursors(Map.of());

    /** Copies. */
    public Cursors {
        positions = Map.copyOf(positions);
    }
}
