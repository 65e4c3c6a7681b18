package dev.vigil.monitor.discover;

import io.vertx.core.Future;

/** One place where targets are named. */
interface Source extends AutoCloseable {

    /** Looks once; ends within seconds. The next look begins after this one has ended. */
    Future<Look> look();

    @Override
    default void close() {}
}
