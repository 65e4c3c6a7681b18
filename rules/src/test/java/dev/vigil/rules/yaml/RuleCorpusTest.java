package dev.vigil.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Good files are taken; beside each bad file lies what is told about it, to the letter. */
class RuleCorpusTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "rules");

    static List<String> good() throws IOException {
        return files("good");
    }

    static List<String> bad() throws IOException {
        return files("bad");
    }

    private static List<String> files(String folder) throws IOException {
        try (Stream<Path> all = Files.list(FOLDER.resolve(folder))) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    private static RuleReader.Result read(String folder, String file) throws IOException {
        String text = Files.readString(FOLDER.resolve(folder).resolve(file));
        return RuleReader.read(List.of(new YamlSource(file, text)));
    }

    @Test
    void thereAreGoodAndBadFiles() throws IOException {
        assertThat(good()).isNotEmpty();
        assertThat(bad()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void takesGoodFiles(String file) throws IOException {
        RuleReader.Result result = read("good", file);

        assertThat(result.problems()).isEmpty();
        assertThat(result.rules()).isPresent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void tellsEveryMistakeInBadFiles(String file) throws IOException {
        RuleReader.Result result = read("bad", file);

        String told = result.problems().stream().map(Problem::toString).collect(Collectors.joining("\n", "", "\n"));
        assertThat(told).isEqualTo(Files.readString(FOLDER.resolve("bad").resolve(file.replace(".yml", ".txt"))));
        assertThat(result.rules()).isEmpty();
    }
}
