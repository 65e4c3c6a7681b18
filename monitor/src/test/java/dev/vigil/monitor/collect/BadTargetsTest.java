package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.http.ProbingClients;
import dev.vigil.monitor.simulator.Fault;
import dev.vigil.monitor.simulator.SimulatedFleet;
import dev.vigil.monitor.simulator.SimulatedTarget;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Targets that stall, truncate, flood and answer garbage beside healthy ones, over real connections. */
class BadTargetsTest {

    private static final List<Fault> FAULTS =
            List.of(Fault.STALL, Fault.GARBAGE, Fault.TRUNCATE, Fault.FLOOD, Fault.KILL, Fault.NONE, Fault.NONE);

    private Vertx vertx;
    private Vertx apart;
    private ProbingClients clients;
    private SimulatedFleet fleet;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        apart = Vertx.vertx();
        clients = new ProbingClients(vertx);
        fleet = SimulatedFleet.start(apart, FAULTS.size()).await();
    }

    @AfterEach
    void stop() {
        clients.close();
        vertx.close().await();
        apart.close().await();
    }

    private Polled poll() {
        WatchConfig config = new WatchConfig(
                "job",
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Map.of(),
                true,
                new WatchConfig.Sampler(
                        true, Duration.ofMillis(50), Duration.ofMillis(100), true, WatchConfig.Tracer.KEEP),
                List.of(),
                List.of(),
                Secret.NONE);
        List<Target> targets = new ArrayList<>();
        for (SimulatedTarget target : fleet.targets()) {
            targets.add(new Target(key(target), Endpoint.parse(target.address()), Map.of(), config));
        }
        TargetDirectory directory = new TargetDirectory();
        directory.replace("test", targets);
        GatedConnector connector = new GatedConnector(
                (endpoint, watch) -> clients.connect(endpoint, watch.pollTimeout(), watch.credentials()));
        Polled polled = new Polled(new PollingCollector(vertx, directory, connector, Surroundings.ofThisMachine()));
        directory.targets().forEach(key -> polled.add(key, Cursors.START));
        return polled;
    }

    private static TargetKey key(SimulatedTarget target) {
        return new TargetKey("job", target.address());
    }

    @Test
    void areCountedAndDelayNoOther() throws InterruptedException {
        Map<TargetKey, Fault> faults = new HashMap<>();
        for (int i = 0; i < FAULTS.size(); i++) {
            SimulatedTarget target = fleet.targets().get(i);
            target.inject(FAULTS.get(i)).await();
            faults.put(key(target), FAULTS.get(i));
        }
        Map<Fault, Outcome> bad = new HashMap<>();
        int healthyAfterwards = 0;
        try (Polled polled = poll()) {
            while (bad.size() < 5 || healthyAfterwards < 20) {
                Reading.Attempt attempt = polled.next(Reading.Attempt.class, any -> true);
                Fault fault = faults.get(attempt.target());
                if (fault == Fault.NONE) {
                    assertThat(attempt.outcome()).as("a healthy target").isEqualTo(Outcome.OK);
                    healthyAfterwards += bad.size() == 5 ? 1 : 0;
                } else {
                    bad.putIfAbsent(fault, attempt.outcome());
                }
            }
        }

        assertThat(bad)
                .containsEntry(Fault.STALL, Outcome.TIMEOUT)
                .containsEntry(Fault.GARBAGE, Outcome.ERROR)
                .containsEntry(Fault.KILL, Outcome.REFUSED)
                .containsKey(Fault.FLOOD)
                .containsKey(Fault.TRUNCATE);
        assertThat(bad.get(Fault.FLOOD)).isIn(Outcome.ERROR, Outcome.TIMEOUT);
        assertThat(bad.get(Fault.TRUNCATE)).isIn(Outcome.ERROR, Outcome.REFUSED);
        // One that floods learns that nobody listens only by its next write: maybe after the next request has come.
        assertThat(fleet.targets())
                .filteredOn(target -> faults.get(key(target)) != Fault.FLOOD)
                .allSatisfy(target -> assertThat(target.mostInFlight()).isLessThanOrEqualTo(1));
    }

    @Test
    void areReadAgainOnceTheyAreWell() throws InterruptedException {
        SimulatedTarget target = fleet.targets().get(0);
        target.inject(Fault.STALL).await();
        try (Polled polled = poll()) {
            polled.next(Reading.Attempt.class, attempt -> attempt.outcome() == Outcome.SKIPPED);
            target.inject(Fault.NONE).await();

            Reading.Mailbox mailbox = polled.next(
                    Reading.Mailbox.class,
                    read -> read.target().equals(key(target))
                            && !read.beat().samples().isEmpty());

            assertThat(mailbox.beat().state()).isEqualTo("running");
        }
    }
}
