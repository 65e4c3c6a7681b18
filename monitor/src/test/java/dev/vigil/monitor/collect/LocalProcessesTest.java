package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading.Process;
import dev.vigil.monitor.collect.LocalProcesses.Mark;
import dev.vigil.monitor.probing.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalProcessesTest {

    private static final String COMMAND = "python train.py --name a b";

    @TempDir
    Path proc;

    private LocalProcesses processes;

    @BeforeEach
    void oneProcess() throws IOException {
        processes = new LocalProcesses(proc, Set.of("10.0.0.4"));
        put(42, "S", "777");
        Files.writeString(proc.resolve("42/cmdline"), COMMAND.replace(' ', '\0') + '\0');
    }

    private void put(long pid, String state, String start) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
        String fields = " 1".repeat(18) + " " + start + " 0 0";
        Files.writeString(folder.resolve("stat"), pid + " (a) python) " + state + fields + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9900, true",
        "localhost:9900, true",
        "10.0.0.4:9900, true",
        "[::1]:9900, true",
        "10.0.0.5:9900, false",
        "pid:42, true",
    })
    void knowsAProcessOnlyAtAnAddressOfThisMachine(String address, boolean here) {
        Optional<Mark> mark = processes.find(Endpoint.parse(address), 42, COMMAND);

        assertThat(mark).isEqualTo(here ? Optional.of(new Mark(42, "777")) : Optional.empty());
    }

    @Test
    void doesNotTakeAPidOfAContainerForOneOfItsOwn() {
        assertThat(processes.find(Endpoint.parse("127.0.0.1:9900"), 42, "python other.py"))
                .isEmpty();
    }

    @Test
    void seesThatAProcessLives() {
        assertThat(processes.look(new Mark(42, "777"))).isEqualTo(Process.ALIVE);
    }

    @Test
    void seesThatAProcessIsGone() {
        assertThat(processes.look(new Mark(43, "777"))).isEqualTo(Process.GONE);
    }

    @Test
    void aPidUsedAgainIsAnotherProcess() {
        assertThat(processes.look(new Mark(42, "778"))).isEqualTo(Process.GONE);
    }

    @Test
    void aZombieIsGone() throws IOException {
        put(42, "Z", "777");

        assertThat(processes.look(new Mark(42, "777"))).isEqualTo(Process.GONE);
        assertThat(processes.find(Endpoint.parse("pid:42"), 42, COMMAND)).isEmpty();
    }

    @Test
    void aMarkSurvivesARestartAsText() {
        assertThat(Mark.parse(new Mark(42, "777").text())).isEqualTo(new Mark(42, "777"));
        assertThat(Mark.parse("42:")).isNull();
        assertThat(Mark.parse(null)).isNull();
    }

    @Test
    void findsThisVeryProcess() {
        long pid = ProcessHandle.current().pid();

        assertThat(LocalProcesses.ofThisMachine().find(new Endpoint.Local(pid), pid, ""))
                .hasValueSatisfying(mark ->
                        assertThat(LocalProcesses.ofThisMachine().look(mark)).isEqualTo(Process.ALIVE));
    }
}
