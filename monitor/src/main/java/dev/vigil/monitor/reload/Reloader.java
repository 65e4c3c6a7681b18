package dev.vigil.monitor.reload;

import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.rules.RuleSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files again and hands them to the running monitor, one time after the other, on a thread of its own. Any thread
 * may ask.
 */
public final class Reloader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    private final Supplier<Reading> files;
    private final Target target;
    private final Consumer<Outcome> listener;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread worker = new Thread(work, "vigil-reload");
        worker.setDaemon(true);
        // The SQL planner is found by it, and whoever asks first may have another: a signal's thread has none of ours.
        worker.setContextClassLoader(Reloader.class.getClassLoader());
        return worker;
    });
    /** Has not begun to read: whoever asks meanwhile waits for the same. */
    private @Nullable CompletableFuture<Outcome> next;

    /** What is given new rules while it runs. */
    @FunctionalInterface
    public interface Target {

        /** Goes over to them and returns when that is done, or when it is known that it cannot be. */
        Outcome apply(VigilConfig config, RuleSet rules) throws InterruptedException;
    }

    /**
     * Reloads nothing yet.
     *
     * @param files reads them; may take seconds
     * @param target takes what was read
     * @param listener hears of each outcome, on this reloader's thread
     */
    public Reloader(Supplier<Reading> files, Target target, Consumer<Outcome> listener) {
        this.files = files;
        this.target = target;
        this.listener = listener;
    }

    /**
     * Asks for a reload.
     *
     * @param why for the log: who or what asks
     * @return completes with its outcome, after a few seconds; never exceptionally
     */
    public synchronized CompletableFuture<Outcome> request(String why) {
        CompletableFuture<Outcome> waiting = next;
        if (waiting != null) {
            return waiting;
        }
        LOG.info("Reload asked for by {}", why);
        CompletableFuture<Outcome> asked = new CompletableFuture<>();
        try {
            thread.execute(() -> run(asked));
            next = asked;
        } catch (RejectedExecutionException closed) {
            asked.complete(new Outcome.Failed("the monitor stops"));
        }
        return asked;
    }

    private void run(CompletableFuture<Outcome> asked) {
        synchronized (this) {
            next = null;
        }
        Outcome outcome = outcome();
        outcome.lines().forEach(line -> LOG.info("{}", line));
        try {
            listener.accept(outcome);
        } finally {
            asked.complete(outcome);
        }
    }

    private Outcome outcome() {
        try {
            Reading reading = files.get();
            if (reading instanceof Reading.Whole whole) {
                return target.apply(whole.config(), whole.rules());
            }
            return new Outcome.Refused(((Reading.Broken) reading).problems());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("the monitor stops");
        } catch (RuntimeException e) {
            LOG.error("A reload failed by our own fault", e);
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    /** Interrupts what is under way; who waits for it is told. */
    @Override
    public void close() {
        thread.shutdownNow();
        CompletableFuture<Outcome> waiting;
        synchronized (this) {
            waiting = next;
        }
        if (waiting != null) {
            waiting.complete(new Outcome.Failed("the monitor stops"));
        }
    }
}
