package dev.vigil.monitor.probing;

import dev.vigil.fleet.Frame;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one Python thread of a target stands.
 *
 * @param name as the program named it; its number where it has none
 * @param main whether it is the main thread
 * @param daemon whether Python ends without waiting for it; null where the program's threading module does not know
 * @param frames innermost first
 */
public record ThreadStack(
        String name, boolean main, @Nullable Boolean daemon, List<Frame> frames) {

    /** Checks and copies. */
    public ThreadStack {
        Objects.requireNonNull(name, "name");
        frames = List.copyOf(frames);
    }
}
