package dev.vigil.monitor.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Beat;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.ProbingClient.Mailbox;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplerOptions;
import dev.vigil.monitor.probing.http.ProbingClients;
import dev.vigil.monitor.testing.ManualClock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedFleetTest {

    private static Vertx vertx;
    private static ProbingClients clients;

    private final ManualClock clock = new ManualClock();
    private SimulatedFleet fleet;
    private SimulatedTarget target;
    private ProbingClient client;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
        clients = new ProbingClients(vertx);
    }

    @AfterAll
    static void stopVertx() {
        clients.close();
        vertx.close().await();
    }

    @BeforeEach
    void start() {
        fleet = SimulatedFleet.start(vertx, 2, true, clock).await();
        target = fleet.targets().get(0);
        client = connect(target);
    }

    private static ProbingClient connect(SimulatedTarget target) {
        return clients.connect(Endpoint.parse(target.address()), Duration.ofSeconds(10), Secret.NONE);
    }

    private static <T> T read(Reply<T> reply) {
        assertThat(reply).isInstanceOf(Reply.Read.class);
        return ((Reply.Read<T>) reply).value();
    }

    private Beat beat() {
        return ((Mailbox.Present) read(client.mailbox().await())).beat();
    }

    private void install() {
        SamplerOptions options = new SamplerOptions(
                "3f9a1c", Map.of("loss", "loss"), true, Duration.ofMillis(500), Duration.ofMillis(600), true, false);
        assertThat(read(client.install(options).await()).token()).isEqualTo("3f9a1c");
    }

    private static double loss(Beat beat) {
        Double loss = beat.samples()
                .get(beat.samples().size() - 1)
                .automatic()
                .get("loss")
                .number();
        assertThat(loss).isNotNull();
        return loss;
    }

    @Test
    void trainsAndTellsIt() {
        assertThat(read(client.mailbox().await())).isInstanceOf(Mailbox.Absent.class);
        clock.advance(10);
        install();
        long before = beat().steps();

        clock.advance(10);

        assertThat(beat().steps()).isEqualTo(before + 200);
        assertThat(loss(beat())).isFinite();
        assertThat(beat().samples()).hasSize(16);
        assertThat(beat().rank()).isEqualTo("0");
        assertThat(beat().worldSize()).isEqualTo(2);
    }

    @Test
    void itsLossBecomesNaN() {
        install();
        clock.advance(5);
        target.inject(Fault.NAN_LOSS).await();
        assertThat(loss(beat())).isFinite();

        clock.advance(1);

        assertThat(loss(beat())).isNaN();
        assertThat(beat().gradients().norm()).isNaN();
    }

    @Test
    void itHangsAtALockWhileTheSamplerBeats() {
        install();
        clock.advance(5);
        target.inject(Fault.LOCK_HANG).await();
        Beat before = beat();
        clock.advance(5);

        Beat after = beat();

        assertThat(after.time()).isGreaterThan(before.time());
        assertThat(after.steps()).isEqualTo(before.steps());
        assertThat(after.frames().get(0).file()).endsWith("threading.py");
    }

    @Test
    void itsPythonIsStuckWhileTheServerAnswers() {
        install();
        clock.advance(5);
        target.inject(Fault.PYTHON_STUCK).await();
        Beat before = beat();
        clock.advance(60);

        assertThat(beat().time()).isEqualTo(before.time());
        assertThat(read(client.backtrace().await()))
                .anyMatch(frame -> frame.function().equals("__sleep"));
    }

    @Test
    void itCrashesWithALastWordAndIsGone() {
        install();
        target.inject(Fault.CRASH).await();

        assertThat(beat().state()).isEqualTo("crashed");
        assertThat(beat().error()).isEqualTo("RuntimeError: injected fault");
        while (!(client.nodes().await() instanceof Reply.Refused)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void itIsKilledAndAnotherComesOnTheSamePort() {
        String address = target.address();
        long pid = read(client.overview().await()).pid();
        target.inject(Fault.KILL).await();
        assertThat(client.nodes().await()).isInstanceOf(Reply.Refused.class);

        target.restart().await();

        assertThat(target.address()).isEqualTo(address);
        assertThat(read(client.overview().await()).pid()).isNotEqualTo(pid);
        assertThat(read(client.mailbox().await())).isInstanceOf(Mailbox.Absent.class);
    }

    @Test
    void oneOfItsLayersBecomesSlow() {
        clock.advance(60);
        target.inject(Fault.SLOW_MODULE).await();
        clock.advance(10);
        String sql = "SELECT module, duration FROM python.torch_trace WHERE timestamp >= "
                + QueryAnswers.micros(clock.instant().minusSeconds(15)) + " ORDER BY timestamp, seq LIMIT 5000";

        double slowest = read(client.query(sql).await()).rows().stream()
                .filter(row -> "hidden".equals(row.get(0)))
                .mapToDouble(row -> ((Number) row.get(1)).doubleValue())
                .max()
                .orElseThrow();

        assertThat(slowest).isGreaterThan(0.01);
    }

    @Test
    void rankZeroKnowsTheOthers() {
        assertThat(read(client.nodes().await()))
                .extracting(node -> node.address().replaceAll(".*:", "") + " of " + node.worldSize())
                .containsExactly(
                        target.address().replaceAll(".*:", "") + " of 2",
                        fleet.targets().get(1).address().replaceAll(".*:", "") + " of 2");
        assertThat(read(connect(fleet.targets().get(1)).nodes().await())).isEmpty();
    }
}
