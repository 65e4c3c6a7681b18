package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that is known of one target: who it is, whether it lives, what its present process told; and its row. */
final class Target {

    private static final long NEVER = -1;

    private final TargetKey key;
    private final Observed observed;
    private Identity who;
    private int worldSize;
    private boolean launcher;
    private long removedAt = NEVER;
    private boolean polled;
    private long seenAt;
    private double beatTime;
    private boolean untold;
    private boolean succeeded;
    private double formerStep = Double.NaN;
    private double stepsLost;
    private Liveness liveness = new Liveness();
    private Life life = new Life();
    private PeerFigures peers = PeerFigures.NONE;
    private Row row = new Row(Tables.TARGETS);
    private @Nullable TargetFacts facts;

    Target(TargetKey key, FleetSettings settings) {
        this.key = key;
        this.observed = new Observed(settings.pollInterval().toMillis() / 1000.0);
        this.who = new Identity(key, "", Map.of());
    }

    /** Takes in a reading and tells what changed by it. */
    void apply(Reading reading, long now, FleetOutput out) {
        if (reading instanceof Reading.Mailbox mailbox) {
            heard(mailbox.beat(), now, out);
        } else if (reading instanceof Reading.Attempt attempt) {
            attempted(attempt, now, out);
            if (attempt.outcome() == Reading.Outcome.OK && attempt.probe().equals("mailbox")) {
                untold = true; // the document follows as a rule, and with it the row
                return;
            }
        } else if (reading instanceof Reading.Joined joined) {
            joined(joined, now, out);
        } else if (reading instanceof Reading.Backtrace backtrace) {
            life.seeNative(backtrace.frames(), telling(now, out));
        } else if (reading instanceof Reading.Modules modules) {
            traced(modules, now, out);
        } else if (reading instanceof Reading.Table table) {
            append(table, telling(now, out));
        } else if (reading instanceof Reading.Removed) {
            removedAt = removedAt == NEVER ? now : removedAt;
        }
        tell(now, out);
    }

    private void joined(Reading.Joined joined, long now, FleetOutput out) {
        removedAt = NEVER;
        launcher = joined.launcher();
        liveness.hint(joined.pid());
        identify(joined.labels(), joined.rank(), joined.worldSize(), now, out);
    }

    private void identify(Map<String, String> labels, String rank, int size, long now, FleetOutput out) {
        worldSize = size > 0 ? size : worldSize;
        Identity next = new Identity(key, rank.isEmpty() ? who.rank() : rank, labels);
        if (!next.equals(who)) {
            who = next;
            life.tellAll(telling(now, out));
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
                liveness.attempted(attempt, 0);
                life.stand(observed.seen(now));
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
        seenAt = now;
        liveness.heard(beat, beat.time() != beatTime);
        beatTime = beat.time();
        identify(who.labels(), beat.rank(), beat.worldSize(), now, out);
        State verdict = liveness.verdict();
        boolean running = verdict == null || !verdict.isOver();
        boolean paced = peers.stepSeconds() != null;
        life.see(beat, new Life.Moment(running, worldSize > 1, paced, elapsed), telling(now, out));
        countLostSteps();
    }

    private void begin(Beat beat, FleetOutput out) {
        Double step = life.progress().isStepGlobal() ? life.progress().step() : null;
        if (liveness.begin(beat)) {
            formerStep = step == null ? Double.NaN : step;
            life.withdraw(out);
            life = new Life();
            peers = PeerFigures.NONE;
        }
    }

    /** A process that begins behind where the one before it was has lost those steps. */
    private void countLostSteps() {
        Double step = life.progress().isStepGlobal() ? life.progress().step() : null;
        if (step != null && !Double.isNaN(formerStep)) {
            stepsLost += Math.max(0, formerStep - step);
            formerStep = Double.NaN;
        }
    }

    private void traced(Reading.Modules modules, long now, FleetOutput out) {
        if (!liveness.isSeen() && !modules.rows().isEmpty()) {
            long newest = modules.rows().get(modules.rows().size() - 1).step();
            life.progress().seeTrace((double) newest, now / 1000.0, observed.seen(now));
        }
        life.seeModules(modules.rows(), telling(now, out));
    }

    private static void append(Reading.Table table, Telling telling) {
        for (Reading.TableRow cell : table.rows()) {
            telling.append(telling.row(Tables.TABLE_SAMPLES)
                    .add(table.table())
                    .add(cell.name())
                    .add(cell.value())
                    .add(cell.text())
                    .add(cell.step()));
        }
    }

    /** Tells the target's own row and facts, where they changed. */
    void tell(long now, FleetOutput out) {
        untold = false;
        State state = state();
        tellFacts(state, out);
        Telling telling = telling(now, out);
        RowValues values = telling.row(Tables.TARGETS)
                .add(state.text())
                .add(liveness.error())
                .add(liveness.pid())
                .number(liveness.restarts())
                .add(worldSize > 0 ? (Double) (double) worldSize : null)
                .number(liveness.unreachableSeconds());
        life.addProgress(values);
        values.number(peers.peers())
                .add(peers.stepMax())
                .add(peers.stepSeconds())
                .add(peers.workSeconds())
                .add(peers.odd())
                .add(peers.oddRanks());
        life.addMemory(values);
        telling.tell(row, values);
    }

    private void tellFacts(State state, FleetOutput out) {
        boolean readable = removedAt == NEVER && state != State.UNREACHABLE;
        TargetFacts told = facts;
        if (told == null || told.readable() != readable || !told.labels().equals(who.labels())) {
            facts = new TargetFacts(key, who.labels(), readable, true);
            out.facts(facts);
        }
    }

    /** Takes all rows back: the target is gone for good. */
    void withdraw(FleetOutput out) {
        row.withdraw(out);
        life.withdraw(out);
        out.facts(new TargetFacts(key, who.labels(), false, false));
    }

    /** Tells all rows and facts again. */
    void retell(FleetOutput out) {
        row.retell(out);
        life.retell(out);
        if (facts != null) {
            out.facts(facts);
        }
    }

    State state() {
        State verdict = liveness.verdict();
        if (launcher && verdict == null) {
            return State.LAUNCHER;
        }
        if (launcher && verdict == State.UNREACHABLE && liveness.isRefused()) {
            return State.FINISHED; // an agent has no last word
        }
        return verdict != null ? verdict : life.state();
    }

    /** Takes in how its peers are doing; told with the row's next change, a new verdict on odd ranks at once. */
    void peers(PeerFigures figures, long now, FleetOutput out) {
        boolean urgent = figures.differsInVerdict(peers);
        peers = figures;
        if (urgent) {
            tell(now, out);
        }
    }

    /** Takes over from a target of the same rank that is gone: the same work under another name. */
    void succeed(Target former) {
        former.succeeded = true;
        Double step =
                former.life.progress().isStepGlobal() ? former.life.progress().step() : null;
        formerStep = step == null ? Double.NaN : step;
        stepsLost = former.stepsLost;
        countLostSteps();
    }

    /** Whether it is gone, and nobody has taken over from it. */
    boolean isVacant() {
        State state = state();
        return !succeeded && (removedAt != NEVER || state.isOver() || state == State.UNREACHABLE);
    }

    /** Whether it does what the other one did: the same rank, or a process of no rank known by its pid, as the other was. */
    boolean isSameWorkAs(Target other) {
        boolean byPid =
                key.instance().startsWith("pid:") && other.key.instance().startsWith("pid:");
        return who.rank().equals(other.who.rank()) && (byPid || !who.rank().isEmpty());
    }

    /** Lets time pass: tells what was put off. */
    void tick(long now, FleetOutput out) {
        if (untold) {
            tell(now, out);
        }
    }

    /** Whether it left discovery so long ago that its rows must go. */
    boolean isOutlived(long now, FleetSettings settings) {
        return removedAt != NEVER && now - removedAt >= settings.retention().toMillis();
    }

    String instance() {
        return key.instance();
    }

    String rank() {
        return who.rank();
    }

    /** Whether it is in discovery. */
    boolean isPresent() {
        return removedAt == NEVER;
    }

    /** Whether an attempt to read it has ended. */
    boolean isPolled() {
        return polled;
    }

    boolean isLauncher() {
        return launcher;
    }

    /** Whether it is one rank of several: those are compared; processes without a rank have nothing in common. */
    boolean isRank() {
        return !who.rank().isEmpty() && worldSize != 1 && !launcher && removedAt == NEVER;
    }

    /** Whether processes have been seen here: 0, 1, or more than 1 after a restart. */
    double lives() {
        return liveness.isSeen() ? liveness.restarts() + 1 : 0;
    }

    Life life() {
        return life;
    }

    int worldSize() {
        return worldSize;
    }

    double stepsLost() {
        return stepsLost;
    }

    LossTrail losses() {
        return life.losses();
    }

    @Nullable
    Double step() {
        return life.progress().step();
    }

    /** The step as the program counts it, over restarts and the same on all ranks; null where only Vigil counts. */
    @Nullable
    Double globalStep() {
        return life.progress().isStepGlobal() ? life.progress().step() : null;
    }

    @Nullable
    Double stepSeconds() {
        return life.progress().stepSeconds();
    }

    @Nullable
    Double workSeconds() {
        return life.workSeconds();
    }

    /** When its newest document was read, ms since 1970. */
    long seenAt() {
        return seenAt;
    }

    /** Whether it waits for other ranks in a collective. */
    boolean waitsForPeers() {
        return state() != State.PYTHON_STUCK && life.place().waiting() == Wait.COLLECTIVE;
    }

    /** Equal for ranks that stand at the same place. */
    String standpoint() {
        return state() == State.PYTHON_STUCK ? "python stuck" : life.place().fingerprint();
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
        Wire.writeLong(out, seenAt);
        out.writeDouble(beatTime);
        out.writeBoolean(succeeded);
        out.writeDouble(formerStep);
        out.writeDouble(stepsLost);
        liveness.write(out);
        life.write(out);
        peers.write(out);
        row.write(out);
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
        target.seenAt = Wire.readLong(in);
        target.beatTime = in.readDouble();
        target.succeeded = in.readBoolean();
        target.formerStep = in.readDouble();
        target.stepsLost = in.readDouble();
        target.liveness = Liveness.read(in);
        target.life = Life.read(in, labels);
        target.peers = PeerFigures.read(in);
        target.row = Row.read(in, Tables.TARGETS, labels);
        byte readable = in.readByte();
        target.facts = readable < 0 ? null : new TargetFacts(target.key, labels, readable > 0, true);
        return target;
    }
}
