package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.http.ProbingClients;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SimulateCommandTest {

    @Test
    void answersOnAPortForEachTargetUntilItIsStopped() throws Exception {
        PipedInputStream printed = new PipedInputStream(1 << 16);
        PipedOutputStream out = new PipedOutputStream(printed);
        FutureTask<Integer> status =
                new FutureTask<>(() -> simulate(out, "--targets", "5", "--jobs", "2", "--fault", "GARBAGE"));
        Thread command = new Thread(status, "simulate");
        command.start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(printed, StandardCharsets.UTF_8));

        JsonNode groups = new ObjectMapper().readTree(lines.readLine());

        assertThat(groups.findValuesAsText("job")).containsExactly("job-001", "job-002");
        assertThat(groups.path(0).path("targets")).hasSize(3);
        assertThat(groups.path(1).path("targets")).hasSize(2);
        assertThat(answering(groups)).as("the first answers garbage").hasSize(4);
        command.interrupt();
        assertThat(status.get()).isZero();
    }

    @ParameterizedTest(name = "vigil simulate {0}")
    @ValueSource(strings = {"--targets 0", "--targets 2 --jobs 3", "--jobs 0", "--targets 100000", "--fault NOTHING"})
    void refusesWhatItCannotDo(String line) {
        assertThat(Typed.vigil(("simulate " + line).split(" ", -1)).status()).isEqualTo(2);
    }

    private static int simulate(OutputStream out, String... arguments) {
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new CommandLine(new SimulateCommand(Terminal.of(printed, printed, Map.of(), Map.of())))
                .execute(arguments);
    }

    private static Set<String> answering(JsonNode groups) {
        Vertx vertx = Vertx.vertx();
        Set<String> found = new HashSet<>();
        try (ProbingClients clients = new ProbingClients(vertx)) {
            for (JsonNode target : groups.findValues("targets").stream()
                    .flatMap(targets -> targets.valueStream())
                    .toList()) {
                try (ProbingClient client =
                        clients.connect(Endpoint.parse(target.asText()), Duration.ofSeconds(10), Secret.NONE)) {
                    if (client.overview().await() instanceof Reply.Read) {
                        found.add(target.asText());
                    }
                }
            }
        } finally {
            vertx.close().await();
        }
        return found;
    }
}
