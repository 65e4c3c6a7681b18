package dev.vigil.monitor.web;

import dev.vigil.monitor.reload.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /-/reload}: 200 once the new rules run, 500 with every problem where they do not, 403 where people did not
 * allow it.
 */
final class ReloadHandler implements Handler<RoutingContext> {

    static final String PATH = "/-/reload";

    private final Lifecycle lifecycle;

    ReloadHandler(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public void handle(RoutingContext context) {
        if (!lifecycle.enabled()) {
            answer(context, 403, "Reloading over HTTP is off; start Vigil with --web.enable-lifecycle.\n");
            return;
        }
        Future.fromCompletionStage(lifecycle.reload().get(), context.vertx().getOrCreateContext())
                .onComplete(outcome -> answer(context, outcome), context::fail);
    }

    private static void answer(RoutingContext context, Outcome outcome) {
        answer(context, outcome.isSuccessful() ? 200 : 500, String.join("\n", outcome.lines()) + "\n");
    }

    private static void answer(RoutingContext context, int status, String text) {
        WebServer.send(context, new WebServer.Reply(status, WebServer.PLAIN, Buffer.buffer(text)));
    }
}
