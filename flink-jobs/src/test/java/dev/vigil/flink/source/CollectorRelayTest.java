package dev.vigil.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TargetKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CollectorRelayTest {

    private static final TargetKey A = new TargetKey("job", "a");
    private static final TargetKey B = new TargetKey("job", "b");

    private final List<ScriptedCollector> made = new ArrayList<>();
    private final CollectorRelay relay = new CollectorRelay(() -> {
        made.add(new ScriptedCollector());
        return made.get(made.size() - 1);
    });
    private final List<String> first = new ArrayList<>();
    private final List<String> second = new ArrayList<>();

    @Test
    void pollsAnewWhereNobodyAskedToGoOn() {
        Collector reader = reader(first);
        reader.add(A, Cursors.START);
        reader.close();

        reader(second).add(A, read(4));

        assertThat(made).hasSize(2);
        assertThat(told(0)).containsExactly("start", "add a@start", "close");
        assertThat(told(1)).containsExactly("start", "add a@4");
    }

    @Test
    void keepsForTheNextReaderWhatCameBetweenTwo() {
        Collector reader = reader(first);
        reader.add(A, Cursors.START);
        made.get(0).poll(A, 1);
        reader.released(A);
        relay.hold();
        reader.close();
        made.get(0).poll(A, 2);
        Collector next = reader(second);

        next.add(A, read(1));

        assertThat(first).containsExactly("a@1");
        assertThat(second).containsExactly("a@2");
        next.released(A);
        assertThat(told(0)).containsExactly("start", "add a@start", "released a", "released a");
        assertThat(made).hasSize(1);
    }

    @Test
    void handsOverWhatTheLastReaderHadNotEmitted() {
        Collector reader = reader(first);
        reader.add(A, Cursors.START);
        made.get(0).poll(A, 1);
        relay.hold();
        reader.close();

        reader(second).add(A, Cursors.START);

        assertThat(first).containsExactly("a@1");
        assertThat(second).containsExactly("a@1");
    }

    @Test
    void waitsWithWhatCameUntilTheNextReaderStarts() {
        Collector reader = reader(first);
        reader.add(A, Cursors.START);
        relay.hold();
        reader.close();
        made.get(0).poll(A, 1);
        Collector next = relay.get();

        next.add(A, Cursors.START);
        assertThat(second).isEmpty();
        next.start(batch -> note(second, batch));

        assertThat(second).containsExactly("a@1");
    }

    @Test
    void pollsAgainFromWhereTheNextReaderSaysWhereThatIsElsewhere() {
        Collector reader = reader(first);
        reader.add(A, Cursors.START);
        made.get(0).poll(A, 3);
        reader.released(A);
        relay.hold();
        reader.close();

        reader(second).add(A, read(2));

        assertThat(told(0)).endsWith("remove a", "add a@2");
    }

    @Test
    void endsWithTheLastReaderOnceItWasLetGo() {
        Collector one = reader(first);
        Collector other = reader(second);
        one.add(A, Cursors.START);
        other.add(B, Cursors.START);
        relay.hold();
        relay.letGo();

        one.close();
        assertThat(told(0)).doesNotContain("close");
        made.get(0).poll(B, 1);
        other.close();

        assertThat(second).containsExactly("b@1");
        assertThat(told(0)).endsWith("close");
    }

    @Test
    void endsAtOnceWhenItIsLetGoWithoutAReader() {
        Collector reader = reader(first);
        relay.hold();
        reader.close();
        assertThat(told(0)).doesNotContain("close");

        relay.letGo();
        relay.letGo();

        assertThat(told(0)).containsOnlyOnce("close");
    }

    @Test
    void forgetsATargetThatTheNextReaderGivesUpUnpolled() {
        Collector reader = reader(first);
        reader.add(A, Cursors.START);
        relay.hold();
        reader.close();
        Collector next = reader(second);

        next.remove(A);
        next.remove(B);
        made.get(0).poll(A, 1);

        assertThat(told(0)).containsExactly("start", "add a@start", "remove a");
        assertThat(second).isEmpty();
    }

    @Test
    void hearsNoMoreOfACollectorThatEnded() {
        Collector reader = reader(first);
        reader.add(A, Cursors.START);
        reader.close();
        reader(second).add(A, Cursors.START);

        made.get(0).poll(A, 9);

        assertThat(second).isEmpty();
    }

    private Collector reader(List<String> heard) {
        Collector reader = relay.get();
        reader.start(batch -> note(heard, batch));
        return reader;
    }

    private static void note(List<String> heard, Batch batch) {
        heard.add(batch.target().instance() + "@" + batch.cursors().positions().get("mailbox"));
    }

    private List<String> told(int collector) {
        return made.get(collector).told;
    }

    private static Cursors read(int position) {
        return new Cursors(Map.of("mailbox", Integer.toString(position)));
    }
}
