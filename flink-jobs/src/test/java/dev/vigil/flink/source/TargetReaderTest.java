package dev.vigil.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;

class TargetReaderTest {

    private static final TargetKey A = new TargetKey("job", "a:1");
    private static final TargetKey B = new TargetKey("job", "b:1");

    private final ManualClock clock = new ManualClock();
    private final ScriptedCollector collector = new ScriptedCollector();
    private final RecordingOutput output = new RecordingOutput();
    private final TargetReader reader =
            new TargetReader(collector, clock, health(2), new PollTally(Duration.ofSeconds(1)), this::tapped);

    /** What the tap heard, with the times. */
    private final List<Map.Entry<Reading, Instant>> tapped = new ArrayList<>();

    private void tapped(Reading reading, Instant time) {
        tapped.add(Map.entry(reading, time));
    }

    @Test
    void letsTheTapHearWhateverItEmits() {
        reader.addSplits(List.of(split(A, 7)));
        reader.start();
        knows(A);
        collector.poll(A, 8);
        reader.handleSourceEvents(new TargetsKnown.Pulse());
        drain();
        knows();
        drain();

        assertThat(tapped).extracting(Map.Entry::getKey).isEqualTo(output.readings);
        assertThat(tapped).extracting(Map.Entry::getKey).contains(new Reading.Removed(A));
        assertThat(tapped).extracting(Map.Entry::getValue).containsOnly(clock.instant());
    }

    @Test
    void announcesFirstWhatItResumes() {
        reader.addSplits(List.of(split(A, 7), split(B, 9)));
        reader.start();
        knows(A, B);
        collector.poll(A, 8);

        drain();

        assertThat(output.readings.get(0)).isEqualTo(new Reading.Resumed(Set.of(A, B)));
        assertThat(output.readings.get(1)).isEqualTo(ScriptedCollector.attempt(A, 8));
    }

    @Test
    void resumesNothingWhereTargetsComeAfterTheStart() {
        reader.start();
        knows(A);
        reader.addSplits(List.of(split(A, 0)));

        drain();

        assertThat(output.readings).containsExactly(new Reading.Resumed(Set.of()));
    }

    @Test
    void pollsFromWhereTheCheckpointEnds() {
        reader.addSplits(List.of(split(A, 7)));
        reader.start();
        knows(A);

        assertThat(collector.told).containsExactly("start", "add a:1@7");
    }

    @Test
    void doesNotPollBeforeItKnowsWhetherTheTargetIsStillThere() {
        reader.addSplits(List.of(split(A, 7)));
        reader.start();

        assertThat(collector.told).containsExactly("start");
    }

    @Test
    void movesTheCursorWithTheRowsAndNotBefore() {
        startWith(A);
        collector.poll(A, 5);
        assertThat(position(A)).isEqualTo("start");

        drain();

        assertThat(position(A)).isEqualTo("5");
        assertThat(output.readings).endsWith(ScriptedCollector.attempt(A, 5));
    }

    @Test
    void emitsABatchWithinOneCall() {
        startWith(A);
        drain();
        Cursors cursors = new Cursors(Map.of("mailbox", "2"));
        collector.deliver(new Batch(
                A,
                List.of(ScriptedCollector.attempt(A, 1), ScriptedCollector.attempt(A, 2)),
                cursors,
                true,
                Duration.ZERO));

        reader.pollNext(output);

        assertThat(output.readings).endsWith(ScriptedCollector.attempt(A, 1), ScriptedCollector.attempt(A, 2));
        assertThat(position(A)).isEqualTo("2");
    }

    @Test
    void releasesATargetOnlyWhenItsBatchIsOut() {
        startWith(A);
        drain();
        collector.poll(A, 1);
        assertThat(collector.told).doesNotContain("released a:1");

        drain();

        assertThat(collector.told).endsWith("released a:1");
    }

    @Test
    void stampsRowsWithTheTimeOfTheirEmission() {
        startWith(A);
        drain();
        collector.poll(A, 1);
        clock.pass(Duration.ofMillis(250));

        drain();

        assertThat(output.times).endsWith(ManualClock.START.plusMillis(250));
    }

    @Test
    void tellsOfATargetThatLeft() {
        startWith(A, B);
        drain();
        knows(B);

        drain();

        assertThat(output.readings).endsWith(new Reading.Removed(A));
        assertThat(collector.told).endsWith("remove a:1");
        assertThat(output.releasedSplits).containsExactly(TargetSplit.id(A));
        assertThat(reader.snapshotState(1)).extracting(TargetSplit::target).containsExactly(B);
    }

    @Test
    void tellsOfATargetThatLeftWhileItWasDown() {
        reader.addSplits(List.of(split(A, 7), split(B, 9)));
        reader.start();
        knows(B);

        drain();

        assertThat(output.readings).containsExactly(new Reading.Resumed(Set.of(A, B)), new Reading.Removed(A));
        assertThat(collector.told).doesNotContain("add a:1@7");
    }

    @Test
    void keepsATargetInTheCheckpointUntilItsRemovalIsTold() {
        startWith(A);
        drain();

        knows();

        assertThat(reader.snapshotState(1)).extracting(TargetSplit::target).containsExactly(A);
        drain();
        assertThat(reader.snapshotState(2)).isEmpty();
    }

    @Test
    void waitsForTargetsThatDiscoveryHasNotFoundYet() {
        reader.addSplits(List.of(split(A, 7)));
        reader.start();
        reader.handleSourceEvents(new TargetsKnown(Set.of(), false));
        drain();
        assertThat(output.readings).containsExactly(new Reading.Resumed(Set.of(A)));

        knows(A);

        assertThat(collector.told).endsWith("add a:1@7");
    }

    @Test
    void dropsWhatStillComesFromATargetThatLeft() {
        startWith(A);
        drain();
        knows();
        collector.poll(A, 1);

        drain();

        assertThat(output.readings).endsWith(new Reading.Removed(A));
        assertThat(collector.told).doesNotContain("released a:1");
    }

    @Test
    void pollsATargetAgainThatCameBack() {
        startWith(A);
        drain();
        knows();
        drain();

        knows(A);
        reader.addSplits(List.of(split(A, 0)));

        assertThat(collector.told).endsWith("remove a:1", "add a:1@0");
    }

    @Test
    void keepsTheCursorOfATargetThatIsHandedOutTwice() {
        startWith(A);
        collector.poll(A, 5);
        drain();

        reader.addSplits(List.of(split(A, 0)));

        assertThat(position(A)).isEqualTo("5");
    }

    @Test
    void beatsOnceForEachPulse() {
        startWith(A, B);
        drain();
        collector.deliver(ScriptedCollector.batch(A, 1, true, Duration.ZERO));
        collector.deliver(ScriptedCollector.batch(B, 1, false, Duration.ofSeconds(3)));
        drain();
        clock.pass(Duration.ofSeconds(30));
        int before = output.readings.size();

        reader.handleSourceEvents(new TargetsKnown.Pulse());
        drain();

        assertThat(output.readings.subList(before, output.readings.size()))
                .containsExactly(new Reading.MonitorBeat(2, 1, 1, 2, 30));
    }

    @Test
    void isAvailableWhenABatchArrives() {
        startWith(A);
        drain();
        assertThat(reader.isAvailable()).isNotDone();

        collector.poll(A, 1);

        assertThat(reader.isAvailable()).isDone();
    }

    @Test
    void isAvailableWhenTheEnumeratorSpeaks() {
        startWith(A);
        drain();

        reader.handleSourceEvents(new TargetsKnown.Pulse());

        assertThat(reader.isAvailable()).isDone();
    }

    @Test
    void closesItsCollector() {
        reader.close();

        assertThat(collector.told).containsExactly("close");
    }

    private void startWith(TargetKey... targets) {
        reader.start();
        knows(targets);
        for (TargetKey target : targets) {
            reader.addSplits(List.of(new TargetSplit(target, Cursors.START)));
        }
    }

    private void knows(TargetKey... targets) {
        reader.handleSourceEvents(new TargetsKnown(Set.of(targets), true));
    }

    private void drain() {
        InputStatus status = InputStatus.MORE_AVAILABLE;
        while (status == InputStatus.MORE_AVAILABLE) {
            status = reader.pollNext(output);
        }
    }

    private String position(TargetKey target) {
        return reader.snapshotState(1).stream()
                .filter(split -> split.target().equals(target))
                .map(split -> split.cursors().positions().getOrDefault("mailbox", "start"))
                .findFirst()
                .orElseThrow();
    }

    private static TargetSplit split(TargetKey target, int position) {
        return new TargetSplit(target, new Cursors(Map.of("mailbox", Integer.toString(position))));
    }

    private static MonitorHealth health(int failedRules) {
        return new MonitorHealth() {
            @Override
            public int failedRules() {
                return failedRules;
            }

            @Override
            public Instant startedAt() {
                return ManualClock.START;
            }
        };
    }
}
