package dev.vigil.monitor.collect;

import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.fleet.Reading.Process;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Batch;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.probing.ProbingClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one target again and again: waits until it is due, asks, hands over one batch, waits until that was taken. Public
 * methods may be called from any thread; all else happens on one event loop.
 */
final class TargetPoller {

    private static final Logger LOG = LoggerFactory.getLogger(TargetPoller.class);

    /** How often a target is looked up that discovery does not know (yet). */
    private static final Duration UNKNOWN_INTERVAL = Duration.ofSeconds(1);

    private final TargetKey key;
    private final PollingCollector.Shared shared;
    private final Context context;
    private final Consumer<Batch> deliver;
    private final Promise<Void> stopped = Promise.promise();

    private Schedule schedule;
    private Cursors cursors;
    private @Nullable Target target;
    private @Nullable Interview interview;
    private volatile @Nullable ProbingClient client;
    private State state = State.WAITING;
    private boolean ending;
    private boolean extraDone;
    private boolean complained;
    private long timer = -1;

    private enum State {
        WAITING,
        ASKING,
        DELIVERED,
        STOPPED
    }

    TargetPoller(TargetKey key, Cursors cursors, PollingCollector.Shared shared, Consumer<Batch> deliver) {
        this.key = key;
        this.cursors = cursors;
        this.shared = shared;
        this.context = shared.context();
        this.deliver = deliver;
        this.schedule = Schedule.spread(key, UNKNOWN_INTERVAL, now());
    }

    void start() {
        context.runOnContext(ignored -> await());
    }

    /** The batch that was delivered has been taken. */
    void released() {
        context.runOnContext(ignored -> {
            if (state == State.DELIVERED) {
                goOn();
            }
        });
    }

    /** Ends polling; completes when nothing is in flight any more. */
    Future<Void> stop() {
        context.runOnContext(ignored -> {
            ending = true;
            close();
            if (state != State.ASKING) {
                end();
            }
        });
        return stopped.future();
    }

    /** The client, for people and investigations; empty before the target was found. */
    Optional<ProbingClient> client() {
        return Optional.ofNullable(client);
    }

    // -- on the event loop --------------------------------------------------------------------------------

    private void await() {
        if (ending) {
            end();
            return;
        }
        state = State.WAITING;
        extraDone = false;
        long millis = Math.max(1, schedule.delay(now()).plusNanos(999_999).toMillis());
        timer = shared.vertx().setTimer(millis, ignored -> poll());
    }

    private void poll() {
        timer = -1;
        state = State.ASKING;
        Duration lateness = schedule.begin(now());
        run(Future.succeededFuture().compose(ignored -> ask()), lateness);
    }

    private Future<Findings> ask() {
        renew();
        return interview == null ? Future.succeededFuture(unknown()) : interview.poll();
    }

    /** What follows on a batch: a table that is due, else the next poll. */
    private void goOn() {
        Optional<Future<Findings>> extra =
                ending || extraDone || interview == null ? Optional.empty() : interview.extra();
        if (extra.isEmpty()) {
            await();
            return;
        }
        extraDone = true;
        state = State.ASKING;
        run(extra.get(), Duration.ZERO);
    }

    private void run(Future<Findings> asking, Duration lateness) {
        asking.onComplete(ended -> context.runOnContext(ignored -> {
            if (ended.failed() && !complained) {
                complained = true;
                LOG.error("polling {} failed by our own fault; said once", key.instance(), ended.cause());
            }
            finish(ended.succeeded() ? ended.result() : broken(ended.cause()), lateness);
        }));
    }

    private void finish(Findings findings, Duration lateness) {
        schedule.ended(now());
        if (ending) {
            end();
            return;
        }
        if (interview != null) {
            cursors = interview.cursors();
        }
        state = State.DELIVERED;
        deliver.accept(new Batch(key, findings.readings(), cursors, findings.isReachable(), lateness));
    }

    /** Takes over what discovery says now: a reload may have changed labels, intervals and questions. */
    private void renew() {
        Target found = shared.directory().find(key).orElse(target);
        if (found == null || found.equals(target)) {
            return;
        }
        Target before = target;
        ProbingClient reached = client;
        if (reached == null || before == null || !isReachedAs(before, found)) {
            close();
            reached = shared.connector().connect(found.endpoint(), found.config());
            client = reached;
        }
        target = found;
        interview =
                new Interview(found, reached, cursors, shared.vertx(), shared.surroundings(), shared.introductions());
        schedule = Schedule.spread(key, found.config().pollInterval(), now());
    }

    private static boolean isReachedAs(Target before, Target now) {
        return before.endpoint().equals(now.endpoint())
                && before.config().credentials().equals(now.config().credentials())
                && before.config().pollTimeout().equals(now.config().pollTimeout());
    }

    private Findings unknown() {
        Findings findings = new Findings(key);
        findings.attempt("mailbox", Outcome.SKIPPED, Duration.ZERO, "discovery does not know it", Process.UNKNOWN);
        return findings;
    }

    private Findings broken(Throwable cause) {
        Findings findings = new Findings(key);
        findings.attempt("mailbox", Outcome.ERROR, Duration.ZERO, "Vigil failed: " + cause, Process.UNKNOWN);
        return findings;
    }

    private void close() {
        ProbingClient open = client;
        client = null;
        if (open != null) {
            open.close();
        }
        if (timer >= 0) {
            shared.vertx().cancelTimer(timer);
        }
    }

    private void end() {
        state = State.STOPPED;
        stopped.tryComplete();
    }

    private Instant now() {
        return shared.surroundings().clock().instant();
    }
}
