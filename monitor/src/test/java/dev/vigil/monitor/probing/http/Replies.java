package dev.vigil.monitor.probing.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.Reply;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Waits for replies in tests. */
public final class Replies {

    private Replies() {}

    /** The reply, whatever it is. */
    public static <T> Reply<T> of(Future<Reply<T>> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** What was read; a failure fails the test. */
    public static <T> T read(Future<Reply<T>> future) throws Exception {
        Reply<T> reply = of(future);
        assertThat(reply).isInstanceOf(Reply.Read.class);
        return ((Reply.Read<T>) reply).value();
    }
}
