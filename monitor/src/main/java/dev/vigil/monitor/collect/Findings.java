package dev.vigil.monitor.collect;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.fleet.TargetKey;
import dev.vigil.monitor.probing.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one poll has given so far. */
final class Findings {

    private final TargetKey target;
    private final List<Reading> readings = new ArrayList<>(3);
    private boolean reachable;

    Findings(TargetKey target) {
        this.target = target;
    }

    List<Reading> readings() {
        return readings;
    }

    boolean isReachable() {
        return reachable;
    }

    void add(Reading reading) {
        readings.add(reading);
    }

    /** Somebody answers there, but nobody who says who he is: to Vigil that is as good as nobody. */
    void unrecognised() {
        reachable = false;
    }

    /** A request was answered with a value. */
    void succeeded(String probe, Reply<?> reply) {
        attempt(probe, Outcome.OK, reply.took(), null, Reading.Process.UNKNOWN);
    }

    /** An attempt ended so; one that was answered makes the target reachable. */
    void attempt(String probe, Outcome outcome, Duration took, @Nullable String error, Reading.Process process) {
        reachable |= outcome == Outcome.OK || outcome == Outcome.PYTHON_STUCK;
        readings.add(new Reading.Attempt(target, probe, outcome, took.toNanos() / 1e9, error, process));
    }

    /** A request gave no value. */
    void failed(String probe, Reply.Failed<?> reply, Reading.Process process) {
        reachable |= isAnswer(reply);
        attempt(probe, outcome(reply), reply.took(), reply.reason(), process);
    }

    /** Whether it was answered as the protocol has it, though not with a value. */
    static boolean isAnswer(Reply.Failed<?> reply) {
        return reply instanceof Reply.SqlError || reply instanceof Reply.PythonError;
    }

    /** How a request that gave no value ended. */
    static Outcome outcome(Reply.Failed<?> reply) {
        if (reply instanceof Reply.TimedOut) {
            return Outcome.TIMEOUT;
        }
        if (reply instanceof Reply.Refused) {
            return Outcome.REFUSED;
        }
        return reply instanceof Reply.NotAsked ? Outcome.SKIPPED : Outcome.ERROR;
    }
}
