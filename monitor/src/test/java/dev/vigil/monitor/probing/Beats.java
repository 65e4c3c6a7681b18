package dev.vigil.monitor.probing;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Documents of the sampler for tests. */
public final class Beats {

    private Beats() {}

    /** As read by a client. */
    public static Beat of(String state, @Nullable String error, double time, double due, List<Frame> frames) {
        return new Beat(
                "t", 1, state, error, "", 0, time, due, 0, 0, List.of(), "hook", frames, time, List.of(), 0, null, null,
                null, null);
    }

    /** As the sampler writes it. */
    public static String text(String state, double time, double due, String frames) {
        return "{\"token\":\"t\",\"pid\":1,\"state\":\"" + state + "\",\"time\":" + time + ",\"due\":" + due
                + ",\"thread\":\"hook\",\"frames\":" + frames + "}";
    }
}
