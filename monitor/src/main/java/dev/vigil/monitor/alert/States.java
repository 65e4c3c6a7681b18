package dev.vigil.monitor.alert;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The states of a target, as people want them: worst first. */
public final class States {

    /** A target that was never heard of. */
    public static final String FIRST = "starting";

    private static final List<String> WORST_FIRST = List.of(
            "crashed",
            "killed",
            "python_stuck",
            "device_stuck",
            "stalled",
            "unreachable",
            "launcher",
            "interrupted",
            FIRST,
            "training",
            "finished");

    private static final Set<String> SILENT = Set.of("unreachable", "crashed", "killed", "finished", "interrupted");

    private static final Set<String> STANDING = Set.of("stalled", "python_stuck", "device_stuck");

    private States() {}

    /** The state of a row of table {@code targets}. */
    public static String of(FleetRow row) {
        return row.text("state").orElse(FIRST);
    }

    /** Whether a target in this state does not answer. */
    public static boolean isSilent(String state) {
        return SILENT.contains(state);
    }

    /** Whether a target in this state lives but makes no steps. */
    public static boolean isStanding(String state) {
        return STANDING.contains(state);
    }

    /** 0 = worst. */
    public static int rank(String state) {
        int index = WORST_FIRST.indexOf(state);
        return index < 0 ? WORST_FIRST.size() : index;
    }

    /** How bad a state is: 3 something ended or hangs for good, 2 it stands, 1 unknown or idle, 0 as it should be. */
    public static int grade(String state) {
        int rank = rank(state);
        if (rank < 4) {
            return 3;
        }
        return rank < 8 ? 2 : state.equals(FIRST) ? 1 : 0;
    }

    /** Rows of table {@code targets}, worst first, then by job and instance. */
    public static Comparator<FleetRow> worstFirst() {
        return Comparator.comparingInt((FleetRow row) -> rank(of(row)))
                .thenComparing(row -> row.text("job").orElse(""))
                .thenComparing(row -> row.text("instance").orElse(""));
    }

    /** Where a target is and what it waits for, in words; for a crash its exception, else why it cannot be read. */
    public static String where(FleetRow row) {
        String state = of(row);
        if (state.equals("crashed") || state.equals("unreachable")) {
            return row.text("error").orElse("");
        }
        StringBuilder where = new StringBuilder(row.text("phase").orElse(""));
        if (isStanding(state)) {
            row.number("stalled_seconds")
                    .ifPresent(seconds -> add(where, ", ", "no step for " + Figures.duration(seconds)));
            row.text("waiting_on").ifPresent(what -> add(where, ", ", "waits on " + what));
        }
        if (!isSilent(state)) {
            row.text("top_frame").ifPresent(frame -> add(where, " · ", frame));
        }
        return where.toString();
    }

    private static void add(StringBuilder text, String between, String more) {
        text.append(text.isEmpty() ? "" : between).append(more);
    }
}
