package dev.vigil.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.Expression;
import dev.vigil.rules.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlDocumentTest {

    private final Problems problems = new Problems();

    private YamlMap map(String text) {
        return YamlDocument.read(new YamlSource("f.yml", text), problems).orElseThrow();
    }

    private String messages(String text) {
        YamlDocument.read(new YamlSource("f.yml", text), problems);
        return told();
    }

    private String told() {
        return String.join("\n", problems.list().stream().map(Problem::toString).toList());
    }

    @Test
    void readsValuesOfAllKinds() {
        YamlMap map = map("text: a\nnumber: 7\nflag: true\nwait: 1m\nlist: [x, 1]\nmaps: [{k: v}]\nmap: {k: v}\n");

        assertThat(map.text("text")).contains("a");
        assertThat(map.text("number")).contains("7");
        assertThat(map.integer("number", 0, 7)).contains(7);
        assertThat(map.flag("flag")).contains(true);
        assertThat(map.duration("wait")).contains(Duration.ofMinutes(1));
        assertThat(map.scalars("list")).extracting(YamlScalar::text).containsExactly("x", "1");
        assertThat(map.maps("maps")).hasSize(1);
        assertThat(map.map("map").orElseThrow().texts()).isEqualTo(Map.of("k", "v"));
        assertThat(map.scalar("absent")).isEmpty();
        map.finish();
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void reportsValuesOfTheWrongKindAtTheirKey() {
        YamlMap map = map(
                "a: [x]\nb: text\nc: {}\nd: perhaps\ne: 1.5\nf: 8\ng: 5 s\nh:\ni: [x, {y: z}]\nj: [x]\nk: 'true'\n");

        assertThat(map.text("a")).isEmpty();
        assertThat(map.map("b")).isEmpty();
        assertThat(map.list("c")).isEmpty();
        assertThat(map.flag("d")).isEmpty();
        assertThat(map.integer("e", 0, 7)).isEmpty();
        assertThat(map.integer("f", 0, 7)).isEmpty();
        assertThat(map.duration("g")).isEmpty();
        assertThat(map.text("h")).isEmpty();
        assertThat(map.scalars("i")).hasSize(1);
        assertThat(map.maps("j")).isEmpty();
        assertThat(map.flag("k")).isEmpty();
        assertThat(told()).isEqualTo("""
                        f.yml:1:1: 'a': expected a single value, got a list
                        f.yml:2:1: 'b': expected a mapping, got 'text'
                        f.yml:3:1: 'c': expected a list, got a mapping
                        f.yml:4:4: 'perhaps' is neither true nor false
                        f.yml:5:4: '1.5' is not a whole number
                        f.yml:6:4: 8 is not between 0 and 7
                        f.yml:7:4: '5 s' is not a duration such as 30s, 1m30s or 500ms
                        f.yml:8:1: 'h': expected a single value, got nothing
                        f.yml:9:8: expected text, got a mapping
                        f.yml:10:5: expected a mapping, got 'x'
                        f.yml:11:4: 'true' is neither true nor false""");
    }

    @Test
    void takesACollectionWithoutContentAsAbsent() {
        YamlMap map = map("labels:\nrules: ~\n");

        assertThat(map.map("labels")).isEmpty();
        assertThat(map.list("rules")).isEmpty();
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void reportsKeysThatNobodyAskedFor() {
        YamlMap map = map("known: 1\nknow: 2\nodd: 3\n");
        map.text("known");
        map.has("other");
        map.finish();

        assertThat(told()).isEqualTo("""
                        f.yml:2:1: unknown key 'know', did you mean 'known'?
                        f.yml:3:1: unknown key 'odd' (known: known, other)""");
    }

    @Test
    void keepsTheFirstOfARepeatedKeyAndReportsTheSecond() {
        assertThat(map("a: 1\nb: 2\na: 3\n").text("a")).contains("1");
        assertThat(told()).isEqualTo("f.yml:3:1: key 'a' is given twice, first on line 1");
    }

    @Test
    void oneOfNamesTheNearestChoice() {
        YamlScalar value = map("no_data: keeep\n").scalar("no_data").orElseThrow();

        assertThat(value.oneOf(Map.of("keep", 1, "resolve", 2))).isEmpty();
        assertThat(told()).isEqualTo("f.yml:1:10: 'keeep' is none of keep, resolve, did you mean 'keep'?");
    }

    @Test
    void reportsWhatIsNotYaml() {
        assertThat(messages("a: [1, 2\nb: 3\n"))
                .isEqualTo("f.yml:2:2: not YAML: while parsing a flow sequence that begins on line 1:"
                        + " expected ',' or ']', but got :");
    }

    @Test
    void reportsTabs() {
        assertThat(messages("a:\n\tb: 1\n")).isEqualTo("f.yml:2:1: a tab cannot indent here: use spaces");
    }

    @Test
    void reportsEmptyDocuments() {
        assertThat(messages("# nothing but a comment\n")).isEqualTo("f.yml: the file is empty");
    }

    @Test
    void reportsASecondDocument() {
        assertThat(messages("a: 1\n---\nb: 2\n")).isEqualTo("f.yml:3:1: a second document begins: one file holds one");
    }

    @Test
    void reportsARootThatIsNoMapping() {
        assertThat(messages("- a\n")).isEqualTo("f.yml:1:1: expected a mapping, got a list");
    }

    @Test
    void refusesTagsMergeKeysAndOddKeys() {
        assertThat(messages("a: !!java.net.URL [x]\nb: !mine y\n<<: {c: 1}\n? [d]\n: 1\n"))
                .isEqualTo("""
                        f.yml:1:4: tags are not allowed here: tag:yaml.org,2002:java.net.URL
                        f.yml:2:4: tags are not allowed here: !mine
                        f.yml:3:1: merge keys (<<) are not supported: write the entries out
                        f.yml:4:3: a key must be text""");
    }

    @Test
    void refusesAnAliasThatContainsItself() {
        assertThat(messages("a: &x [1, *x]\n")).isEqualTo("f.yml:1:4: this alias contains itself");
    }

    @Test
    void boundsAliases() {
        StringBuilder text = new StringBuilder("l0: &l0 [x]\n");
        for (int i = 1; i < 30; i++) {
            text.append("l%d: &l%d [*l%d, *l%d, *l%d, *l%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1));
        }
        assertThat(messages(text.toString())).contains("aliases").doesNotContain("\n");
    }

    @Test
    void sharesWhatAliasesShare() {
        StringBuilder text = new StringBuilder("l0: &l0 [x]\n");
        for (int i = 1; i < 45; i++) {
            text.append("l%d: &l%d [*l%d, *l%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(map(text.toString()).list("l44").orElseThrow().items()).hasSize(2);
    }

    @Test
    void boundsNesting() {
        assertThat(messages("a: " + "[".repeat(5_000) + "]".repeat(5_000)))
                .contains("nested deeper than 40 levels")
                .doesNotContain("\n");
    }

    @Test
    void boundsProblems() {
        map("a: 1\n".repeat(1_000));

        assertThat(problems.list()).hasSize(Problems.LIMIT + 1);
        assertThat(problems.list().get(Problems.LIMIT)).hasToString("f.yml: and 799 more problems");
    }

    @Test
    void reportsCharactersThatYamlDoesNotAllow() {
        assertThat(messages("a: 1\nb: x\u0007y\n")).isEqualTo("f.yml:2:5: character U+0007 is not allowed in YAML");
    }

    @Test
    void reportsBytesThatAreNotUtf8() {
        byte[] bytes = "a: 1\nb: xé\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(YamlSource.decode("f.yml", bytes, problems)).isEmpty();
        assertThat(told()).isEqualTo("f.yml:2:5: not UTF-8 from here on");
    }

    @Test
    void reportsFilesThatAreTooLarge() {
        assertThat(YamlSource.decode("f.yml", new byte[YamlSource.MAX_BYTES + 1], problems))
                .isEmpty();
        assertThat(told()).isEqualTo("f.yml: larger than 4 MiB");
    }

    @Test
    void loadsFilesAndReportsThoseThatAreNotThere(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("f.yml");
        Files.writeString(file, "\uFEFFa: 1\n");

        assertThat(YamlSource.load(file, problems).map(YamlSource::text)).contains("a: 1\n");
        assertThat(problems.isEmpty()).isTrue();
        assertThat(YamlSource.load(folder.resolve("g.yml"), problems)).isEmpty();
        assertThat(told()).isEqualTo(folder.resolve("g.yml") + ": no such file");
    }

    @Test
    void cutsOffAMultibyteCharacterAtTheEnd() {
        assertThat(YamlSource.decode("f.yml", new byte[] {'a', ':', ' ', (byte) 0xC3}, problems))
                .isEmpty();
        assertThat(told()).isEqualTo("f.yml:1:4: not UTF-8 from here on");
    }

    @Test
    void expressionBeginsWhereItsFirstCharacterStands() {
        assertThat(places("expr: SELECT 1\n")).isEqualTo("1:7 SELECT 1");
        assertThat(places("expr: 'SELECT 1'\n")).isEqualTo("1:8 SELECT 1");
        assertThat(places("expr: \"SELECT 1\"\n")).isEqualTo("1:8 SELECT 1");
        assertThat(places("expr: |\n  SELECT 1\n  FROM b\n")).isEqualTo("2:3 SELECT 1\nFROM b\n");
        assertThat(places("expr: |-  # a comment\n     SELECT 1\n")).isEqualTo("2:6 SELECT 1");
        assertThat(places("expr: |\n\n  SELECT 1\n")).isEqualTo("2:1 \nSELECT 1\n");
        assertThat(places("expr: |2\n    SELECT 1\n")).isEqualTo("2:3   SELECT 1\n");
        assertThat(places("expr: >\n  SELECT 1\n  FROM b\n\n")).isEqualTo("2:3 SELECT 1\nFROM b");
        assertThat(places("expr:\n  SELECT 1\n")).isEqualTo("2:3 SELECT 1");
        assertThat(places("expr: &x !!str SELECT 1\n")).isEqualTo("1:16 SELECT 1");
        assertThat(places("expr: &x |\n  SELECT 1\n")).isEqualTo("2:3 SELECT 1\n");
    }

    private String places(String text) {
        Expression expression = map(text).scalar("expr").orElseThrow().expression();
        return expression.line() + ":" + expression.column() + " " + expression.sql();
    }

    @Test
    void findsThePlaceOfACharacterInEveryStyle() {
        assertThat(placeOfX("k: ab X")).isEqualTo("1:7");
        assertThat(placeOfX("k: 'it''s X'")).isEqualTo("1:11");
        assertThat(placeOfX("k: \"a\\n\\t\\u00e9\\x41\\U0001F600 X\"")).isEqualTo("1:31");
        assertThat(placeOfX("k: \"a \\\n   b X\"")).isEqualTo("2:6");
        assertThat(placeOfX("k: ab\n  cd\n\n  ef X")).isEqualTo("4:6");
        assertThat(placeOfX("k: 'ab\n  cd\n\n  ef X'")).isEqualTo("4:6");
        assertThat(placeOfX("k: |\n  ab\n    cd X\n")).isEqualTo("3:8");
        assertThat(placeOfX("k: >-\n  ab\n  cd X\n\n  ef\n")).isEqualTo("3:6");
        assertThat(placeOfX("k: \uD83D\uDE00 X")).isEqualTo("1:6");
        assertThat(placeOfX("k: X")).isEqualTo("1:4");
    }

    private String placeOfX(String text) {
        YamlScalar scalar = map(text).scalar("k").orElseThrow();
        Problems found = new Problems();
        Optional<YamlMap> map = YamlDocument.read(new YamlSource("f.yml", text), found);
        map.orElseThrow().scalar("k").orElseThrow().problemAt(scalar.text().indexOf('X'), "here");
        Problem problem = found.list().get(0);
        return problem.line() + ":" + problem.column();
    }
}
