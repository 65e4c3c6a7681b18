package dev.vigil.monitor.metrics;

import dev.vigil.fleet.Reading;
import dev.vigil.flink.source.Batch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Meters of polling. Labels come from closed sets; a probe name that is not known is counted as {@code other}. */
public final class PollMeters {

    /** What is asked of targets; anything else would let the number of series grow. */
    private static final Set<String> PROBES =
            Set.of("mailbox", "install", "overview", "nodes", "backtrace", "table", "setting");

    /** A mailbox takes 1 to 2 ms, a backtrace up to 550 ms, a deadline is 5 s (shared measurements of Probing 0.2.4). */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final Timer seconds;
    private final Timer lateness;
    private final Map<String, Counter> polls = new ConcurrentHashMap<>();

    /** Registers the meters. */
    public PollMeters(MeterRegistry registry) {
        this.registry = registry;
        seconds = Timer.builder("vigil.poll")
                .description("How long one request to a target took.")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        lateness = Timer.builder("vigil.poll.lateness")
                .description("How long after its due time a poll began.")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** Counts the attempts of one poll. */
    public void note(Batch batch) {
        lateness.record(batch.lateness().isNegative() ? Duration.ZERO : batch.lateness());
        for (Reading reading : batch.readings()) {
            if (reading instanceof Reading.Attempt attempt) {
                note(attempt);
            }
        }
    }

    private void note(Reading.Attempt attempt) {
        String probe = PROBES.contains(attempt.probe()) ? attempt.probe() : "other";
        String outcome = attempt.outcome().name().toLowerCase(Locale.ROOT);
        polls.computeIfAbsent(
                        probe + '/' + outcome,
                        key -> Counter.builder("vigil.polls")
                                .description("Requests to targets, by what was asked and how it ended.")
                                .tag("probe", probe)
                                .tag("outcome", outcome)
                                .register(registry))
                .increment();
        if (attempt.outcome() != Reading.Outcome.SKIPPED) {
            seconds.record((long) (attempt.seconds() * 1e9), TimeUnit.NANOSECONDS);
        }
    }
}
