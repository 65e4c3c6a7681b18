package dev.vigil.monitor.collect;

import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Batch;
import dev.vigil.flink.source.Collector;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.probing.ProbingClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls all targets with timers of one event loop. Each target has its own schedule, breaker and client: what one does
 * costs the others nothing.
 *
 * <p>{@link #start}, {@link #add}, {@link #released}, {@link #remove} and {@link #close} are called from one thread that
 * is not an event loop; {@link #client} from any.
 */
public final class PollingCollector implements Collector {

    private static final Logger LOG = LoggerFactory.getLogger(PollingCollector.class);

    /** Clients are closed first, so that what is in flight ends at once. */
    private static final int CLOSE_SECONDS = 5;

    private final Shared shared;
    private final Map<TargetKey, TargetPoller> pollers = new ConcurrentHashMap<>();
    private final Map<TargetKey, Cursors> early = new ConcurrentHashMap<>();
    private final Set<TargetPoller> leaving = ConcurrentHashMap.newKeySet();
    private @Nullable Consumer<Batch> deliver;

    /**
     * @param vertx whose event loop and timers are used
     * @param directory what is known of each target
     * @param connector makes their clients
     * @param surroundings clock, randomness and process table
     */
    public PollingCollector(
            Vertx vertx, TargetDirectory directory, GatedConnector connector, Surroundings surroundings) {
        this.shared =
                new Shared(vertx, vertx.getOrCreateContext(), directory, connector, surroundings, new Introductions());
    }

    /** What every poller needs. */
    record Shared(
            Vertx vertx,
            Context context,
            TargetDirectory directory,
            Connector connector,
            Surroundings surroundings,
            Introductions introductions) {}

    @Override
    public void start(Consumer<Batch> batches) {
        deliver = batches;
        early.forEach(this::add);
        early.clear();
    }

    @Override
    public void add(TargetKey target, Cursors cursors) {
        if (deliver == null) {
            early.put(target, cursors);
            return;
        }
        TargetPoller poller = new TargetPoller(target, cursors, shared, deliver);
        if (pollers.putIfAbsent(target, poller) == null) {
            poller.start();
        }
    }

    @Override
    public void released(TargetKey target) {
        TargetPoller poller = pollers.get(target);
        if (poller != null) {
            poller.released();
        }
    }

    @Override
    public void remove(TargetKey target) {
        early.remove(target);
        TargetPoller poller = pollers.remove(target);
        if (poller != null) {
            leaving.add(poller);
            poller.stop().onComplete(ended -> leaving.remove(poller));
        }
    }

    /**
     * The client with which a target is polled, so that a person's questions and the polls take turns; empty where it is
     * not polled. Not to be closed.
     */
    public Optional<ProbingClient> client(TargetKey target) {
        return Optional.ofNullable(pollers.get(target)).flatMap(TargetPoller::client);
    }

    @Override
    public void close() {
        List<Future<Void>> ends = new ArrayList<>();
        leaving.addAll(pollers.values());
        leaving.forEach(poller -> ends.add(poller.stop()));
        pollers.clear();
        try {
            Future.join(ends).toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOG.warn("polling did not end within {} s: {}", CLOSE_SECONDS, late.toString());
        }
    }
}
