package dev.vigil.monitor.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The time between start and Ctrl-C. The virtual machine's own exit status after a signal would be 130 or 143; a monitor
 * that was told to stop and did so ends with 0.
 */
final class Session implements AutoCloseable {

    /** A stop that takes longer is given up: what matters is on disk, and whoever pressed Ctrl-C waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean failed;
    private final Thread hook = new Thread(this::stopAndWait, "vigil-stop");

    private final Thread starter = Thread.currentThread();
    private volatile boolean started;

    /** Begins; the calling thread is interrupted if a signal comes before {@link #started}. */
    Session() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The start is over: a signal now ends the waiting instead of the start. */
    void started() {
        started = true;
    }

    /** What was done failed: a signal that comes from now on does not make it a success. */
    void failed() {
        failed = true;
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
        if (!started) {
            starter.interrupt();
        }
        int status = 1;
        try {
            status = done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && !failed ? 0 : 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }
}
