package dev.vigil.monitor.collect;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Reading;
import dev.vigil.flink.source.Cursors;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which process we have been talking to at an address, so that another one is noticed. */
final class Acquaintance {

    private static final String PID = "pid";
    private static final String START = "start";

    /** A pid is not used again so soon: two processes must be answering in turn. */
    private static final Duration TURNS = Duration.ofMinutes(1);

    private @Nullable Identity identity;
    private LocalProcesses.@Nullable Mark mark;
    private Reading.@Nullable Joined told;
    private String token;
    private String pid;
    private long left = -1;
    private Instant leftAt = Instant.MIN;

    /** From where it was left before a restart of the monitor. */
    Acquaintance(Cursors cursors) {
        token = MailboxCursor.parse(cursors.positions().get(MailboxCursor.NAME)).token();
        pid = cursors.positions().getOrDefault(PID, "");
        String start = cursors.positions().getOrDefault(START, "");
        mark = LocalProcesses.Mark.parse(pid + ":" + start);
    }

    /** Who it is, null before it has told. */
    @Nullable
    Identity identity() {
        return identity;
    }

    /** The process as this machine knows it, also while it no longer answers. */
    LocalProcesses.@Nullable Mark mark() {
        return mark;
    }

    /** Whether this document comes from the process we know. */
    boolean knows(Beat beat) {
        return identity != null && identity.pid() == beat.pid() && beat.token().equals(token);
    }

    /** Whether this process was here a moment ago and another one since: both listen on one port. */
    boolean isTakingTurns(long process, Instant now) {
        return process == left && now.isBefore(leftAt.plus(TURNS));
    }

    /**
     * It told who it is.
     *
     * @param document token of its mailbox, empty where it has none
     * @return whether it is another process than before
     */
    boolean meet(Identity met, String document, Instant now) {
        String number = Long.toString(met.pid());
        boolean otherPid = !number.equals(pid);
        boolean other = !pid.isEmpty() && (otherPid || (!token.isEmpty() && !token.equals(document)));
        if (identity != null && otherPid) {
            left = identity.pid();
            leftAt = now;
        }
        identity = met;
        mark = met.mark();
        pid = number;
        token = document;
        return other;
    }

    /** What the tables do not know yet. */
    Optional<Reading.Joined> news(Target target, @Nullable Beat beat) {
        Reading.Joined joined = identity == null ? null : identity.joined(target, beat);
        if (joined == null || joined.equals(told)) {
            return Optional.empty();
        }
        told = joined;
        return Optional.of(joined);
    }

    /** Adds what {@link #Acquaintance} takes up again. */
    void addTo(Map<String, String> positions) {
        if (!pid.isEmpty()) {
            positions.put(PID, pid);
        }
        if (mark != null) {
            positions.put(START, mark.start());
        }
    }
}
