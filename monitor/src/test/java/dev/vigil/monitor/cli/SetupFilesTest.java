package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.reload.Reading;
import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupFilesTest {

    private static final String CONFIG = """
            rule_files: ["more/*.yml"]
            rule_pack: {enabled: %s}
            watch_configs: [{job_name: a, local_sd_configs: [{}]}]
            """;
    private static final String RECORD = """
            groups:
              - name: own
                rules:
                  - {record: my_step, expr: "SELECT job, step AS value FROM targets"}
            """;

    @TempDir
    Path folder;

    private Path config;
    private Path own;
    private SetupFiles files;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectory(folder.resolve("more"));
        config = write("vigil.yml", CONFIG.formatted(false));
        own = write("own.yml", RECORD);
        SetupReader reader = new SetupReader(Map.of(), progress -> {});
        files = new SetupFiles(reader, config, List.of(own), (file, problems) -> file.withParallelism(3));
    }

    @Test
    void saysWhatTheFilesSayNow() throws IOException {
        assertThat(rules()).containsExactly("own/my_step");

        Files.writeString(config, CONFIG.formatted(true) + "storage: {retention: 1h}\n");
        Files.writeString(own, RECORD.replace("my_step", "my_steps"));

        Reading.Whole again = (Reading.Whole) files.get();
        assertThat(again.rules().rules())
                .extracting(Rule::id)
                .contains("own/my_steps")
                .hasSizeGreaterThan(10);
        assertThat(again.config().storage().retention()).isEqualTo(Duration.ofHours(1));
        assertThat(again.config().parallelism())
                .as("what the command line changes")
                .isEqualTo(3);
    }

    @Test
    void tellsAllProblemsOfAllFiles() throws IOException {
        Files.writeString(config, "rule_filez: []\n");
        Files.writeString(own, RECORD.replace("step AS", "stepp AS"));

        Reading reading = files.get();

        assertThat(((Reading.Broken) reading).problems())
                .extracting(Problem::file)
                .contains(config.toString(), own.toString());
    }

    @Test
    void namesEachFileThatIsRead() throws IOException {
        files.get();
        Path more = write("more/new.yml", "groups: []");

        assertThat(files.paths()).containsExactlyInAnyOrder(config, own, more);
    }

    @Test
    void aBrokenConfigurationNamesTheFilesOfTheLastGoodOne() throws IOException {
        Path more = write("more/new.yml", RECORD.replace("own", "more").replace("my_step", "other_step"));
        files.get();
        Files.writeString(config, "rule_files: {}\n");
        files.get();

        assertThat(files.paths()).containsExactlyInAnyOrder(config, own, more);
    }

    private List<String> rules() {
        return ((Reading.Whole) files.get())
                .rules().rules().stream().map(Rule::id).toList();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
