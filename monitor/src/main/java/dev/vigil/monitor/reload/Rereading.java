package dev.vigil.monitor.reload;

import java.util.function.Supplier;

/**
 * How a monitor reads again what it was started with.
 *
 * @param files reads it; may take seconds
 * @param overHttp whether requests may ask for it
 */
public record Rereading(Supplier<Reading> files, boolean overHttp) {

    /** Of a monitor that was not started from files, and whom nobody asks. */
    public static final Rereading NEVER = new Rereading(
            () -> {
                throw new IllegalStateException("there is nothing to read again");
            },
            false);
}
