package dev.vigil.monitor.probing.inspect;

import dev.vigil.fleet.Frame;
import java.util.List;
import java.util.Objects;

/**
 * Where the training thread stands.
 *
 * @param source who saw it
 * @param frames innermost first
 */
public record Stack(Source source, List<Frame> frames) {

    /** Who saw the frames. */
    public enum Source {
        /** The sampler inside the process: Python frames with their current lines. */
        SAMPLER,
        /** Probing's signal: native frames too, Python ones with the first line of their function. */
        NATIVE
    }

    /** Checks and copies. */
    public Stack {
        Objects.requireNonNull(source, "source");
        frames = List.copyOf(frames);
    }

    /** Whether a frame is Python's, as far as its file tells. */
    public static boolean isPython(Frame frame) {
        return frame.file().endsWith(".py") || frame.file().startsWith("<");
    }
}
