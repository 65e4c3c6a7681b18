package dev.vigil.monitor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Batch;
import dev.vigil.flink.source.Collector;
import dev.vigil.flink.source.Cursors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MeteredCollectorTest {

    private static final TargetKey TARGET = new TargetKey("a", "h:1");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PollLog log = new PollLog(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    private final FakeCollector inner = new FakeCollector();
    private final List<Batch> delivered = new ArrayList<>();
    private final MeteredCollector collector = new MeteredCollector(inner, new PollMeters(registry), log);

    @Test
    void countsAttemptsByProbeAndOutcomeAndPassesTheBatchOn() {
        collector.start(delivered::add);
        inner.deliver(batch(attempt("mailbox", Outcome.OK, 0.25), attempt("backtrace", Outcome.TIMEOUT, 5)));

        assertThat(delivered).hasSize(1);
        assertThat(count("mailbox", "ok")).isEqualTo(1);
        assertThat(count("backtrace", "timeout")).isEqualTo(1);
        assertThat(registry.get("vigil.poll").timer().count()).isEqualTo(2);
        assertThat(registry.get("vigil.poll.lateness").timer().count()).isEqualTo(1);
    }

    @Test
    void aRequestThatWasNotSentHasNoDuration() {
        collector.start(delivered::add);
        inner.deliver(batch(attempt("mailbox", Outcome.SKIPPED, 0)));

        assertThat(count("mailbox", "skipped")).isEqualTo(1);
        assertThat(registry.get("vigil.poll").timer().count()).isZero();
    }

    @Test
    void anUnknownProbeDoesNotMakeASeriesOfItsOwn() {
        collector.start(delivered::add);
        inner.deliver(batch(attempt("surprise", Outcome.OK, 0)));

        assertThat(count("other", "ok")).isEqualTo(1);
    }

    @Test
    void remembersTheNewestAttemptUntilTheTargetIsRemoved() {
        collector.start(delivered::add);
        assertThat(log.covers(List.of(TARGET))).isFalse();
        inner.deliver(batch(attempt("mailbox", Outcome.REFUSED, 0.1)));

        assertThat(log.covers(List.of(TARGET))).isTrue();
        assertThat(log.newest(TARGET)).hasValueSatisfying(entry -> {
            assertThat(entry.at()).isEqualTo(Instant.EPOCH);
            assertThat(entry.attempt().outcome()).isEqualTo(Outcome.REFUSED);
        });

        collector.remove(TARGET);
        assertThat(log.newest(TARGET)).isEmpty();
        assertThat(inner.calls).containsExactly("start", "remove");
    }

    @Test
    void remembersDaemonThreadsUntilTheTargetIsRemoved() {
        collector.start(delivered::add);
        inner.deliver(batch(attempt("mailbox", Outcome.OK, 0), new Reading.Mailbox(TARGET, daemonThreads(2))));
        inner.deliver(batch(attempt("mailbox", Outcome.TIMEOUT, 5)));
        assertThat(log.daemonThreads(TARGET)).contains(2);

        collector.remove(TARGET);
        assertThat(log.daemonThreads(TARGET)).isEmpty();
    }

    @Test
    void aTargetThatIsLeftAloneKeepsTheReason() {
        collector.start(delivered::add);
        inner.deliver(batch(attempt("mailbox", Outcome.TIMEOUT, 5)));
        inner.deliver(batch(attempt("mailbox", Outcome.SKIPPED, 0)));
        assertThat(log.newest(TARGET))
                .hasValueSatisfying(
                        entry -> assertThat(entry.attempt().outcome()).isEqualTo(Outcome.TIMEOUT));

        inner.deliver(batch(attempt("mailbox", Outcome.OK, 0)));
        assertThat(log.newest(TARGET))
                .hasValueSatisfying(
                        entry -> assertThat(entry.attempt().outcome()).isEqualTo(Outcome.OK));
    }

    @Test
    void passesEveryCallOn() {
        collector.add(TARGET, Cursors.START);
        collector.released(TARGET);
        collector.close();

        assertThat(inner.calls).containsExactly("add", "released", "close");
    }

    private double count(String probe, String outcome) {
        return registry.get("vigil.polls")
                .tag("probe", probe)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static Batch batch(Reading... readings) {
        return new Batch(TARGET, List.of(readings), Cursors.START, true, Duration.ofMillis(3));
    }

    private static Beat daemonThreads(int count) {
        return new Beat(
                "t", 1, "running", null, "", 0, 1, 2, 0, 0, List.of(), "hook", List.of(), 1, List.of(), 0, null, null,
                null, null, 3, count, null);
    }

    private static Reading attempt(String probe, Outcome outcome, double seconds) {
        return new Reading.Attempt(TARGET, probe, outcome, seconds, null, Reading.Process.UNKNOWN);
    }

    private static final class FakeCollector implements Collector {
        private final List<String> calls = new ArrayList<>();
        private Consumer<Batch> deliver = batch -> {};

        void deliver(Batch batch) {
            deliver.accept(batch);
        }

        @Override
        public void start(Consumer<Batch> target) {
            calls.add("start");
            deliver = target;
        }

        @Override
        public void add(TargetKey target, Cursors cursors) {
            calls.add("add");
        }

        @Override
        public void released(TargetKey target) {
            calls.add("released");
        }

        @Override
        public void remove(TargetKey target) {
            calls.add("remove");
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }
}
