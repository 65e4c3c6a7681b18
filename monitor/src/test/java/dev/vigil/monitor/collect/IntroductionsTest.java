package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IntroductionsTest {

    private final Introductions introductions = new Introductions();

    private Promise<String> begin() {
        Promise<String> introduction = Promise.promise();
        assertThat(introductions.begin(introduction::future)).isPresent();
        return introduction;
    }

    private Optional<Future<String>> another() {
        return introductions.begin(() -> Future.succeededFuture("met"));
    }

    @Test
    void areBoundedInNumber() {
        for (int i = 0; i < Introductions.AT_ONCE; i++) {
            begin();
        }

        assertThat(another()).isEmpty();
        assertThat(another()).as("a refusal takes no place").isEmpty();
    }

    @Test
    void giveTheirPlaceBackHoweverTheyEnd() {
        for (int i = 2; i < Introductions.AT_ONCE; i++) {
            begin();
        }
        Promise<String> good = begin();
        Promise<String> bad = begin();
        good.complete("met");
        bad.fail("gone");
        Future<Object> thrown = introductions
                .begin(() -> {
                    throw new IllegalStateException("by mistake");
                })
                .orElseThrow();

        assertThat(thrown.failed()).isTrue();
        begin();
        begin();
        assertThat(another()).isEmpty();
    }
}
