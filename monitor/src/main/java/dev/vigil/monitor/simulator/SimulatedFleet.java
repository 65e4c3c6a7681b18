package dev.vigil.monitor.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The ranks of one simulated job. */
public final class SimulatedFleet {

    private static final Duration STEP = Duration.ofMillis(50);
    private static final long FIRST_PID = 5_000_000; // no pid of a real process: Linux ends at 4,194,304

    private final List<SimulatedTarget> targets = new ArrayList<>();
    private final AtomicLong pids = new AtomicLong(FIRST_PID);

    private SimulatedFleet(Vertx vertx, int count, boolean profiling, InstantSource clock) {
        for (int i = 0; i < count; i++) {
            int rank = i;
            Supplier<SimulatedProcess> births =
                    () -> new SimulatedProcess(pids.incrementAndGet(), rank, count, STEP, clock.instant());
            targets.add(new SimulatedTarget(vertx, clock, profiling, births, () -> rank == 0 ? nodes(clock) : "[]"));
        }
    }

    /** Starts so many ranks, each on a free port of 127.0.0.1, with module rows; completes when all listen. */
    public static Future<SimulatedFleet> start(Vertx vertx, int count) {
        return start(vertx, count, true, InstantSource.system());
    }

    /** As {@link #start(Vertx, int)}, without module rows: as most jobs run. */
    public static Future<SimulatedFleet> startWithoutProfiling(Vertx vertx, int count) {
        return start(vertx, count, false, InstantSource.system());
    }

    static Future<SimulatedFleet> start(Vertx vertx, int count, boolean profiling, InstantSource clock) {
        SimulatedFleet fleet = new SimulatedFleet(vertx, count, profiling, clock);
        return Future.all(fleet.targets.stream().map(SimulatedTarget::start).toList())
                .map(fleet);
    }

    /** The ranks, rank 0 first. */
    public List<SimulatedTarget> targets() {
        return List.copyOf(targets);
    }

    /** All of them stop listening. */
    public Future<Void> stop() {
        return Future.join(targets.stream().map(SimulatedTarget::stop).toList()).mapEmpty();
    }

    /** Rank 0's list: all report in time (PROTOCOL 2.2). */
    private String nodes(InstantSource clock) {
        JsonArray nodes = new JsonArray();
        for (int rank = 0; rank < targets.size(); rank++) {
            String address = targets.get(rank).address();
            nodes.add(new JsonObject()
                    .put("host", "node0")
                    .put("addr", rank == 0 ? address.replace("127.0.0.1", "0.0.0.0") : address)
                    .put("local_rank", rank)
                    .put("rank", rank)
                    .put("world_size", targets.size())
                    .put("group_rank", null)
                    .put("group_world_size", null)
                    .put("role_name", null)
                    .put("role_rank", null)
                    .put("role_world_size", null)
                    .put("status", "running")
                    .put("timestamp", QueryAnswers.micros(clock.instant())));
        }
        return nodes.encode();
    }
}
