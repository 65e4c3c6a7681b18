package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.Node;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.testing.FakeProbe;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatedConnectorTest {

    private static final Endpoint ENDPOINT = Endpoint.parse("a:1");

    private final Promise<Reply<List<Node>>> slow = Promise.promise();
    private final FakeProbe probe = new FakeProbe() {
        @Override
        public Future<Reply<List<Node>>> nodes() {
            asked.add("nodes");
            return slow.future();
        }
    };
    private final GatedConnector connector = new GatedConnector((endpoint, config) -> probe);

    private ProbingClient connect(Endpoint endpoint) {
        return connector.connect(endpoint, Samples.config());
    }

    @Test
    void clientsOfOneEndpointTakeTurns() {
        connect(ENDPOINT).nodes();
        Future<?> overview = connect(Endpoint.parse("a:1")).overview();
        assertThat(probe.asked).containsExactly("nodes");

        slow.complete(FakeProbe.read(List.of()));
        assertThat(overview.isComplete()).isTrue();
        assertThat(probe.asked).containsExactly("nodes", "overview");
    }

    @Test
    void clientsOfDifferentEndpointsDoNotWaitForEachOther() {
        connect(ENDPOINT).nodes();

        assertThat(connect(Endpoint.parse("b:1")).overview().isComplete()).isTrue();
    }

    @Test
    void aTargetIsNotBlamedWhereTheTimerItselfCameLate() {
        probe.overview = () -> new Reply.TimedOut<>("no answer", Duration.ofMillis(6001));
        assertThat(connect(ENDPOINT).overview().result()).isInstanceOf(Reply.NotAsked.class);

        probe.overview = () -> new Reply.TimedOut<>("no answer", Duration.ofSeconds(6));
        assertThat(connect(ENDPOINT).overview().result()).isInstanceOf(Reply.TimedOut.class);

        probe.backtrace = () -> new Reply.TimedOut<>("no answer", Duration.ofMillis(10_500));
        assertThat(connect(ENDPOINT).backtrace().result()).isInstanceOf(Reply.TimedOut.class);
    }

    @Test
    void forgetsAnEndpointWithItsLastClient() {
        ProbingClient first = connect(ENDPOINT);
        ProbingClient second = connect(ENDPOINT);
        first.close();
        first.close();
        assertThat(connector.size()).isEqualTo(1);

        second.close();
        assertThat(connector.size()).isZero();
    }
}
