package dev.vigil.monitor.demo;

import dev.vigil.monitor.simulator.Fault;
import dev.vigil.monitor.simulator.SimulatedFleet;
import dev.vigil.monitor.simulator.SimulatedTarget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The built-in simulator, which speaks Probing's protocol, in the place of Python processes. */
public final class SimulatedRanks implements DemoFleet {

    private static final Map<String, Fault> FAULTS =
            Map.of("nan", Fault.NAN_LOSS, "lock", Fault.LOCK_HANG, "crash", Fault.CRASH);

    private final Vertx vertx;
    private final SimulatedFleet fleet;
    private final String reason;

    private SimulatedRanks(Vertx vertx, SimulatedFleet fleet, String reason) {
        this.vertx = vertx;
        this.fleet = fleet;
        this.reason = reason;
    }

    /**
     * Starts three simulated ranks.
     *
     * @param reason why no real ones, for people
     */
    public static SimulatedRanks start(String reason) throws IOException {
        Vertx vertx = Vertx.vertx();
        try {
            return new SimulatedRanks(vertx, await(SimulatedFleet.start(vertx, Script.ALL.size())), reason);
        } catch (IOException e) {
            vertx.close();
            throw e;
        }
    }

    @Override
    public String description() {
        return "three simulated processes, no real ones (" + reason + ")";
    }

    @Override
    public List<String> targets() {
        return fleet.targets().stream().map(SimulatedTarget::address).toList();
    }

    @Override
    public void strike() {
        for (int rank = 0; rank < Script.ALL.size(); rank++) {
            Script script = Script.ALL.get(rank);
            SimulatedTarget target = fleet.targets().get(rank);
            Fault fault = FAULTS.getOrDefault(script.fault(), Fault.NONE);
            vertx.setTimer(script.after().toMillis(), timer -> target.inject(fault));
        }
    }

    @Override
    public void close() {
        try {
            await(fleet.stop());
            await(vertx.close());
        } catch (IOException e) {
            throw new IllegalStateException("the simulator does not stop", e);
        }
    }

    private static <T> T await(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the simulator: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
