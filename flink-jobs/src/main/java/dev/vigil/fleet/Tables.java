package dev.vigil.fleet;

import static dev.vigil.fleet.TableSpec.Type.BOOLEAN;
import static dev.vigil.fleet.TableSpec.Type.DOUBLE;
import static dev.vigil.fleet.TableSpec.Type.LABELS;
import static dev.vigil.fleet.TableSpec.Type.STRING;

import dev.vigil.fleet.TableSpec.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables that rules read, as the user contract lists them. */
public final class Tables {

    /** One row per target. */
    public static final TableSpec TARGETS = keyed(
            "targets",
            free("state"),
            free("error"),
            number("pid"),
            number("restarts"),
            number("world_size"),
            number("unreachable_seconds"),
            number("step"),
            number("steps"),
            number("step_seconds"),
            number("step_seconds_p99"),
            number("baseline_seconds"),
            number("stalled_seconds"),
            free("phase"),
            number("phase_seconds"),
            free("waiting_on"),
            free("top_frame"),
            number("unchanged_seconds"),
            number("work_seconds"),
            number("collective_share"),
            number("data_share"),
            number("peers"),
            number("peer_step_max"),
            number("peer_step_seconds"),
            number("peer_work_seconds"),
            new Column("odd", BOOLEAN),
            free("odd_ranks"),
            number("memory_mb"),
            number("memory_total_mb"),
            number("memory_growth"),
            number("memory_rising"));

    /** One row per target and watch. */
    public static final TableSpec WATCHES = keyed(
            "watches",
            text("name"),
            number("value"),
            free("text"),
            free("error"),
            number("step"),
            free("phase"),
            number("samples"),
            number("previous"),
            number("non_finite"),
            number("mean5"),
            number("min5"),
            number("max5"),
            number("median50"),
            number("mad50"),
            number("median200"),
            number("earlier200"));

    /** One row per target whose gradients are looked at. */
    public static final TableSpec GRADIENTS = keyed(
            "gradients",
            number("norm"),
            number("non_finite"),
            free("first_bad"),
            number("step"),
            number("bad_steps"),
            number("smallest"),
            free("smallest_name"));

    /** One row per target, module and stage. */
    public static final TableSpec MODULES = keyed(
            "modules",
            text("module"),
            text("stage"),
            number("seconds"),
            number("baseline_seconds"),
            number("peer_seconds"),
            number("share"),
            number("samples"),
            new Column("leaf", BOOLEAN));

    /** One row per target: where it stands. */
    public static final TableSpec STACKS = keyed("stacks", free("fingerprint"), free("frames"));

    /** One row per job. */
    public static final TableSpec JOBS = table(
            "jobs",
            true,
            text("job"),
            number("ranks"),
            number("world_size"),
            number("reachable"),
            number("stalled"),
            number("finished"),
            number("step_min"),
            number("step_max"),
            number("step_seconds"),
            number("starts_30m"),
            number("steps_lost"),
            number("loss_spread"));

    /** One row: Vigil itself. */
    public static final TableSpec MONITOR = table(
            "monitor",
            true,
            number("targets"),
            number("reachable"),
            number("late_polls"),
            number("failed_rules"),
            number("uptime_seconds"));

    /** History of watches: one row per new step. */
    public static final TableSpec WATCH_SAMPLES =
            samples("watch_samples", text("name"), number("value"), free("text"), free("error"), number("step"));

    /** History of torch_trace. */
    public static final TableSpec MODULE_SAMPLES = samples(
            "module_samples",
            number("step"),
            number("seq"),
            text("module"),
            text("stage"),
            number("seconds"),
            number("allocated_mb"),
            number("max_allocated_mb"));

    /** History of stacks: one row per beat. */
    public static final TableSpec STACK_SAMPLES =
            samples("stack_samples", free("fingerprint"), free("top_frame"), free("frames"), free("waiting_on"));

    /** One row per attempt to read. */
    public static final TableSpec POLLS =
            samples("polls", text("probe"), text("outcome"), number("seconds"), free("error"));

    /** History of the job's own tables. */
    public static final TableSpec TABLE_SAMPLES =
            samples("table_samples", text("table_name"), text("name"), number("value"), free("text"), number("step"));

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

    private static Column text(String name) {
        return new Column(name, STRING);
    }

    private static Column free(String name) {
        return new Column(name, STRING, true);
    }

    private static Column number(String name) {
        return new Column(name, DOUBLE);
    }
}
