package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The classifiers on stacks of real programs, see {@code stacks/real.txt}. */
class RealStacksTest {

    record Case(String name, String phase, String waitingOn, boolean distributed, List<Frame> frames) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void provesThePhaseOrNone(Case stack) {
        Phase phase = PhaseClassifier.of(stack.frames());
        assertThat(phase == null ? "-" : phase.text()).isEqualTo(stack.phase());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void namesWhatIsWaitedFor(Case stack) {
        if (!stack.waitingOn().equals("*")) {
            assertThat(WaitClassifier.of(stack.frames(), stack.distributed(), false)
                            .text())
                    .isEqualTo(stack.waitingOn());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void findsTheUsersOwnFrame(Case stack) {
        assertThat(Stacks.topFrame(stack.frames())).startsWith("/home/user/");
    }

    @Test
    void readsTheWholeTable() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(35);
    }

    static Case named(String name) {
        try (Stream<Case> all = cases()) {
            return all.filter(stack -> stack.name().equals(name)).findFirst().orElseThrow();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    static Stream<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = RealStacksTest.class.getResourceAsStream("/stacks/real.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("== ")) {
                    String[] head = line.substring(3).split(" \\| ", -1);
                    cases.add(new Case(head[0], head[1], head[2], head[3].equals("distributed"), new ArrayList<>()));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split("\\|", -1);
                    Frame frame = new Frame(parts[0], parts[1], Integer.parseInt(parts[2]));
                    cases.get(cases.size() - 1).frames().add(frame);
                }
            }
        }
        return cases.stream();
    }
}
