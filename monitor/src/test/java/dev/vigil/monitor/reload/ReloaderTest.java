package dev.vigil.monitor.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.rules.Problem;
import dev.vigil.rules.RuleSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReloaderTest {

    private static final Reading WHOLE = new Reading.Whole(VigilConfig.defaults(), new RuleSet(List.of()));
    private static final Outcome APPLIED = new Outcome.Applied(List.of(), List.of());

    private final BlockingQueue<Outcome> heard = new LinkedBlockingQueue<>();
    private final AtomicInteger applied = new AtomicInteger();
    private Reloader reloader = reloader(() -> WHOLE);

    @AfterEach
    void close() {
        reloader.close();
    }

    @Test
    void handsOverWhatTheFilesSay() throws Exception {
        assertThat(outcome(reloader.request("test"))).isEqualTo(APPLIED);
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(APPLIED);
        assertThat(applied).hasValue(1);
    }

    @Test
    void worksInTheProgramsOwnSurroundingsWhoeverAsks() throws Exception {
        AtomicReference<ClassLoader> loader = new AtomicReference<>();
        reloader = reloader(() -> {
            loader.set(Thread.currentThread().getContextClassLoader());
            return WHOLE;
        });
        Thread signal = new Thread(() -> {
            var unused = reloader.request("signal");
        });
        signal.setContextClassLoader(null);
        signal.start();
        signal.join();

        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(APPLIED);
        assertThat(loader.get()).isEqualTo(Reloader.class.getClassLoader());
    }

    @Test
    void brokenFilesAreHandedToNobody() throws Exception {
        Problem problem = new Problem("vigil.yml", 1, 2, "unknown key");
        reloader = reloader(() -> new Reading.Broken(List.of(problem)));

        assertThat(outcome(reloader.request("test"))).isEqualTo(new Outcome.Refused(List.of(problem)));
        assertThat(applied).hasValue(0);
    }

    @Test
    void aFaultOfOursIsAnOutcomeAndTheNextReloadWorks() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        reloader = reloader(() -> {
            if (reads.incrementAndGet() == 1) {
                throw new IllegalStateException("too bad");
            }
            return WHOLE;
        });

        assertThat(outcome(reloader.request("test"))).isEqualTo(new Outcome.Failed("too bad"));
        assertThat(outcome(reloader.request("test"))).isEqualTo(APPLIED);
    }

    @Test
    void whoAsksWhileOneIsUnderWayGetsTheNextTogetherWithOthers() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        reloader = reloader(() -> {
            reading.countDown();
            await(goOn);
            return WHOLE;
        });
        CompletableFuture<Outcome> first = reloader.request("first");
        await(reading);

        CompletableFuture<Outcome> second = reloader.request("second");
        CompletableFuture<Outcome> third = reloader.request("third");
        goOn.countDown();

        assertThat(outcome(first)).isEqualTo(APPLIED);
        assertThat(outcome(second)).isEqualTo(APPLIED);
        assertThat(third).isSameAs(second);
        assertThat(applied).hasValue(2);
    }

    @Test
    void whoAsksAMonitorThatStopsIsTold() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        reloader = reloader(() -> {
            reading.countDown();
            await(new CountDownLatch(1));
            return WHOLE;
        });
        CompletableFuture<Outcome> underWay = reloader.request("first");
        await(reading);
        CompletableFuture<Outcome> waiting = reloader.request("second");

        reloader.close();

        assertThat(outcome(waiting)).isEqualTo(new Outcome.Failed("the monitor stops"));
        assertThat(outcome(reloader.request("late"))).isEqualTo(new Outcome.Failed("the monitor stops"));
        assertThat(outcome(underWay).isSuccessful()).isFalse();
    }

    private Reloader reloader(Supplier<Reading> files) {
        return new Reloader(
                files,
                (config, rules) -> {
                    applied.incrementAndGet();
                    return APPLIED;
                },
                heard::add);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Outcome outcome(CompletableFuture<Outcome> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }
}
