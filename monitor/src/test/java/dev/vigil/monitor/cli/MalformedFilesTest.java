package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that somebody got wrong. Beside each lies what is told about it, to the letter; nothing ever starts with one.
 * {@code -Dvigil.write.docs=true} writes that down anew instead of comparing it: read it before it is committed.
 */
class MalformedFilesTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "malformed");

    /** {@code file: error:} for a file as a whole, else with line and column. */
    private static final Pattern LOCATED = Pattern.compile("\\S[^:]*(:\\d+:\\d+)?: (error|warning): .*\\[[a-z-]+]");

    @TempDir
    private Path folder;

    static List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            return all.map(file -> FOLDER.relativize(file).toString())
                    .filter(name -> name.endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreManyOfThem() throws IOException {
        assertThat(files()).hasSizeGreaterThan(60);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void checkTellsEachMistakeWithItsPlace(String file) throws IOException {
        Typed typed = Typed.vigil("check", FOLDER.resolve(file).toString());

        assertThat(typed.status()).isEqualTo(1);
        assertThat(mistakes(typed.out()))
                .isNotEmpty()
                .allMatch(line -> LOCATED.matcher(line).matches());
        Path told = FOLDER.resolve(file.replace(".yml", ".txt"));
        String out = typed.out().replace(FOLDER + "/", "");
        if (Boolean.getBoolean("vigil.write.docs")) {
            Files.writeString(told, out);
        }
        assertThat(out).isEqualTo(Files.readString(told));
        assertHarmless(typed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void runStartsNothingWithIt(String file) {
        String path = FOLDER.resolve(file).toString();
        String storage = folder.resolve("data").toString();

        Typed typed = file.startsWith("config")
                ? Typed.vigil("run", "--config", path, "--storage.path", storage)
                : Typed.vigil("run", "127.0.0.1:9", "--rules", path, "--storage.path", storage);

        assertThat(typed.status()).isEqualTo(2);
        assertThat(typed.err()).contains(FOLDER.toString());
        assertThat(folder.resolve("data")).doesNotExist();
        assertHarmless(typed);
    }

    static List<String> testFiles() throws IOException {
        return files().stream()
                .filter(file -> file.startsWith("tests") || file.startsWith("text"))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("testFiles")
    void testRunsNoneOfIt(String file) {
        Typed typed = Typed.vigil("test", FOLDER.resolve(file).toString());

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.out() + typed.err()).contains(FOLDER.toString());
        assertHarmless(typed);
    }

    @Test
    void twoFilesWithTheSameRule() throws IOException {
        String rule = """
                groups:
                  - name: own
                    rules:
                      - {alert: Mine, expr: SELECT job FROM jobs, annotations: {summary: mine}}
                """;
        Path first = Files.writeString(folder.resolve("a.yml"), rule);
        Path second = Files.writeString(folder.resolve("b.yml"), rule);

        Typed typed = Typed.vigil("check", first.toString(), second.toString());

        assertThat(typed.status()).isEqualTo(1);
        assertThat(mistakes(typed.out()))
                .containsExactly(second + ":4:9: error: there is already a rule 'Mine' with these labels, at " + first
                        + ":4 [duplicate-rule]");
        assertThat(typed.out()).contains(first + ": no mistakes");
    }

    @Test
    void aMistakeInAKeyHidesNoneInAQuery() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yml"), """
                groups:
                  - name: own
                    rules:
                      - {alert: One, expr: SELECT jobb FROM jobs, fro: 1s, annotations: {summary: one}}
                      - {alert: Two, expr: SELEC 1, annotations: {summary: two}}
                """);

        assertThat(mistakes(Typed.vigil("check", file.toString()).out()))
                .extracting(line -> line.substring(line.lastIndexOf('[')))
                .containsExactly("[unknown-column]", "[unknown-key]", "[not-a-select]");
        assertThat(Typed.vigil("run", "h:1", "--rules", file.toString()).err()).contains("jobb", "fro", "SELEC");
    }

    @Test
    void aFileThatIsNotThere() {
        assertTold(folder.resolve("missing.yml"), ": error: no such file [unreadable-file]");
    }

    @Test
    void aFolderInThePlaceOfAFile() {
        assertTold(folder, ": error: is a folder, not a file [unreadable-file]");
    }

    @Test
    void aFileBehindAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("vigil.yml"), "");

        assertTold(file.resolve("rules.yml"), ": error: cannot be read: Not a directory [unreadable-file]");
    }

    @Test
    void aFileThatCannotBeRead() {
        Path file = Path.of("/proc/self/mem"); // also a superuser reads nothing at its beginning
        assumeTrue(Files.exists(file));

        assertTold(file, ": error: cannot be read: Input/output error [unreadable-file]");
    }

    @Test
    void aFileWithoutEnd() {
        Path file = Path.of("/dev/zero");
        assumeTrue(Files.exists(file));

        assertTold(
                file,
                ": error: is a pipe, a socket or a device, not a file: write what it gives into a file first"
                        + " [unreadable-file]");
    }

    @Test
    void aHugeFile() throws IOException {
        Path file = folder.resolve("huge.yml");
        Files.writeString(file, "groups: []\n" + "# padding\n".repeat(500_000));

        assertTold(file, ": error: larger than 4 MiB [unreadable-file]");
    }

    @Test
    void aFileOfManyMistakes() throws IOException {
        Path file = Files.writeString(folder.resolve("many.yml"), "a: 1\n".repeat(50_000));

        Typed typed = Typed.vigil("check", file.toString());

        assertThat(typed.status()).isEqualTo(1);
        assertThat(mistakes(typed.out())).hasSizeLessThan(220).anyMatch(line -> line.contains("more problems"));
    }

    private static void assertTold(Path file, String message) {
        Typed typed = Typed.vigil("check", file.toString());

        assertThat(typed.status()).isEqualTo(1);
        assertThat(mistakes(typed.out())).containsExactly(file + message);
        assertHarmless(typed);
    }

    /** Without the advice below each. */
    private static List<String> mistakes(String out) {
        return out.lines()
                .filter(line -> !line.startsWith("    ") && !line.endsWith(": no mistakes"))
                .toList();
    }

    private static void assertHarmless(Typed typed) {
        assertThat(typed.out() + typed.err())
                .doesNotContain("\tat ", "Exception", "java.lang", "org.apache")
                .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f]");
    }
}
