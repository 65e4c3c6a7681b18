package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.ProbingClient.Mailbox;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplesRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sampler's document (MAILBOX section 2). Fields that are not known are ignored, so that a newer sampler can be read;
 * what is longer than an honest sampler writes is cut.
 */
public final class BeatDecoder {

    private static final Set<String> STATES = Set.of("running", "finished", "interrupted", "crashed");

    /** The sampler publishes at most 30 innermost and 20 outermost frames. */
    private static final int MOST_FRAMES = 50;

    /** The sampler keeps the newest 64 durations. */
    private static final int MOST_STEPS = 64;

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_ERROR = 1000;

    /** Launchers' variables in the order in which they are believed. */
    private static final List<String> RANK_VARIABLES = List.of("RANK", "OMPI_COMM_WORLD_RANK", "SLURM_PROCID");

    private BeatDecoder() {}

    /**
     * What {@code GET /config/vigil.mailbox} answered.
     *
     * @param read samples that are left out
     */
    public static Reply<Mailbox> decode(RawReply raw, SamplesRead read) {
        if (SettingDecoder.isMissing(raw)) {
            return raw.read(new Mailbox.Absent());
        }
        if (!raw.isOk()) {
            return raw.unexpected();
        }
        try {
            return raw.read(new Mailbox.Present(beat(UnreadDocument.parse(raw.body(), read))));
        } catch (MalformedDocument malformed) {
            return raw.malformed("mailbox: " + malformed.getMessage());
        }
    }

    /** The stack; a function in C that its innermost line waits in is a frame without a file, as in a native stack. */
    private static List<Frame> frames(JsonFields document) throws MalformedDocument {
        List<Frame> frames = FrameDecoder.frames(document, "frames", MOST_FRAMES);
        String call = document.optionalText("waits_in", LONGEST_NAME);
        if (call == null || call.isEmpty() || frames.isEmpty()) {
            return frames;
        }
        List<Frame> all = new ArrayList<>(frames);
        all.add(0, new Frame("", call, frames.get(0).line()));
        return all;
    }

    private static Beat beat(JsonFields document) throws MalformedDocument {
        JsonFields rank = document.optionalObject("rank");
        JsonFields values = document.optionalObject("values");
        JsonFields stuck = document.optionalObject("stuck_watch");
        JsonFields memory = document.optionalObject("memory");
        JsonFields glance = document.optionalObject("glance");
        JsonFields gradients = values == null ? null : values.optionalObject("gradients");
        String thread = document.optionalText("thread", LONGEST_NAME);
        return new Beat(
                document.text("token", LONGEST_NAME),
                document.integer("pid"),
                state(document),
                document.optionalText("error", LONGEST_ERROR),
                rank == null ? "" : rank(rank),
                rank == null ? 0 : worldSize(rank),
                document.number("time"),
                document.number("due"),
                document.integer("steps", 0),
                document.number("last_step", 0),
                stepSeconds(document),
                thread == null ? "" : thread,
                frames(document),
                document.number("frames_time", 0),
                values == null ? List.of() : SampleDecoder.samples(values),
                values == null ? 0 : values.integer("seq"),
                gradients == null ? null : SampleDecoder.gradients(gradients),
                stuck == null ? null : stuck.text("name", LONGEST_NAME),
                memory == null ? null : memory.optionalNumber("mb"),
                memory == null ? null : memory.optionalNumber("total_mb"),
                document.count("version", 0),
                document.count("daemons", 0),
                glance == null
                        ? null
                        : new Beat.Glance(glance.number("time"), FrameDecoder.frames(glance, "frames", MOST_FRAMES)));
    }

    private static String state(JsonFields document) throws MalformedDocument {
        String state = document.text("state", LONGEST_NAME);
        if (!STATES.contains(state)) {
            throw document.wrong("state", "one of " + STATES.stream().sorted().toList());
        }
        return state;
    }

    private static List<Double> stepSeconds(JsonFields document) throws MalformedDocument {
        List<Double> seconds = new ArrayList<>();
        for (JsonNode entry : document.last("step_seconds", MOST_STEPS)) {
            if (!entry.isNumber() || !Double.isFinite(entry.doubleValue())) {
                throw document.wrong("step_seconds", "a list of finite numbers");
            }
            seconds.add(entry.doubleValue());
        }
        return seconds;
    }

    /** The process group knows best; else what the launcher set. */
    private static String rank(JsonFields rank) {
        JsonNode group = rank.any("group").path(0);
        if (group.isInt()) {
            return Integer.toString(group.intValue());
        }
        for (String variable : RANK_VARIABLES) {
            Integer number = number(rank.any(variable));
            if (number != null) {
                return Integer.toString(number);
            }
        }
        return "";
    }

    private static int worldSize(JsonFields rank) {
        JsonNode group = rank.any("group").path(1);
        Integer number = group.isInt() ? (Integer) group.intValue() : number(rank.any("WORLD_SIZE"));
        return number == null ? 0 : number;
    }

    /** What a launcher set need not be a number: then it says nothing. */
    private static @Nullable Integer number(JsonNode variable) {
        String text = variable.isTextual() ? variable.textValue() : "";
        return text.matches("\\d{1,9}") ? (Integer) Integer.parseInt(text) : null;
    }
}
