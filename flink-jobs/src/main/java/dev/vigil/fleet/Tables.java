package dev.vigil.fleet;

import static dev.vigil.fleet.TableSpec.Type.BOOLEAN;
import static dev.vigil.fleet.TableSpec.Type.DOUBLE;
import static dev.vigil.fleet.TableSpec.Type.LABELS;
import static dev.vigil.fleet.TableSpec.Type.STRING;

import dev.vigil.fleet.TableSpec.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables that rules read, as the user contract lists them. */
public final class Tables {

    private static final Set<String> STATES = texts(State.values(), State::text);
    private static final Set<String> PHASES = texts(Phase.values(), Phase::text);
    private static final Set<String> WAITS = texts(Wait.values(), Wait::text);
    private static final Set<String> OUTCOMES =
            texts(Reading.Outcome.values(), outcome -> outcome.name().toLowerCase(Locale.ROOT));

    /** One row per target. */
    public static final TableSpec TARGETS = keyed(
            "targets",
            oneOf("state", STATES),
            free("error"),
            count("pid"),
            count("restarts"),
            count("world_size"),
            count("unreachable_seconds"),
            number("step"),
            count("steps"),
            count("step_seconds"),
            count("step_seconds_p99"),
            count("baseline_seconds"),
            count("stalled_seconds"),
            oneOf("phase", PHASES),
            count("phase_seconds"),
            oneOf("waiting_on", WAITS),
            free("top_frame"),
            count("unchanged_seconds"),
            count("work_seconds"),
            number("collective_share", Domain.SHARE),
            number("data_share", Domain.SHARE),
            count("peers"),
            number("peer_step_max"),
            count("peer_step_seconds"),
            count("peer_work_seconds"),
            new Column("odd", BOOLEAN),
            free("odd_ranks"),
            count("memory_mb"),
            count("memory_total_mb"),
            number("memory_growth"),
            number("memory_rising", Domain.SHARE));

    /** One row per target and watch. */
    public static final TableSpec WATCHES = keyed(
            "watches",
            text("name"),
            number("value", Domain.ANY.withNan()),
            free("text"),
            free("error"),
            number("step"),
            oneOf("phase", PHASES),
            count("samples"),
            number("previous"),
            number("non_finite", Domain.between(0, 5)),
            number("mean5"),
            number("min5"),
            number("max5"),
            number("median50"),
            count("mad50"),
            number("median200"),
            number("earlier200"));

    /** One row per target whose gradients are looked at. */
    public static final TableSpec GRADIENTS = keyed(
            "gradients",
            number("norm", Domain.ANY.withNan()),
            count("non_finite"),
            free("first_bad"),
            number("step"),
            count("bad_steps"),
            count("smallest"),
            free("smallest_name"));

    /** One row per target, module and stage. */
    public static final TableSpec MODULES = keyed(
            "modules",
            text("module"),
            text("stage"),
            count("seconds"),
            count("baseline_seconds"),
            count("peer_seconds"),
            count("share"),
            count("samples"),
            new Column("leaf", BOOLEAN));

    /** One row per target: where it stands. */
    public static final TableSpec STACKS = keyed("stacks", free("fingerprint"), free("frames"));

    /** One row per job. */
    public static final TableSpec JOBS = table(
            "jobs",
            true,
            text("job"),
            count("ranks"),
            count("world_size"),
            count("reachable"),
            count("stalled"),
            count("finished"),
            number("step_min"),
            number("step_max"),
            count("step_seconds"),
            count("starts_30m"),
            count("starts_without_progress"),
            count("steps_lost"),
            count("loss_spread"));

    /** One row: Vigil itself. */
    public static final TableSpec MONITOR = table(
            "monitor",
            true,
            count("targets"),
            count("reachable"),
            count("late_polls"),
            count("failed_rules"),
            count("uptime_seconds"));

    /** History of watches: one row per new step. */
    public static final TableSpec WATCH_SAMPLES = samples(
            "watch_samples",
            text("name"),
            number("value", Domain.ANY.withNan()),
            free("text"),
            free("error"),
            number("step"));

    /** History of torch_trace. */
    public static final TableSpec MODULE_SAMPLES = samples(
            "module_samples",
            number("step"),
            count("seq"),
            text("module"),
            text("stage"),
            count("seconds"),
            count("allocated_mb"),
            count("max_allocated_mb"));

    /** History of stacks: one row per beat. */
    public static final TableSpec STACK_SAMPLES = samples(
            "stack_samples", free("fingerprint"), free("top_frame"), free("frames"), oneOf("waiting_on", WAITS));

    /** One row per attempt to read. */
    public static final TableSpec POLLS =
            samples("polls", text("probe"), known("outcome", OUTCOMES), count("seconds"), free("error"));

    /** History of the job's own tables. */
    public static final TableSpec TABLE_SAMPLES = samples(
            "table_samples",
            text("table_name"),
            text("name"),
            number("value", Domain.ANY.withNan()),
            free("text"),
            number("step"));

    /** All of them. */
    public static final List<TableSpec> ALL = List.of(
            TARGETS,
            WATCHES,
            GRADIENTS,
            MODULES,
            STACKS,
            JOBS,
            MONITOR,
            WATCH_SAMPLES,
            MODULE_SAMPLES,
            STACK_SAMPLES,
            POLLS,
            TABLE_SAMPLES);

    private Tables() {}

    /** The table of that name. */
    public static Optional<TableSpec> named(String name) {
        return ALL.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    private static TableSpec keyed(String name, Column... columns) {
        return perTarget(name, true, columns);
    }

    private static TableSpec samples(String name, Column... columns) {
        return perTarget(name, false, columns);
    }

    private static TableSpec perTarget(String name, boolean changelog, Column... columns) {
        List<Column> all = new ArrayList<>(List.of(text("job"), text("instance"), text("rank")));
        all.addAll(List.of(columns));
        return table(name, changelog, all.toArray(Column[]::new));
    }

    private static TableSpec table(String name, boolean changelog, Column... columns) {
        List<Column> all = new ArrayList<>(List.of(columns));
        all.add(new Column("labels", LABELS));
        return new TableSpec(name, changelog, all);
    }

    /** A text that is always there: a key, or part of one. */
    private static Column text(String name) {
        return new Column(name, STRING, false, Domain.ANY.neverNull());
    }

    private static Column known(String name, Set<String> texts) {
        return new Column(name, STRING, false, Domain.among(texts).neverNull());
    }

    private static Column oneOf(String name, Set<String> texts) {
        return new Column(name, STRING, true, Domain.among(texts));
    }

    private static Column free(String name) {
        return new Column(name, STRING, true);
    }

    private static Column number(String name) {
        return new Column(name, DOUBLE);
    }

    private static Column number(String name, Domain domain) {
        return new Column(name, DOUBLE, false, domain);
    }

    private static Column count(String name) {
        return number(name, Domain.COUNT);
    }

    private static <T> Set<String> texts(T[] values, Function<T, String> text) {
        return Arrays.stream(values).map(text).collect(Collectors.toSet());
    }
}
