package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target lives, can be read, or how it ended. A verdict comes only from readings, never from silence.
 *
 * <p>One <em>life</em> is one process with one installation of the sampler. A new pid or a new token begins the next: in
 * containers each process has the same pid.
 */
final class Liveness {

    /** One failed attempt is an accident. */
    private static final int FAILURES = 2;
    /** A machine refuses where nobody listens; from afar a restarted server looks the same for a moment. */
    private static final int REFUSALS_FROM_AFAR = 3;

    private static final int FORMER_LIVES = 8;
    private static final String RUNNING = "running";

    /** What every endpoint answers in one way: anything else is no answer of Probing's. */
    private static final Set<String> VITAL = Set.of("mailbox", "overview", "nodes");

    private long pid;
    private String token = "";
    private boolean seen;
    private String word = RUNNING;
    private @Nullable String error;
    private int silent;
    private int refused;
    private int gone;
    private int garbled;
    private @Nullable String trouble;
    private boolean stuck;
    private boolean killed;
    private double unreachableSeconds;
    private long restarts;
    private final Deque<String> formerLives = new ArrayDeque<>();

    /** Takes in an attempt; {@code elapsed} seconds have been observed since the one before. */
    void attempted(Reading.Attempt attempt, double elapsed) {
        switch (attempt.outcome()) {
            case OK -> {
                answers();
                // Any server says of the mailbox that there is none; only Probing's says who it is.
                garbled = attempt.probe().equals("overview") ? 0 : garbled;
                stuck = !attempt.probe().equals("mailbox") && stuck;
            }
            case PYTHON_STUCK -> {
                answers();
                stuck = true;
            }
            case TIMEOUT, REFUSED -> silent(attempt);
            case ERROR -> garbled(attempt);
            case SKIPPED -> {} // as before
        }
        unreachableSeconds = isFailing() ? unreachableSeconds + elapsed : 0;
    }

    private void garbled(Reading.Attempt attempt) {
        if (VITAL.contains(attempt.probe())) {
            garbled++;
            trouble = attempt.error();
        }
    }

    private void silent(Reading.Attempt attempt) {
        silent++;
        trouble = attempt.error();
        refused = attempt.outcome() == Reading.Outcome.REFUSED ? refused + 1 : 0;
        gone = attempt.process() == Reading.Process.GONE ? gone + 1 : 0;
        boolean nobodyThere =
                gone >= FAILURES || (refused >= REFUSALS_FROM_AFAR && attempt.process() == Reading.Process.UNKNOWN);
        killed |= nobodyThere && seen && word.equals(RUNNING);
    }

    private void answers() {
        silent = 0;
        refused = 0;
        gone = 0;
    }

    /** Whether the document is of a process that was here before the present one: two listen on one port. */
    boolean isOfFormerLife(Beat beat) {
        return !formerLives.isEmpty() && formerLives.contains(life(beat.pid(), beat.token()));
    }

    /** Whether the document begins a life of which nothing was known. */
    boolean isNewLife(Beat beat) {
        return !seen || pid != beat.pid() || !token.equals(beat.token());
    }

    /** Begins the life that the document tells of; returns whether another one was known before. */
    boolean begin(Beat beat) {
        boolean again = seen;
        if (again) {
            formerLives.addLast(life(pid, token));
            restarts++;
            if (formerLives.size() > FORMER_LIVES) {
                formerLives.removeFirst();
            }
        }
        pid = beat.pid();
        token = beat.token();
        seen = true;
        return again;
    }

    /** Takes in a document of the present life. */
    void heard(Beat beat, boolean renewed) {
        answers();
        garbled = 0;
        killed = false;
        stuck &= !renewed;
        unreachableSeconds = 0;
        word = beat.state();
        error = beat.error();
    }

    /** A process id from elsewhere, as long as the process itself has not told. */
    void hint(long processId) {
        if (!seen && processId != 0) {
            pid = processId;
        }
    }

    /** How it is, as far as this class knows: null where it runs and can be read. */
    @Nullable
    State verdict() {
        return switch (word) {
            case "crashed" -> State.CRASHED;
            case "finished" -> State.FINISHED;
            case "interrupted" -> State.INTERRUPTED;
            default -> killed ? State.KILLED : isUnreachable() ? State.UNREACHABLE : stuck ? State.PYTHON_STUCK : null;
        };
    }

    boolean isUnreachable() {
        return silent >= FAILURES || garbled >= FAILURES;
    }

    /** Whether nobody listens any more, after attempts enough to be sure. */
    boolean isRefused() {
        return gone >= FAILURES || refused >= REFUSALS_FROM_AFAR;
    }

    /** Whether a document of the present life has been read. */
    boolean isSeen() {
        return seen;
    }

    @Nullable
    Double pid() {
        return pid == 0 ? null : (Double) (double) pid;
    }

    double restarts() {
        return restarts;
    }

    double unreachableSeconds() {
        return unreachableSeconds;
    }

    /** The exception of a crash, or why it cannot be read. */
    @Nullable
    String error() {
        return verdict() == State.UNREACHABLE ? trouble : error;
    }

    private boolean isFailing() {
        return silent > 0 || garbled > 0;
    }

    private static String life(long pid, String token) {
        return pid + " " + token;
    }

    void write(DataOutput out) throws IOException {
        Wire.writeLong(out, pid);
        Wire.writeText(out, token);
        out.writeBoolean(seen);
        Wire.writeText(out, word);
        Wire.writeNullableText(out, error);
        for (int count : new int[] {silent, refused, gone, garbled}) {
            Wire.writeLong(out, count);
        }
        Wire.writeNullableText(out, trouble);
        out.writeBoolean(stuck);
        out.writeBoolean(killed);
        out.writeDouble(unreachableSeconds);
        Wire.writeLong(out, restarts);
        Wire.writeLong(out, formerLives.size());
        for (String life : formerLives) {
            Wire.writeText(out, life);
        }
    }

    static Liveness read(DataInput in) throws IOException {
        Liveness liveness = new Liveness();
        liveness.pid = Wire.readLong(in);
        liveness.token = Wire.readText(in);
        liveness.seen = in.readBoolean();
        liveness.word = Wire.readText(in);
        liveness.error = Wire.readNullableText(in);
        liveness.silent = Wire.readCount(in, Integer.MAX_VALUE);
        liveness.refused = Wire.readCount(in, Integer.MAX_VALUE);
        liveness.gone = Wire.readCount(in, Integer.MAX_VALUE);
        liveness.garbled = Wire.readCount(in, Integer.MAX_VALUE);
        liveness.trouble = Wire.readNullableText(in);
        liveness.stuck = in.readBoolean();
        liveness.killed = in.readBoolean();
        liveness.unreachableSeconds = in.readDouble();
        liveness.restarts = Wire.readLong(in);
        int lives = Wire.readCount(in, FORMER_LIVES);
        for (int i = 0; i < lives; i++) {
            liveness.formerLives.addLast(Wire.readText(in));
        }
        return liveness;
    }
}
