package dev.vigil.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TargetKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TargetEnumeratorTest {

    private static final TargetKey A = new TargetKey("job", "a:1");
    private static final TargetKey B = new TargetKey("job", "b:1");

    private final FakeContext context = new FakeContext();
    private final Discovery discovery = new Discovery();

    @Test
    void handsOutTargetsAfterTellingTheWholeSet() {
        TargetEnumerator enumerator = started(Set.of(), A);
        context.register(0);

        enumerator.addReader(0);

        assertThat(context.told).containsExactly("0 targets [a:1]", "0 split a:1");
    }

    @Test
    void handsOutATargetOnce() {
        TargetEnumerator enumerator = running(A);

        context.secondPasses();
        context.secondPasses();

        assertThat(context.assignments()).containsExactly("0 targets [a:1]", "0 split a:1");
        assertThat(enumerator.snapshotState(1)).containsExactly(A);
    }

    @Test
    void handsOutTargetsThatComeLater() {
        running(A);
        context.told.clear();

        discovery.find(A, B);
        context.secondPasses();

        assertThat(context.told).containsExactly("0 targets [a:1, b:1]", "0 split b:1", "0 pulse");
    }

    @Test
    void forgetsTargetsThatAreGoneAndHandsThemOutAnewWhenTheyComeBack() {
        TargetEnumerator enumerator = running(A, B);
        discovery.find(B);
        context.secondPasses();
        assertThat(enumerator.snapshotState(1)).containsExactly(B);
        context.told.clear();

        discovery.find(A, B);
        context.secondPasses();

        assertThat(context.assignments()).containsExactly("0 targets [a:1, b:1]", "0 split a:1");
    }

    @Test
    void doesNotHandOutAgainWhatTheReaderHasFromTheCheckpoint() {
        TargetEnumerator enumerator = started(Set.of(A), A);
        context.register(0);

        enumerator.addReader(0);

        assertThat(context.told).containsExactly("0 targets [a:1]");
    }

    @Test
    void tellsTheSetAgainToAReaderThatComesBack() {
        TargetEnumerator enumerator = running(A);
        context.told.clear();

        enumerator.addReader(0);

        assertThat(context.told).containsExactly("0 targets [a:1]");
    }

    @Test
    void takesNoTargetForGoneBeforeDiscoveryIsComplete() {
        discovery.complete = false;
        TargetEnumerator enumerator = started(Set.of(A), B);
        context.register(0);
        enumerator.addReader(0);

        assertThat(context.told).containsExactly("0 targets [b:1] so far", "0 split b:1");
        assertThat(enumerator.snapshotState(1)).containsExactlyInAnyOrder(A, B);

        discovery.complete = true;
        context.secondPasses();

        assertThat(context.told).contains("0 targets [b:1]");
        assertThat(enumerator.snapshotState(2)).containsExactly(B);
    }

    @Test
    void keepsTheTargetsWhileDiscoveryFails() {
        TargetEnumerator enumerator = running(A);
        context.told.clear();

        discovery.failing = true;
        context.secondPasses();

        assertThat(context.told).containsExactly("0 pulse");
        assertThat(enumerator.snapshotState(1)).containsExactly(A);
    }

    @Test
    void pulsesEachSecond() {
        running();
        context.told.clear();

        context.secondPasses();
        context.secondPasses();

        assertThat(context.told).containsExactly("0 pulse", "0 pulse");
    }

    @Test
    void handsBackWhatAFailedReaderHadToTheNext() {
        TargetEnumerator enumerator = running(A);
        TargetSplit split = new TargetSplit(A, new Cursors(Map.of("mailbox", "7")));
        enumerator.addSplitsBack(List.of(split), 0);
        assertThat(enumerator.snapshotState(1)).isEmpty();
        context.told.clear();

        enumerator.addReader(0);

        assertThat(context.told).containsExactly("0 targets [a:1]", "0 split a:1");
        assertThat(enumerator.snapshotState(2)).containsExactly(A);
    }

    private TargetEnumerator started(Set<TargetKey> restored, TargetKey... found) {
        discovery.find(found);
        TargetEnumerator enumerator = new TargetEnumerator(context, discovery, restored);
        enumerator.start();
        return enumerator;
    }

    private TargetEnumerator running(TargetKey... found) {
        TargetEnumerator enumerator = started(Set.of(), found);
        context.register(0);
        enumerator.addReader(0);
        return enumerator;
    }

    private static final class Discovery implements TargetSupplier {

        private Set<TargetKey> found = Set.of();
        private boolean complete = true;
        private boolean failing;

        void find(TargetKey... targets) {
            found = Set.of(targets);
        }

        @Override
        public Set<TargetKey> targets() {
            if (failing) {
                throw new IllegalStateException("the file is unreadable");
            }
            return found;
        }

        @Override
        public boolean complete() {
            return complete;
        }
    }
}
