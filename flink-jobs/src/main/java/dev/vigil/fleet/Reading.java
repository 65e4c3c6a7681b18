package dev.vigil.fleet;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the collector tells about one target: the only input of the tables. A failed attempt is a reading too; nothing is
 * ever inferred from silence.
 */
public sealed interface Reading {

    /** The target it is about; job and instance are empty for {@link Resumed} and {@link MonitorBeat}. */
    TargetKey target();

    /** How an attempt to read ended. */
    enum Outcome {
        /** Read and decoded. */
        OK,
        /** Connected, but no complete answer within the deadline. */
        TIMEOUT,
        /** Nobody listens, or the connection was reset. */
        REFUSED,
        /** An answer that is an error or cannot be decoded. */
        ERROR,
        /** The server answers, but the sampler's promises are broken: Python itself does not get to run. */
        PYTHON_STUCK,
        /** Not asked: the breaker is open. */
        SKIPPED
    }

    /** What an observer on the same machine knows of a process that does not answer. */
    enum Process {
        /** Not on this machine, or not looked. */
        UNKNOWN,
        /** It is there: not dead, only silent. */
        ALIVE,
        /** It is gone. */
        GONE
    }

    /**
     * A target joined the fleet, or its identity became known better.
     *
     * @param labels labels from discovery
     * @param pid process id, 0 where unknown
     * @param rank global rank, empty where unknown
     * @param worldSize ranks of the job, 0 where unknown
     * @param launcher whether it is an agent such as torchrun's, which never trains itself
     */
    record Joined(TargetKey target, Map<String, String> labels, long pid, String rank, int worldSize, boolean launcher)
            implements Reading {
        /** Copies. */
        public Joined {
            Objects.requireNonNull(rank, "rank");
            labels = Map.copyOf(labels);
        }
    }

    /**
     * One attempt, successful or not.
     *
     * @param probe what was asked: {@code mailbox}, {@code install}, {@code overview}, {@code backtrace}, {@code table}
     * @param outcome how it ended
     * @param seconds how long it took
     * @param error the reason where it did not succeed
     * @param process what is known of the process where the attempt was refused or timed out
     */
    record Attempt(
            TargetKey target,
            String probe,
            Outcome outcome,
            double seconds,
            @Nullable String error,
            Process process) implements Reading {}

    /** The sampler's document. */
    record Mailbox(TargetKey target, Beat beat) implements Reading {}

    /**
     * Native and Python frames of a process whose Python is stuck, innermost first, without the signal handler's own.
     */
    record Backtrace(TargetKey target, List<Frame> frames) implements Reading {
        /** Copies. */
        public Backtrace {
            frames = List.copyOf(frames);
        }
    }

    /** New rows of {@code python.torch_trace}, in order. */
    record Modules(TargetKey target, List<ModuleRow> rows) implements Reading {
        /** Copies. */
        public Modules {
            rows = List.copyOf(rows);
        }
    }

    /** New rows of a table that the job itself publishes. */
    record Table(TargetKey target, String table, List<TableRow> rows) implements Reading {
        /** Copies. */
        public Table {
            rows = List.copyOf(rows);
        }
    }

    /** The target left discovery; its rows go after the retention. */
    record Removed(TargetKey target) implements Reading {}

    /**
     * First reading of each run of the source: these targets were known before it. Time stands until each has given a
     * reading.
     */
    record Resumed(Set<TargetKey> targets) implements Reading {
        /** Copies. */
        public Resumed {
            targets = Set.copyOf(targets);
        }

        @Override
        public TargetKey target() {
            return NOBODY;
        }
    }

    /** Once a second from the source: the row of table {@code monitor}. */
    record MonitorBeat(double targets, double reachable, double latePolls, double failedRules, double uptimeSeconds)
            implements Reading {
        @Override
        public TargetKey target() {
            return NOBODY;
        }
    }

    /** Stands for "no target". */
    TargetKey NOBODY = new TargetKey("", "");

    /**
     * One row of torch_trace.
     *
     * @param step training step
     * @param seq order within the step
     * @param module module name
     * @param stage {@code pre forward}, {@code post forward}, …
     * @param seconds duration
     * @param allocatedMb memory allocated, MiB
     * @param maxAllocatedMb most allocated so far, MiB
     */
    record ModuleRow(
            long step,
            long seq,
            String module,
            String stage,
            double seconds,
            double allocatedMb,
            double maxAllocatedMb) {}

    /**
     * One cell of a job's own table.
     *
     * @param name column
     * @param value where it is a number, else null
     * @param text where it is a text, else null
     * @param step the row's step, else null
     */
    record TableRow(
            String name,
            @Nullable Double value,
            @Nullable String text,
            @Nullable Double step) {}
}
