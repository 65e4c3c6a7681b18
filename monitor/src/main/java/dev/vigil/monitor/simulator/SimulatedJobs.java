package dev.vigil.monitor.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several jobs of simulated ranks with event loops of their own: a fleet as large as the machine bears. */
public final class SimulatedJobs implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final Vertx vertx;
    private final List<SimulatedFleet> jobs;

    private SimulatedJobs(Vertx vertx, List<SimulatedFleet> jobs) {
        this.vertx = vertx;
        this.jobs = List.copyOf(jobs);
    }

    /**
     * Starts them, without module rows; returns when all listen.
     *
     * @param targets how many ranks, all jobs together
     * @param jobs among how many jobs they are divided, as evenly as it goes
     * @throws IOException not all of them can listen
     */
    public static SimulatedJobs start(int targets, int jobs) throws IOException {
        Vertx vertx = Vertx.vertx();
        try {
            List<Future<SimulatedFleet>> starting = new ArrayList<>();
            for (int job = 0; job < jobs; job++) {
                int ranks = targets / jobs + (job < targets % jobs ? 1 : 0);
                starting.add(SimulatedFleet.startWithoutProfiling(vertx, ranks));
            }
            Future<SimulatedJobs> all = Future.all(starting)
                    .map(started -> new SimulatedJobs(
                            vertx, starting.stream().map(Future::result).toList()));
            return await(all);
        } catch (IOException e) {
            var unused = vertx.close();
            throw e;
        }
    }

    /** Each job's ranks. */
    public List<SimulatedFleet> jobs() {
        return jobs;
    }

    /** They stop answering, soon after. */
    @Override
    public void close() {
        var unused = vertx.close();
    }

    private static <T> T await(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the simulator: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
