package dev.vigil.monitor.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeListTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final List<String> problems = new ArrayList<>();

    private static Node node(String address, int rank, double secondsAgo) {
        return new Node(address, rank, 2, NOW.minusNanos((long) (secondsAgo * 1e9)));
    }

    private List<String> endpoints(String head, Node... nodes) {
        return NodeList.endpoints(Endpoint.parse(head), List.of(nodes), problems).stream()
                .map(Endpoint::instance)
                .toList();
    }

    @Test
    void rankZeroIsTheHostThatTheUserGave() {
        assertThat(endpoints("gpu7:9900", node("10.0.0.5:9901", 1, 0), node("0.0.0.0:9900", 0, 0)))
                .containsExactly("gpu7:9900", "10.0.0.5:9901");
    }

    @Test
    void loopbackIsTheHeadsOwn() {
        assertThat(endpoints("gpu7:9900", node("127.0.0.1:9901", 1, 0))).containsExactly("gpu7:9900", "gpu7:9901");
        assertThat(endpoints("pid:42", node("127.0.0.1:9901", 1, 0), node("0.0.0.0:9900", 0, 0)))
                .containsExactly("pid:42", "127.0.0.1:9901", "127.0.0.1:9900");
    }

    @Test
    void anotherAddressOfTheHeadItselfIsNoTarget() {
        assertThat(endpoints("127.0.0.1:9920", node("0.0.0.0:9920", 0, 0), node("127.0.0.1:9920", 1, 0)))
                .containsExactly("127.0.0.1:9920");
    }

    @Test
    void leavesOutWhoHasNotReportedForLongByTheListsOwnClock() {
        assertThat(endpoints(
                        "a:1", node("b:1", 1, 1000 + 24.9), node("c:1", 2, 1000 + 25.1), node("0.0.0.0:1", 0, 1000)))
                .containsExactly("a:1", "b:1");
    }

    @Test
    void takesTheNewerOfTwoEntriesOfARank() {
        assertThat(endpoints("a:1", node("b:1", 1, 12.1), node("c:1", 1, 0))).containsExactly("a:1", "c:1");
    }

    @Test
    void keepsRanksThatAllBelieveToBeRankZero() {
        assertThat(endpoints("a:1", node("b:1", 0, 3), node("c:1", 0, 0))).containsExactly("a:1", "b:1", "c:1");
    }

    @Test
    void theHeadIsATargetWhateverItsListSays() {
        assertThat(endpoints("a:1")).containsExactly("a:1");
    }

    @Test
    void reportsWhatIsNoAddress() {
        assertThat(endpoints("a:1", node("nonsense", 1, 0))).containsExactly("a:1");
        assertThat(problems).singleElement().asString().contains("nonsense");
    }
}
