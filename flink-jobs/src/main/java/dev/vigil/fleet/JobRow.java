package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A job as a whole: its row, and the starts of its processes. */
final class JobRow {

    private static final long STARTS_MILLIS = 30 * 60 * 1000L;
    private static final int MAX_STARTS = 10_000;

    private final String job;
    private Row row = new Row(Tables.JOBS);
    private final Deque<Long> starts = new ArrayDeque<>();
    private Headway headway = new Headway();

    JobRow(String job) {
        this.job = job;
    }

    /** A process was started in the place of another one. */
    void started(long now) {
        starts.addLast(now);
        if (starts.size() > MAX_STARTS) {
            starts.removeFirst();
        }
        headway.started();
    }

    /**
     * Tells the row, once each target has been asked once.
     *
     * @param targets what of the job is in discovery, launchers not counted
     */
    void tick(Collection<Target> targets, long now, FleetOutput out) {
        while (!starts.isEmpty() && now - starts.getFirst() >= STARTS_MILLIS) {
            starts.removeFirst();
        }
        if (!out.wants(Tables.JOBS)) {
            return;
        }
        if (!row.isTold() && (targets.isEmpty() || !targets.stream().allMatch(Target::isPolled))) {
            return;
        }
        headway.see(targets);
        Steps steps = new Steps(targets);
        RowValues values = new RowValues(Tables.JOBS)
                .add(job)
                .number(targets.size())
                .add(worldSize(targets))
                .number(count(targets, target -> target.state() != State.UNREACHABLE))
                .number(count(targets, target -> target.state().standsStill()))
                .number(count(targets, target -> target.state() == State.FINISHED))
                .add(steps.min)
                .add(steps.max)
                .add(steps.seconds)
                .number(starts.size())
                .add(headway.startsWithout())
                .number(targets.stream().mapToDouble(Target::stepsLost).max().orElse(0))
                .add(lossSpread(targets))
                .add(Map.of());
        row.tell(values.list(), Instant.ofEpochMilli(now), out);
    }

    private static @Nullable Double worldSize(Collection<Target> targets) {
        int size = targets.stream().mapToInt(Target::worldSize).max().orElse(0);
        return size == 0 ? null : (Double) (double) size;
    }

    private static double count(Collection<Target> targets, Predicate<Target> which) {
        return targets.stream().filter(which).count();
    }

    /** Steps of the ranks that run; where none does, of those that ended. */
    private static final class Steps {

        @Nullable
        Double min;

        @Nullable
        Double max;

        @Nullable
        Double seconds;

        Steps(Collection<Target> targets) {
            List<Target> running = targets.stream()
                    .filter(target -> target.state() != State.UNREACHABLE
                            && !target.state().isOver())
                    .toList();
            double[] times = new double[targets.size()];
            int count = 0;
            for (Target target : running.isEmpty() ? targets : running) {
                Double step = target.step();
                if (step != null) {
                    min = min == null ? step : (Double) Math.min(min, step);
                    max = max == null ? step : (Double) Math.max(max, step);
                }
                Double time = target.stepSeconds();
                if (time != null) {
                    times[count++] = time;
                }
            }
            double[] known = Arrays.copyOf(times, count);
            Arrays.sort(known);
            seconds = PeerRound.medianWithout(known, null);
        }
    }

    /** The largest relative difference of the loss between ranks, at the newest step that two or more have in common. */
    private static @Nullable Double lossSpread(Collection<Target> targets) {
        Map<Double, double[]> bySteps = new HashMap<>(); // step -> least, most, how many
        for (Target target : targets) {
            if (target.isRank()) {
                target.losses().visit((step, loss) -> {
                    double[] seen = bySteps.computeIfAbsent(step, unused -> new double[] {loss, loss, 0});
                    seen[0] = Math.min(seen[0], loss);
                    seen[1] = Math.max(seen[1], loss);
                    seen[2]++;
                });
            }
        }
        double newest = Double.NEGATIVE_INFINITY;
        Double spread = null;
        for (Map.Entry<Double, double[]> entry : bySteps.entrySet()) {
            double[] seen = entry.getValue();
            double size = Math.max(Math.abs(seen[0]), Math.abs(seen[1]));
            if (seen[2] >= 2 && entry.getKey() > newest) {
                newest = entry.getKey();
                spread = size == 0 ? 0 : (seen[1] - seen[0]) / size;
            }
        }
        return spread;
    }

    void retell(FleetOutput out) {
        row.retell(out);
    }

    void withdraw(FleetOutput out) {
        row.withdraw(out);
    }

    void write(DataOutput out) throws IOException {
        row.write(out);
        Wire.writeLong(out, starts.size());
        for (long start : starts) {
            Wire.writeLong(out, start);
        }
        headway.write(out);
    }

    static JobRow read(DataInput in, String job) throws IOException {
        JobRow jobRow = new JobRow(job);
        jobRow.row = Row.read(in, Tables.JOBS, Map.of());
        int count = Wire.readCount(in, MAX_STARTS);
        for (int i = 0; i < count; i++) {
            jobRow.starts.addLast(Wire.readLong(in));
        }
        jobRow.headway = Headway.read(in);
        return jobRow;
    }
}
