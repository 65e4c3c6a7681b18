package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeGateTest {

    private final ProbeGate gate = new ProbeGate();
    private final List<String> begun = new ArrayList<>();

    private Future<String> pass(String name, Future<String> answer) {
        return gate.pass(
                () -> {
                    begun.add(name);
                    return answer;
                },
                () -> "refused");
    }

    @Test
    void letsOneRequestThroughAtATimeInOrder() {
        Promise<String> first = Promise.promise();
        Promise<String> second = Promise.promise();
        pass("first", first.future());
        pass("second", second.future());
        pass("third", Future.succeededFuture("3"));
        assertThat(begun).containsExactly("first");

        first.complete("1");
        assertThat(begun).containsExactly("first", "second");

        second.complete("2");
        assertThat(begun).containsExactly("first", "second", "third");
    }

    @Test
    void opensAgainAfterARequestThatThrows() {
        Future<String> broken = gate.pass(
                () -> {
                    throw new IllegalStateException("broken");
                },
                () -> "refused");

        assertThat(broken.failed()).isTrue();
        assertThat(pass("next", Future.succeededFuture("ok")).result()).isEqualTo("ok");
    }

    @Test
    void refusesWhereTooManyWait() {
        pass("endless", Promise.<String>promise().future());
        for (int i = 0; i < ProbeGate.WAITING; i++) {
            assertThat(pass("waits", Future.succeededFuture("ok")).isComplete()).isFalse();
        }

        assertThat(pass("one more", Future.succeededFuture("ok")).result()).isEqualTo("refused");
    }
}
