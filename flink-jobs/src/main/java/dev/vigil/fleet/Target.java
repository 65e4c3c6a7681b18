package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that is known of one target, and its rows. */
final class Target {

    private static final long NEVER = -1;

    private final TargetKey key;
    private final Observed observed;
    private Identity who;
    private int worldSize;
    private boolean launcher;
    private long removedAt = NEVER;
    private boolean polled;
    private double beatTime;
    private @Nullable String stuckWatch;
    private @Nullable Double memoryMb;
    private @Nullable Double memoryTotalMb;
    private Liveness liveness = new Liveness();
    private Progress progress = new Progress();
    private Place place = new Place();
    private WatchBook watches = new WatchBook();
    private PeerFigures peers = PeerFigures.NONE;
    private Row row = new Row(Tables.TARGETS);
    private Row stack = new Row(Tables.STACKS);
    private @Nullable TargetFacts facts;

    Target(TargetKey key, FleetSettings settings) {
        this.key = key;
        this.observed = new Observed(settings.pollInterval().toMillis() / 1000.0);
        this.who = new Identity(key, "", Map.of());
    }

    /** Takes in a reading and tells what changed by it. */
    void apply(Reading reading, long now, FleetOutput out) {
        if (reading instanceof Reading.Joined joined) {
            removedAt = NEVER;
            launcher = joined.launcher();
            liveness.hint(joined.pid());
            identify(joined.labels(), joined.rank(), joined.worldSize(), now, out);
        } else if (reading instanceof Reading.Attempt attempt) {
            attempted(attempt, now, out);
        } else if (reading instanceof Reading.Mailbox mailbox) {
            heard(mailbox.beat(), now, out);
        } else if (reading instanceof Reading.Backtrace backtrace) {
            place.seeNative(backtrace.frames());
        } else if (reading instanceof Reading.Removed) {
            removedAt = removedAt == NEVER ? now : removedAt;
        }
        tell(now, out);
    }

    private void identify(Map<String, String> labels, String rank, int size, long now, FleetOutput out) {
        worldSize = size > 0 ? size : worldSize;
        Identity next = new Identity(key, rank.isEmpty() ? who.rank() : rank, labels);
        if (!next.equals(who)) {
            who = next;
            watches.tellAll(telling(now, out));
        }
    }

    private void attempted(Reading.Attempt attempt, long now, FleetOutput out) {
        polled = true;
        Telling telling = telling(now, out);
        telling.append(telling.row(Tables.POLLS)
                .add(attempt.probe())
                .add(attempt.outcome().name().toLowerCase(Locale.ROOT))
                .number(attempt.seconds())
                .add(attempt.error()));
        switch (attempt.outcome()) {
            case OK -> liveness.attempted(attempt, 0);
            case PYTHON_STUCK -> {
                double elapsed = observed.seen(now);
                liveness.attempted(attempt, 0);
                progress.stand(elapsed);
                place.stand(elapsed);
            }
            default -> liveness.attempted(attempt, observed.blind(now));
        }
    }

    private void heard(Beat beat, long now, FleetOutput out) {
        polled = true;
        if (liveness.isOfFormerLife(beat)) {
            return;
        }
        if (liveness.isNewLife(beat)) {
            begin(beat, out);
        }
        double elapsed = observed.seen(now);
        liveness.heard(beat, beat.time() != beatTime);
        beatTime = beat.time();
        identify(who.labels(), beat.rank(), beat.worldSize(), now, out);
        if (liveness.verdict() == null) {
            look(beat, elapsed, now, out);
        }
    }

    private void begin(Beat beat, FleetOutput out) {
        if (liveness.begin(beat)) {
            watches.withdraw(out);
            stack.withdraw(out);
            progress = new Progress();
            place = new Place();
            watches = new WatchBook();
        }
    }

    private void look(Beat beat, double elapsed, long now, FleetOutput out) {
        stuckWatch = beat.stuckWatch();
        memoryMb = beat.memoryMb();
        memoryTotalMb = beat.memoryTotalMb();
        Telling telling = telling(now, out);
        List<Beat.Sample> fresh = watches.fresh(beat);
        boolean moved = progress.see(beat, fresh, elapsed);
        boolean look = place.see(beat, new Place.Sight(moved, progress.isKnown(), worldSize > 1, elapsed, now));
        watches.see(beat, fresh, place.phase(), telling);
        if (look) {
            tellStack(telling);
        }
    }

    private void tellStack(Telling telling) {
        telling.tell(stack, telling.row(Tables.STACKS).add(place.fingerprint()).add(place.text()));
        telling.append(telling.row(Tables.STACK_SAMPLES)
                .add(place.fingerprint())
                .add(place.topFrame())
                .add(place.text())
                .add(waiting()));
    }

    /** Tells the target's own row and facts, where they changed. */
    void tell(long now, FleetOutput out) {
        tellFacts(out);
        Telling telling = telling(now, out);
        RowValues values = telling.row(Tables.TARGETS)
                .add(state().text())
                .add(liveness.error())
                .add(liveness.pid())
                .number(liveness.restarts())
                .add(worldSize > 0 ? (Double) (double) worldSize : null)
                .number(liveness.unreachableSeconds())
                .add(progress.step())
                .number(progress.steps())
                .add(progress.stepSeconds())
                .add(progress.p99())
                .add(progress.baseline())
                .number(progress.stalledSeconds())
                .add(place.phase().text())
                .number(place.phaseSeconds())
                .add(waiting())
                .add(place.topFrame())
                .number(place.unchangedSeconds())
                .add(workSeconds())
                .add(place.shares().collectiveShare())
                .add(place.shares().dataShare())
                .number(peers.peers())
                .add(peers.stepMax())
                .add(peers.stepSeconds())
                .add(peers.workSeconds())
                .add(peers.odd())
                .add(peers.oddRanks())
                .add(memoryMb)
                .add(memoryTotalMb)
                .add(null)
                .add(null);
        telling.tell(row, values);
    }

    private void tellFacts(FleetOutput out) {
        boolean readable = removedAt == NEVER && state() != State.UNREACHABLE;
        TargetFacts now = new TargetFacts(key, who.labels(), readable, true);
        if (!now.equals(facts)) {
            facts = now;
            out.facts(now);
        }
    }

    /** Takes all rows back: the target is gone for good. */
    void withdraw(FleetOutput out) {
        row.withdraw(out);
        stack.withdraw(out);
        watches.withdraw(out);
        out.facts(new TargetFacts(key, who.labels(), false, false));
    }

    /** Tells all rows and facts again. */
    void retell(FleetOutput out) {
        row.retell(out);
        stack.retell(out);
        watches.retell(out);
        if (facts != null) {
            out.facts(facts);
        }
    }

    String instance() {
        return key.instance();
    }

    State state() {
        State verdict = liveness.verdict();
        if (launcher && verdict == null) {
            return State.LAUNCHER;
        }
        if (launcher && verdict == State.UNREACHABLE && liveness.isRefused()) {
            return State.FINISHED; // an agent has no last word
        }
        if (verdict != null) {
            return verdict;
        }
        if (progress.isStalled()) {
            return stuckWatch == null ? State.STALLED : State.DEVICE_STUCK;
        }
        return progress.steps() > 0 ? State.TRAINING : State.STARTING;
    }

    private @Nullable String waiting() {
        Wait wait = place.waiting();
        return wait == null ? null : wait.text();
    }

    @Nullable
    Double workSeconds() {
        Double seconds = progress.stepSeconds();
        Double share = place.shares().collectiveShare();
        return seconds == null || share == null ? null : (Double) (seconds * (1 - share));
    }

    /** Whether it left discovery so long ago that its rows must go. */
    boolean isOutlived(long now, FleetSettings settings) {
        return removedAt != NEVER && now - removedAt >= settings.retention().toMillis();
    }

    private Telling telling(long now, FleetOutput out) {
        return new Telling(who, Instant.ofEpochMilli(now), out);
    }

    void write(DataOutput out) throws IOException {
        Wire.writeText(out, key.instance());
        Wire.writeText(out, who.rank());
        Wire.writeMap(out, who.labels());
        Wire.writeLong(out, worldSize);
        out.writeBoolean(launcher);
        Wire.writeLong(out, removedAt);
        out.writeBoolean(polled);
        out.writeDouble(beatTime);
        Wire.writeNullableText(out, stuckWatch);
        Wire.writeNullable(out, memoryMb);
        Wire.writeNullable(out, memoryTotalMb);
        liveness.write(out);
        progress.write(out);
        place.write(out);
        watches.write(out);
        peers.write(out);
        row.write(out);
        stack.write(out);
        out.writeByte(facts == null ? -1 : facts.readable() ? 1 : 0);
    }

    static Target read(DataInput in, String job, FleetSettings settings) throws IOException {
        Target target = new Target(new TargetKey(job, Wire.readText(in)), settings);
        target.who = new Identity(target.key, Wire.readText(in), Wire.readMap(in));
        Map<String, String> labels = target.who.labels();
        target.worldSize = Wire.readCount(in, Integer.MAX_VALUE);
        target.launcher = in.readBoolean();
        target.removedAt = Wire.readLong(in);
        target.polled = in.readBoolean();
        target.beatTime = in.readDouble();
        target.stuckWatch = Wire.readNullableText(in);
        target.memoryMb = Wire.readNullable(in);
        target.memoryTotalMb = Wire.readNullable(in);
        target.liveness = Liveness.read(in);
        target.progress = Progress.read(in);
        target.place = Place.read(in);
        target.watches = WatchBook.read(in, labels);
        target.peers = PeerFigures.read(in);
        target.row = Row.read(in, Tables.TARGETS, labels);
        target.stack = Row.read(in, Tables.STACKS, labels);
        byte readable = in.readByte();
        target.facts = readable < 0 ? null : new TargetFacts(target.key, labels, readable > 0, true);
        return target;
    }
}
