package dev.vigil.monitor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<List<String>> delivered = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final Deque<Runnable> paused = new ArrayDeque<>();
    private Function<List<String>, Future<Verdict>> receiver = batch -> Future.succeededFuture(Verdict.ACCEPTED);

    private final Lane<String> lane = new Lane<>(
            new Lane.Parts<>("am", 8, batch -> Buffer.buffer(String.join(",", batch)), this::deliver, (delay, then) -> {
                pauses.add(delay);
                paused.add(then);
            }),
            new Backlog<>(20, word -> word),
            new Tally(registry, "am"));

    private Future<Verdict> deliver(Buffer message) {
        List<String> batch = Arrays.asList(message.toString().split(",", -1));
        delivered.add(batch);
        return receiver.apply(batch);
    }

    @Test
    void sendsInBatches() {
        lane.add(words(20));

        assertThat(delivered).extracting(List::size).containsExactly(8, 8, 4);
        assertThat(count("sent")).isEqualTo(20);
        assertThat(lane.waiting()).isZero();
    }

    @Test
    void hasOneRequestUnderWay() {
        Promise<Verdict> slow = Promise.promise();
        receiver = batch -> slow.future();

        lane.add(List.of("a"));
        lane.add(List.of("b"));
        assertThat(delivered).hasSize(1);

        receiver = batch -> Future.succeededFuture(Verdict.ACCEPTED);
        slow.complete(Verdict.ACCEPTED);
        assertThat(delivered).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void oneThatIsWrongLosesNoOther() {
        receiver = batch ->
                Future.succeededFuture(batch.contains("bad") ? Verdict.of(400, "no labels") : Verdict.ACCEPTED);
        List<String> all = new ArrayList<>(words(13));
        all.add(5, "bad");
        all.add(11, "bad2");

        lane.add(all);

        assertThat(accepted())
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().filter(word -> !word.equals("bad")).toList());
        assertThat(count("sent")).isEqualTo(14);
        assertThat(count("dropped")).isEqualTo(1);
        assertThat(delivered).hasSizeLessThan(12);
        assertThat(pauses).isEmpty();
    }

    @Test
    void triesAgainAfterPausesThatGrowWhileTheReceiverIsDown() {
        receiver = batch -> Future.succeededFuture(Verdict.unavailable("connection refused"));
        lane.add(List.of("a"));
        for (int i = 0; i < 6; i++) {
            paused.remove().run();
        }

        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(count("failed")).isEqualTo(7);

        receiver = batch -> Future.succeededFuture(Verdict.ACCEPTED);
        paused.remove().run();
        assertThat(count("sent")).isEqualTo(1);
        assertThat(count("dropped")).isZero();
    }

    @Test
    void sendsNothingDuringAPause() {
        receiver = batch -> Future.succeededFuture(Verdict.of(503, ""));
        lane.add(List.of("a"));
        lane.add(List.of("b"));

        assertThat(delivered).containsExactly(List.of("a"));
        assertThat(lane.waiting()).isEqualTo(2);
    }

    @Test
    void oneThatTheReceiverChokesOnBlocksNoOther() {
        receiver =
                batch -> Future.succeededFuture(batch.contains("poison") ? Verdict.of(500, "panic") : Verdict.ACCEPTED);
        List<String> all = new ArrayList<>(words(12));
        all.add(0, "poison");

        lane.add(all);
        for (int i = 0; i < 8; i++) {
            paused.remove().run();
        }

        assertThat(accepted()).containsExactlyInAnyOrderElementsOf(words(12));
        assertThat(lane.waiting()).isEqualTo(1);
    }

    @Test
    void dropsWhatAReceiverTakesFromNobody() {
        receiver = batch -> Future.succeededFuture(Verdict.of(401, ""));

        lane.add(List.of("a", "b"));

        assertThat(count("failed")).isEqualTo(2);
        assertThat(count("dropped")).isEqualTo(2);
        assertThat(lane.waiting()).isZero();
    }

    @Test
    void countsWhatAFullQueuePushesOut() {
        receiver = batch -> Promise.<Verdict>promise().future();

        lane.add(List.of("first"));
        lane.add(words(25));

        assertThat(count("dropped")).isEqualTo(5);
        assertThat(registry.get("vigil.notifications.waiting").gauge().value()).isEqualTo(20);
    }

    @Test
    void isDrainedWhenNothingWaitsOrNobodyListens() {
        Promise<Verdict> slow = Promise.promise();
        receiver = batch -> slow.future();
        assertThat(lane.drain().isComplete()).isTrue();

        lane.add(List.of("a"));
        Future<Void> drained = lane.drain();
        assertThat(drained.isComplete()).isFalse();
        slow.complete(Verdict.unavailable("down"));
        assertThat(drained.isComplete()).isTrue();
    }

    @Test
    void countsWhatIsLeftAtTheEnd() {
        receiver = batch -> Future.succeededFuture(Verdict.unavailable("down"));
        lane.add(List.of("a", "b"));
        Counter dropped = registry.get("vigil.notifications.dropped").counter();

        lane.close();

        assertThat(dropped.count()).isEqualTo(2);
        assertThat(registry.getMeters()).isEmpty();
        paused.remove().run();
        assertThat(delivered).hasSize(1);
    }

    private List<String> accepted() {
        return delivered.stream()
                .filter(batch -> receiver.apply(batch).result().equals(Verdict.ACCEPTED))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> words(int count) {
        return IntStream.range(0, count).mapToObj(i -> "w" + i).toList();
    }

    private double count(String what) {
        return registry.get("vigil.notifications." + what)
                .tag("receiver", "am")
                .counter()
                .count();
    }
}
