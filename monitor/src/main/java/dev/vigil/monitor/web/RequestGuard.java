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
 * another name, by which a page elsewhere could read this one through the browser (DNS rebinding). A request that changes
 * something must not come from a page elsewhere at all: browsers send it along with where it comes from.
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
        boolean changes = request.method().equals(HttpMethod.POST) && ReloadHandler.PATH.equals(request.path());
        if (!changes && !ALLOWED.contains(request.method())) {
            context.response().putHeader("Allow", "GET, HEAD");
            refuse(context, 405, "only GET and HEAD");
        } else if (changes && isFromElsewhere(request)) {
            refuse(context, 403, "a page of another server must not reload this one");
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

    private static boolean isFromElsewhere(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        boolean otherSite = site != null && !site.equals("same-origin") && !site.equals("none");
        boolean otherOrigin =
                origin != null && (request.authority() == null || !origin.endsWith("://" + request.authority()));
        return otherSite || otherOrigin;
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
