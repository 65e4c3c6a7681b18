package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Batch;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplesRead;
import dev.vigil.monitor.testing.FakeProbe;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PollingCollectorTest {

    private static final Duration INTERVAL = Duration.ofMillis(20);

    private static Vertx vertx;

    private final TargetDirectory directory = new TargetDirectory();
    private final Map<String, FakeProbe> probes = new ConcurrentHashMap<>();
    private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
    private final PollingCollector collector = new PollingCollector(
            vertx,
            directory,
            new GatedConnector((endpoint, config) ->
                    Optional.ofNullable(probes.get(endpoint.instance())).orElseThrow()),
            new Surroundings(new MonotonicClock(), () -> "fresh", new LocalProcesses(Path.of("/nowhere"), Set.of())));

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().await();
    }

    @AfterEach
    void close() {
        collector.close();
    }

    private static TargetKey key(String instance) {
        return new TargetKey("job", instance);
    }

    private static Target target(String instance, Map<String, String> labels) {
        WatchConfig config = Samples.config(INTERVAL, true, Map.of(), List.of());
        return new Target(key(instance), Endpoint.parse(instance), labels, config);
    }

    private FakeProbe known(String instance) {
        FakeProbe probe = new FakeProbe();
        probe.hold(Samples.beat("t", 42, 10));
        probes.put(instance, probe);
        return probe;
    }

    private Batch next() throws InterruptedException {
        Batch batch = batches.poll(30, TimeUnit.SECONDS);
        assertThat(batch).as("a batch").isNotNull();
        return batch;
    }

    @Test
    void pollsAgainOnlyWhenTheLastBatchWasTaken() throws InterruptedException {
        known("a:1");
        known("b:1");
        directory.replace("static", List.of(target("a:1", Map.of()), target("b:1", Map.of())));
        collector.start(batches::add);
        collector.add(key("a:1"), Cursors.START);
        collector.add(key("b:1"), Cursors.START);

        int ofA = 0;
        int ofBSince = 0;
        while (ofBSince < 5) {
            Batch batch = next();
            if (batch.target().equals(key("a:1"))) {
                ofA++;
            } else {
                ofBSince += ofA;
                collector.released(batch.target());
            }
        }

        assertThat(ofA).isEqualTo(1);
    }

    @Test
    void aBatchHoldsReadingsAndCursors() throws InterruptedException {
        known("a:1");
        directory.replace("static", List.of(target("a:1", Map.of())));
        collector.add(key("a:1"), Cursors.START);
        collector.start(batches::add);

        Batch batch = next();

        assertThat(batch.reachable()).isTrue();
        assertThat(batch.readings()).hasAtLeastOneElementOfType(Reading.Mailbox.class);
        assertThat(batch.cursors().positions()).containsEntry("mailbox", "0:t");
    }

    @Test
    void aTargetThatDiscoveryDoesNotKnowGivesAReadingAllTheSame() throws InterruptedException {
        collector.start(batches::add);
        collector.add(key("a:1"), new Cursors(Map.of("mailbox", "7:t")));

        Batch batch = next();

        assertThat(batch.readings())
                .singleElement()
                .satisfies(reading ->
                        assertThat(((Reading.Attempt) reading).outcome()).isEqualTo(Reading.Outcome.SKIPPED));
        assertThat(batch.cursors().positions()).as("not lost").containsEntry("mailbox", "7:t");

        known("a:1");
        directory.replace("static", List.of(target("a:1", Map.of())));
        collector.released(key("a:1"));
        assertThat(next().reachable()).isTrue();
    }

    @Test
    void aTargetWithoutAnAnswerDelaysNoOther() throws InterruptedException {
        Promise<Void> never = Promise.promise();
        StallingProbe stalls = new StallingProbe(never);
        known("b:1");
        directory.replace("static", List.of(target("a:1", Map.of()), target("b:1", Map.of())));
        PollingCollector stalling = new PollingCollector(
                vertx,
                directory,
                new GatedConnector((endpoint, config) ->
                        endpoint.instance().equals("a:1") ? stalls : probes.get(endpoint.instance())),
                Surroundings.ofThisMachine());
        stalling.start(batches::add);
        stalling.add(key("a:1"), Cursors.START);
        stalling.add(key("b:1"), Cursors.START);

        int sinceAsked = 0;
        while (sinceAsked < 5) {
            Batch batch = next();
            assertThat(batch.target()).isEqualTo(key("b:1"));
            assertThat(batch.reachable()).isTrue();
            stalling.released(batch.target());
            sinceAsked += stalls.asked.isEmpty() ? 0 : 1;
        }
        stalling.close();
        assertThat(never.future().isComplete())
                .as("closing ended what was in flight")
                .isTrue();
    }

    @Test
    void tellsOfNewLabelsAfterAReload() throws InterruptedException {
        FakeProbe probe = known("a:1");
        directory.replace("static", List.of(target("a:1", Map.of("team", "nlp"))));
        collector.start(batches::add);
        collector.add(key("a:1"), Cursors.START);
        next();
        directory.replace("static", List.of(target("a:1", Map.of("team", "vision"))));
        collector.released(key("a:1"));

        Batch news = next();
        while (news.readings().stream().noneMatch(Reading.Joined.class::isInstance)) {
            collector.released(news.target());
            news = next();
        }
        assertThat(news.readings())
                .filteredOn(Reading.Joined.class::isInstance)
                .singleElement()
                .satisfies(reading ->
                        assertThat(((Reading.Joined) reading).labels()).containsEntry("team", "vision"));
        assertThat(probe.closed).as("the same endpoint").isFalse();
    }

    @Test
    void goesOnPollingWhereAClientCannotBeMade() throws InterruptedException {
        directory.replace("static", List.of(target("a:1", Map.of())));
        collector.start(batches::add);
        collector.add(key("a:1"), Cursors.START);

        for (int i = 0; i < 2; i++) {
            assertThat(next().reachable()).isFalse();
            collector.released(key("a:1"));
        }
    }

    @Test
    void closesTheClientOfARemovedTarget() throws InterruptedException {
        FakeProbe probe = known("a:1");
        directory.replace("static", List.of(target("a:1", Map.of())));
        collector.start(batches::add);
        collector.add(key("a:1"), Cursors.START);
        next();
        assertThat(collector.client(key("a:1"))).isPresent();

        collector.remove(key("a:1"));
        collector.close();

        assertThat(collector.client(key("a:1"))).isEmpty();
        assertThat(probe.closed).isTrue();
    }

    /** Never answers until it is closed. */
    private static final class StallingProbe extends FakeProbe {
        private final Promise<Void> end;

        StallingProbe(Promise<Void> end) {
            this.end = end;
        }

        @Override
        public Future<Reply<ProbingClient.Mailbox>> mailbox(SamplesRead read) {
            asked.add("mailbox");
            return end.future().map(ignored -> FakeProbe.refused());
        }

        @Override
        public void close() {
            end.tryComplete();
        }
    }
}
