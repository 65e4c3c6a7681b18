package dev.vigil.flink;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How the pipeline is doing at one moment.
 *
 * @param state what it is at
 * @param lastBeat when a row of table {@code monitor} last came out at the far end, after source, tables, a query and the
 *     lifecycle; one is sent each second, so that silence here means that nobody watches
 * @param restarts how often the job had to be submitted again since the start
 * @param failures rules that have failed since the start, by id; those that a reload took away are left out
 * @param overLimit rules that have had more rows than their limit allows, by id: how many rows were no alert for it
 */
public record PipelineStatus(
        State state,
        Optional<Instant> lastBeat,
        int restarts,
        Map<String, RuleFailure> failures,
        Map<String, Long> overLimit) {

    /** Checks and copies. */
    public PipelineStatus {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(lastBeat, "lastBeat");
        failures = Map.copyOf(failures);
        overLimit = Map.copyOf(overLimit);
    }

    /** What the pipeline is at. */
    public sealed interface State {}

    /** All tasks run. */
    public record Running() implements State {}

    /** The job failed and is being submitted again from its last checkpoint. */
    public record Restarting(String reason) implements State {}

    /** The job is being exchanged for one with other rules, which goes on where it stopped. */
    public record Reloading() implements State {}

    /** It gave up; the process should end with an error. */
    public record Failed(String reason) implements State {}

    /** It was closed. */
    public record Closed() implements State {}

    /**
     * What is wrong with a rule.
     *
     * @param count rows it could not digest, and failures of the whole job
     * @param switchedOff whether it took the job down and no longer runs
     * @param reason what it threw last
     * @param last when
     */
    public record RuleFailure(long count, boolean switchedOff, String reason, Instant last) {}
}
