package dev.vigil.monitor.web;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;

/**
 * Turns away what this server never answers: other methods, bodies, and, on a loopback address, requests made for
 * another name, by which a page elsewhere could read this one through the browser (DNS rebinding).
 */
final class RequestGuard implements Handler<RoutingContext> {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private static final Set<HttpMethod> ALLOWED = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final boolean loopback;

    RequestGuard(String host) {
        loopback = isLoopback(host);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!ALLOWED.contains(request.method())) {
            context.response().putHeader("Allow", "GET, HEAD");
            refuse(context, 405, "only GET and HEAD");
        } else if (hasBody(request)) {
            context.response().putHeader("Connection", "close");
            refuse(context, 413, "a request must not have a body");
        } else if (loopback && !isLoopback(hostName(request))) {
            refuse(context, 403, "this server answers for localhost only");
        } else {
            context.next();
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    }

    private static String hostName(HttpServerRequest request) {
        return request.authority() == null ? "" : request.authority().host();
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(name) || (name.startsWith("127.") && name.matches("[0-9.]+"));
    }

    private static void refuse(RoutingContext context, int status, String reason) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(Api.error("bad_data", reason)));
    }
}
