package dev.vigil.monitor.web;

import dev.vigil.monitor.metrics.Metrics.Scrape;
import dev.vigil.rules.yaml.RulePack;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers GET and HEAD, which change nothing, and where people allow it the request to reload. Answers are made on Vert.x's worker pool, so that a
 * large scrape does not hold up polling.
 */
public final class WebServer {

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    private static final String HTML = "text/html; charset=utf-8";
    static final String PLAIN = "text/plain; charset=utf-8";

    private static final Map<String, String> SECURITY_HEADERS = Map.of(
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
                            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cache-Control", "no-store");

    private final HttpServer server;

    private WebServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts to listen.
     *
     * @param vertx runs the server
     * @param host address to bind; where it is a loopback address only requests for loopback names are answered
     * @param port 0 = any free one
     * @param view what is shown
     * @return fails when the address cannot be bound
     */
    public static Future<WebServer> start(Vertx vertx, String host, int port, View view) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setMaxInitialLineLength(4096)
                .setMaxHeaderSize(16 * 1024)
                .setIdleTimeout(75)
                .setCompressionSupported(true);
        return vertx.createHttpServer(options)
                .requestHandler(router(vertx, host, view))
                .listen()
                .map(WebServer::new);
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Stops to listen; requests under way end. */
    public Future<Void> close() {
        return server.close();
    }

    private static Router router(Vertx vertx, String host, View view) {
        Router router = Router.router(vertx);
        router.route().handler(new RequestGuard(host));
        Api api = new Api(view);
        Page page = new Page(view);
        get(router, "/metrics", context -> {
            Scrape scrape = view.metrics().scrape(orEmpty(context.request().getHeader("Accept")));
            return new Reply(200, scrape.contentType(), Buffer.buffer(scrape.body()));
        });
        get(router, "/-/healthy", context -> health(view.pulse().isAlive(), "healthy", "no row passed for 10 s"));
        get(
                router,
                "/-/ready",
                context -> health(view.isReady(), "ready", "not yet: rules or first polls are missing"));
        router.post(ReloadHandler.PATH).handler(new ReloadHandler(view.lifecycle()));
        get(router, "/api/v1/alerts", context -> json(api.alerts()));
        get(router, "/api/v1/rules", context -> rules(api, context));
        get(
                router,
                "/api/v1/targets",
                context -> json(api.targets(
                        orEmpty(context.request().getParam("scrapePool")),
                        orEmpty(context.request().getParam("state")))));
        RunbookPage runbooks = new RunbookPage(RulePack.runbooks());
        get(router, "/runbooks", context -> new Reply(200, HTML, Buffer.buffer(runbooks.render())));
        get(router, "/", context -> new Reply(200, HTML, Buffer.buffer(page.render())));
        asset(router, "/vigil.css", "text/css; charset=utf-8");
        asset(router, "/vigil.js", "text/javascript; charset=utf-8");
        router.route()
                .handler(context -> send(context, notFound(context.request().path())));
        router.route().failureHandler(context -> send(context, failed(context)));
        return router;
    }

    private static void get(Router router, String path, Answer answer) {
        router.route(path)
                .handler(context -> context.vertx()
                        .executeBlocking((Callable<Reply>) () -> answer.to(context), false)
                        .onComplete(reply -> send(context, reply), context::fail));
    }

    private static Reply rules(Api api, RoutingContext context) {
        try {
            return json(api.rules(RuleFilter.of(context.request().params())));
        } catch (IllegalArgumentException wrong) {
            return new Reply(
                    400, "application/json", Buffer.buffer(Api.error("bad_data", String.valueOf(wrong.getMessage()))));
        }
    }

    private static void asset(Router router, String path, String type) {
        get(router, path, context -> new Reply(200, type, Buffer.buffer(Assets.read(path))));
    }

    static void send(RoutingContext context, Reply reply) {
        if (context.response().ended()) {
            return;
        }
        SECURITY_HEADERS.forEach(context.response()::putHeader);
        context.response().setStatusCode(reply.status()).putHeader("Content-Type", reply.type());
        if (context.request().method().equals(HttpMethod.HEAD)) {
            context.response()
                    .putHeader("Content-Length", String.valueOf(reply.body().length()));
            context.response().end();
        } else {
            context.response().end(reply.body());
        }
    }

    private static Reply health(boolean good, String word, String reason) {
        String text = good ? "Vigil is " + word + ".\n" : "Vigil is not " + word + ": " + reason + ".\n";
        return new Reply(good ? 200 : 503, PLAIN, Buffer.buffer(text));
    }

    private static Reply json(byte[] body) {
        return new Reply(200, "application/json", Buffer.buffer(body));
    }

    private static Reply notFound(String path) {
        if (path != null && path.startsWith("/api/")) {
            return new Reply(404, "application/json", Buffer.buffer(Api.error("not_found", "no such path")));
        }
        return new Reply(404, PLAIN, Buffer.buffer("Not found.\n"));
    }

    private static Reply failed(RoutingContext context) {
        if (context.failure() != null) {
            LOG.warn("Request for {} failed", context.request().path(), context.failure());
        }
        int status = context.statusCode() >= 400 ? context.statusCode() : 500;
        return new Reply(status, "application/json", Buffer.buffer(Api.error("internal", "the request failed")));
    }

    private static String orEmpty(String header) {
        return header == null ? "" : header;
    }

    private interface Answer {
        Reply to(RoutingContext context) throws Exception;
    }

    record Reply(int status, String type, Buffer body) {}
}
