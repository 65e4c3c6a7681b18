package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * All that is known of one job and its ranks: readings in, rows out. Confined to one thread; the whole state can be
 * written to a checkpoint and read back, whereupon the next rows continue exactly where the last ones ended.
 *
 * <p>Times are event time in milliseconds since 1970: the moment at which the reader emitted a reading.
 */
public final class JobFleet {

    private static final int VERSION = 3;
    private static final int MAX_TARGETS = 100_000;

    /** Rows of modules come every few seconds, and there may be thousands of modules. */
    private static final Duration COMPARE_MODULES_EVERY = Duration.ofSeconds(10);

    private final String job;
    private final FleetSettings settings;
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private JobRow row;
    private long modulesComparedAt;

    /** A job of which nothing is known. */
    public JobFleet(String job, FleetSettings settings) {
        this.job = Objects.requireNonNull(job, "job");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.row = new JobRow(job);
    }

    /**
     * Takes in one reading of a target of this job and tells the rows that it changed.
     *
     * @param reading the reading; {@link Reading.Resumed} and {@link Reading.MonitorBeat} are of no target and change nothing
     * @param nowMillis its event time
     * @param out where rows go
     */
    public void apply(Reading reading, long nowMillis, FleetOutput out) {
        TargetKey key = reading.target();
        if (key.equals(Reading.NOBODY)) {
            return;
        }
        if (!key.job().equals(job)) {
            throw new IllegalArgumentException("a reading of job " + key.job() + " in job " + job);
        }
        Target target = targets.get(key.instance());
        if (target == null) {
            if (reading instanceof Reading.Removed) {
                return;
            }
            target = new Target(key, settings);
            targets.put(key.instance(), target);
        }
        double lives = target.lives();
        target.apply(reading, nowMillis, out);
        if (target.lives() > lives) {
            began(target, nowMillis);
        }
    }

    /** A process was seen for the first time: was another one there before, here or under another name? */
    private void began(Target target, long now) {
        if (target.lives() > 1) {
            row.started(now);
            return;
        }
        for (Target former : targets.values()) {
            if (former != target && former.isVacant() && former.isSameWorkAs(target)) {
                target.succeed(former);
                row.started(now);
                return;
            }
        }
    }

    /**
     * Lets time pass: once a second. Ranks are compared with one another, the job's row is written, and rows of targets that
     * left discovery go after the retention.
     */
    public void tick(long nowMillis, FleetOutput out) {
        for (Iterator<Target> all = targets.values().iterator(); all.hasNext(); ) {
            Target target = all.next();
            if (target.isOutlived(nowMillis, settings)) {
                target.withdraw(out);
                all.remove();
            } else {
                target.tick(nowMillis, out);
            }
        }
        Crew crew = new Crew(targets.values());
        crew.compare(nowMillis, out);
        if (nowMillis - modulesComparedAt >= COMPARE_MODULES_EVERY.toMillis()) {
            modulesComparedAt = nowMillis;
            crew.compareModules();
        }
        row.tick(crew.present(), nowMillis, out);
        if (targets.isEmpty()) {
            row.withdraw(out);
        }
    }

    /** Whether nothing is left of the job: its state may go. */
    public boolean isEmpty() {
        return targets.isEmpty();
    }

    /** Tells all current rows, as inserts, and all facts again: to somebody who heard none of them. */
    public void retell(long nowMillis, FleetOutput out) {
        targets.values().forEach(target -> target.retell(out));
        row.retell(out);
    }

    /** Writes the whole state. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Wire.writeText(out, job);
        Wire.writeLong(out, targets.size());
        for (Target target : targets.values()) {
            target.write(out);
        }
        row.write(out);
    }

    /** What {@link #write} wrote; an {@link IOException} where it is of another version or damaged. */
    public static JobFleet read(DataInput in, FleetSettings settings) throws IOException {
        int version = in.readByte();
        if (version != VERSION) {
            throw new IOException("state of a job in version " + version + ", not " + VERSION);
        }
        JobFleet fleet = new JobFleet(Wire.readText(in), settings);
        int count = Wire.readCount(in, MAX_TARGETS);
        for (int i = 0; i < count; i++) {
            Target target = Target.read(in, fleet.job, settings);
            fleet.targets.put(target.instance(), target);
        }
        fleet.row = JobRow.read(in, fleet.job);
        return fleet;
    }
}
