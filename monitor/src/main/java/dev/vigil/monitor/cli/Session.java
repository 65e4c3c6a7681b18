package dev.vigil.monitor.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The time between start and Ctrl-C. The virtual machine's own exit status after a signal would be 130 or 143; a monitor
 * that was told to stop and did so ends with 0.
 */
final class Session implements AutoCloseable {

    /** A stop that takes longer is given up. */
    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread hook = new Thread(this::stopAndWait, "vigil-stop");

    Session() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Ends the session from within, as a failure. */
    void fail(Throwable reason) {
        failure.set(reason);
        stop.countDown();
    }

    /** Waits for the given time; true when it is time to stop. */
    boolean stoppedWithin(Duration time) {
        try {
            return stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Why the session ended by itself; null after Ctrl-C. */
    @Nullable
    Throwable failure() {
        return failure.get();
    }

    /** All is closed: the process may end. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The process is ending already, by a signal: the hook, which waits for this, gives it its status.
        }
    }

    private void stopAndWait() {
        stop.countDown();
        int status = 1;
        try {
            status = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS) && failure.get() == null ? 0 : 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }
}
