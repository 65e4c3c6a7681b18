package dev.vigil.monitor.probing.http;

import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.decode.RawReply;
import io.vertx.core.Future;
import io.vertx.core.http.RequestOptions;

/** How one endpoint is reached. */
interface Route {

    /** Fresh options with the address; fails with a sentence where there is none now. */
    Future<RequestOptions> options();

    /** Told of each reply, so that a route that has become wrong is looked for anew. */
    default void answered(Reply<RawReply> reply) {}
}
