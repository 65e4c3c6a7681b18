package dev.vigil.monitor.probing.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Beat;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.ProbingClient.Mailbox;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplerOptions;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RealClientIT {

    private static final SamplerOptions OPTIONS = new SamplerOptions(
            "70c3", Map.of("weight", "weights[0]"), true, Duration.ofMillis(100), Duration.ofMillis(100), true, false);

    private final Vertx vertx = Vertx.vertx(ProbingClients.vertxOptions());
    private final ProbingClients clients = new ProbingClients(vertx);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void installsOnceAndReadsWatchesOverTcp() throws Exception {
        try (RunningTarget target = RealTargets.python().start("pure.py", "--delay", "0.01");
                ProbingClient client = connect(new Endpoint.Tcp(target.host(), target.port()))) {
            assertThat(Replies.read(client.mailbox())).isEqualTo(new Mailbox.Absent());
            assertThat(Replies.read(client.overview()).pid()).isEqualTo(target.pid());
            assertThat(Replies.read(client.nodes())).isEmpty();
            assertThat(Replies.read(client.setting("server.address")))
                    .hasValueSatisfying(address -> assertThat(address).contains(target.address()));
            assertThat(Replies.read(client.setting("no such key"))).isEmpty();

            assertThat(Replies.read(client.install(OPTIONS)).token()).isEqualTo("70c3");
            assertThat(Replies.read(client.install(OPTIONS)).token()).isEqualTo("70c3");

            Beat beat = beatWithSample(client);
            assertThat(beat.pid()).isEqualTo(target.pid());
            assertThat(beat.state()).isEqualTo("running");
            assertThat(beat.frames()).anyMatch(frame -> frame.function().equals("train"));
            Beat.Sample sample = beat.samples().get(beat.samples().size() - 1);
            assertThat(sample.watches().get("weight").number()).isNotNull();
            assertThat(sample.automatic()).containsKeys("loss", "step");
        }
    }

    @Test
    void reachesAProcessThroughItsUnixSocketAlone() throws Exception {
        try (RunningTarget target = RealTargets.python().start("pure.py", "--delay", "0.01");
                ProbingClient client = connect(new Endpoint.Local(target.pid()))) {
            assertThat(vertx.isNativeTransportEnabled()).isTrue();
            assertThat(Replies.read(client.overview()).pid()).isEqualTo(target.pid());
            assertThat(Replies.read(client.query("SELECT 1 AS a, 'x' AS b")).rows())
                    .isEqualTo(List.of(List.of(1L, "x")));
        }
    }

    @Test
    void saysThatAProcessIsGone() throws Exception {
        RunningTarget target = RealTargets.python().start("pure.py", "--delay", "0.01");
        try (ProbingClient tcp = connect(new Endpoint.Tcp(target.host(), target.port()));
                ProbingClient local = connect(new Endpoint.Local(target.pid()))) {
            Replies.read(tcp.nodes());
            Replies.read(local.nodes());
            target.close();
            assertThat(Replies.of(tcp.nodes())).isInstanceOf(Reply.Refused.class);
            assertThat(Replies.of(local.nodes())).isInstanceOf(Reply.Refused.class);
        }
    }

    @Test
    void findsTheTcpPortOfAProcessWhereUnixSocketsCannotBeOpened() throws Exception {
        Vertx plain = Vertx.vertx();
        try (RunningTarget target = RealTargets.python().start("pure.py", "--delay", "0.01");
                ProbingClient client = new ProbingClients(plain)
                        .connect(new Endpoint.Local(target.pid()), Duration.ofSeconds(5), Secret.NONE)) {
            assertThat(plain.isNativeTransportEnabled()).isFalse();
            assertThat(Replies.read(client.overview()).pid()).isEqualTo(target.pid());
        } finally {
            plain.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Test
    void takesTheNativeStackOfAProcessWhoseGilIsHeld() throws Exception {
        try (RunningTarget target = RealTargets.python().start("pure.py", "--fault", "gil-lock", "--fault-after", "0");
                ProbingClient client = connect(new Endpoint.Tcp(target.host(), target.port()))) {
            target.awaitStandstill();
            assertThat(Replies.read(client.backtrace()))
                    .anyMatch(frame -> frame.function().equals("train"))
                    .anyMatch(frame -> frame.function().contains("mutex_lock"))
                    .noneMatch(frame -> frame.function().contains("signal_hook_registry"));
        }
    }

    private ProbingClient connect(Endpoint endpoint) {
        return clients.connect(endpoint, Duration.ofSeconds(5), Secret.NONE);
    }

    private static Beat beatWithSample(ProbingClient client) throws Exception {
        for (int look = 0; look < 1000; look++) {
            if (Replies.read(client.mailbox()) instanceof Mailbox.Present present
                    && !present.beat().samples().isEmpty()) {
                return present.beat();
            }
        }
        throw new AssertionError("no sample");
    }
}
