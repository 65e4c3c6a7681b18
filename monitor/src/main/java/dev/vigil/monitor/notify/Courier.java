package dev.vigil.monitor.notify;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Brings a message to one receiver. */
@FunctionalInterface
interface Courier {

    /** Tries once; the future never fails and always ends. */
    Future<Verdict> deliver(Buffer message);
}
