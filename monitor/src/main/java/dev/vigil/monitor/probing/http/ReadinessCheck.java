package dev.vigil.monitor.probing.http;

import dev.vigil.fleet.Beat;
import dev.vigil.monitor.probing.ProbingClient.Mailbox;
import dev.vigil.monitor.probing.Readiness;
import dev.vigil.monitor.probing.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks into a mailbox before Python is asked. Where the document seems overdue it looks a second time after as long as was
 * promised: the target's clock may differ from this one's, but a sampler that beats writes a new document.
 */
public final class ReadinessCheck {

    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MOST_PAUSE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Clock clock;

    /** Uses timers of Vert.x. */
    public ReadinessCheck(Vertx vertx, Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    /**
     * What the mailbox tells, after one look or two.
     *
     * @param mailbox reads it
     */
    public Future<Reply<Readiness>> of(Supplier<Future<Reply<Mailbox>>> mailbox) {
        return look(mailbox).compose(first -> {
            if (!(first instanceof Reply.Read<Readiness> read) || !(read.value() instanceof Readiness.Stuck stuck)) {
                return Future.succeededFuture(first);
            }
            return vertx.timer(pause(stuck.beat()).toMillis(), TimeUnit.MILLISECONDS)
                    .compose(fired -> look(mailbox))
                    .map(second -> compare(stuck, second));
        });
    }

    private Future<Reply<Readiness>> look(Supplier<Future<Reply<Mailbox>>> mailbox) {
        return mailbox.get().map(reply -> {
            if (reply instanceof Reply.Read<Mailbox> read) {
                return new Reply.Read<>(Readiness.of(read.value(), clock.instant()), read.took());
            }
            return ((Reply.Failed<Mailbox>) reply).as();
        });
    }

    private static Reply<Readiness> compare(Readiness.Stuck first, Reply<Readiness> second) {
        if (second instanceof Reply.Read<Readiness> read
                && read.value() instanceof Readiness.Stuck again
                && again.beat().time() != first.beat().time()) {
            return new Reply.Read<>(new Readiness.Ready(again.beat()), read.took());
        }
        return second;
    }

    private static Duration pause(Beat beat) {
        Duration promised = Duration.ofMillis((long) Math.min(60_000, 1500 * (beat.due() - beat.time())));
        if (promised.compareTo(LEAST_PAUSE) < 0) {
            return LEAST_PAUSE;
        }
        return promised.compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : promised;
    }
}
