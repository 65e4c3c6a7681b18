package dev.vigil.monitor.notify;

import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.Pulse;
import dev.vigil.monitor.config.Alerting;
import dev.vigil.monitor.config.Alerting.Alertmanager;
import dev.vigil.monitor.config.Alerting.Webhook;
import dev.vigil.monitor.config.Secret;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells receivers of the board's alerts: at once when one begins to fire or ends, and again each {@code resend_delay}. Looks
 * happen on a worker thread, one at a time; the pipeline's thread only asks for one.
 */
public final class Notifier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    /** How late a resend may be. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Most alerts of one request (Prometheus, notifier.go). */
    static final int LARGEST_BATCH = 256;

    /** Most alerts that wait for one Alertmanager (Prometheus, notifier.go); messages of a webhook are far fewer. */
    static final int LONGEST_QUEUE = 10_000;

    /** How long the end waits for what is to be told still. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    /** Shorter than the resend: a connection that the other side has closed meanwhile is not tried. */
    private static final int KEEP_ALIVE_SECONDS = 30;

    private final Vertx vertx;
    private final Context context;
    private final HttpClient client;
    private final InstantSource clock;
    private final Standings standings;
    private final Ledger ledger;
    private final Departure departure;
    private final List<Lane<Notice>> alertmanagers = new ArrayList<>();
    private final List<Subscription> webhooks = new ArrayList<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AlertBoard board;
    private final Runnable listener = this::ask;
    private long timer = -1;

    private record Subscription(Webhook webhook, Groups groups, Lane<Message> lane) {}

    private Notifier(Vertx vertx, NotifySettings settings, AlertBoard board, Pulse pulse, InstantSource clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createHttpClient(new HttpClientOptions().setKeepAliveTimeout(KEEP_ALIVE_SECONDS));
        this.clock = clock;
        this.board = board;
        this.standings = new Standings(board, pulse);
        Duration resendDelay = settings.alerting().resendDelay();
        this.ledger = new Ledger(resendDelay);
        this.departure = new Departure(settings.externalLabels(), settings.externalUrl(), resendDelay);
    }

    /**
     * Starts to tell.
     *
     * @param vertx runs requests and looks
     * @param settings who is told
     * @param board what is told
     * @param pulse whether the board is still being written
     * @param clock the one by which the board's alerts are timed
     * @param registry takes meters of each receiver
     */
    public static Notifier start(
            Vertx vertx,
            NotifySettings settings,
            AlertBoard board,
            Pulse pulse,
            InstantSource clock,
            MeterRegistry registry) {
        Notifier notifier = new Notifier(vertx, settings, board, pulse, clock);
        Alerting alerting = settings.alerting();
        alerting.alertmanagers().forEach(alertmanager -> notifier.add(alertmanager, registry));
        alerting.webhooks().forEach(webhook -> notifier.add(webhook, registry));
        if (!notifier.alertmanagers.isEmpty() || !notifier.webhooks.isEmpty()) {
            board.onTransition(notifier.listener);
            notifier.timer = vertx.setPeriodic(LOOK.toMillis(), id -> notifier.ask());
        }
        return notifier;
    }

    private void add(Alertmanager alertmanager, MeterRegistry registry) {
        Courier courier =
                new HttpCourier(client, new Secret(alertmanager.url() + "/api/v2/alerts"), alertmanager.access(), true);
        alertmanagers.add(lane(
                new Lane.Parts<>(alertmanager.url(), LARGEST_BATCH, Letters::alerts, courier, this::pause),
                Notice::labels,
                registry));
    }

    private void add(Webhook webhook, MeterRegistry registry) {
        Courier courier = new HttpCourier(client, webhook.url(), webhook.access(), false);
        Function<List<Message>, Buffer> letter =
                messages -> Letters.webhook(messages.get(0), webhook.name(), departure.externalUrl());
        Lane<Message> lane =
                lane(new Lane.Parts<>(webhook.name(), 1, letter, courier, this::pause), Message::group, registry);
        webhooks.add(new Subscription(webhook, new Groups(webhook.pace(), webhook.sendResolved()), lane));
    }

    private static <T> Lane<T> lane(Lane.Parts<T> parts, Function<T, Object> key, MeterRegistry registry) {
        return new Lane<>(parts, new Backlog<>(LONGEST_QUEUE, key), new Tally(registry, parts.receiver()));
    }

    private void pause(Duration delay, Runnable then) {
        var unused = vertx.setTimer(delay.toMillis(), id -> then.run());
    }

    /** Asks for a look; several that are asked for before one happens are one. */
    private void ask() {
        if (asked.compareAndSet(false, true)) {
            context.executeBlocking(this::look, true)
                    .onFailure(failed -> LOG.error("Looking for alerts to tell failed", failed));
        }
    }

    private synchronized Void look() {
        asked.set(false);
        Instant now = clock.instant();
        Standing standing = standings.at(now);
        List<Notice> due = notices(ledger.due(standing, now), now);
        alertmanagers.forEach(lane -> lane.add(due));
        for (Subscription each : webhooks) {
            each.lane()
                    .add(each.groups().due(standing, now).stream()
                            .map(group -> message(each.webhook(), group, now))
                            .toList());
        }
        return null;
    }

    private Message message(Webhook webhook, Groups.Due group, Instant now) {
        int most = webhook.maxAlerts() == 0 ? Integer.MAX_VALUE : webhook.maxAlerts();
        List<AlertUpdate> told = group.alerts().stream().limit(most).toList();
        return new Message(group.labels(), notices(told, now), group.alerts().size() - told.size());
    }

    private List<Notice> notices(List<AlertUpdate> alerts, Instant now) {
        return alerts.stream().map(alert -> departure.notice(alert, now)).toList();
    }

    /** Tells what is to be told still, for a few seconds. Firing alerts are not ended: the next monitor goes on with them. */
    @Override
    public void close() {
        board.forget(listener);
        vertx.cancelTimer(timer);
        look();
        asked.set(true); // nobody looks any more, also not who heard of a change just now
        List<Future<Void>> drains = new ArrayList<>();
        alertmanagers.forEach(lane -> drains.add(lane.drain()));
        webhooks.forEach(webhook -> drains.add(webhook.lane().drain()));
        try {
            Future.all(drains)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException left) {
            LOG.warn("Not everything could be told before the end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        alertmanagers.forEach(Lane::close);
        webhooks.forEach(webhook -> webhook.lane().close());
        client.close();
    }
}
