package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.ProblemKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleTextTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void changesWhatMustBeChangedAndNothingElse(String what, String from, String to) {
        assertThat(sql(from)).isEqualTo(to);
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of(
                        "reserved names", "SELECT rank, value FROM modules", "SELECT `rank`, `value` FROM `modules`"),
                Arguments.of("qualified", "w.value > m.module", "w.`value` > m.`module`"),
                Arguments.of("any case", "SELECT Value", "SELECT `Value`"),
                Arguments.of("rank as a function", "RANK() OVER (w), rank ()", "RANK() OVER (w), rank ()"),
                Arguments.of("rank before a list", "rank IN ('1')", "`rank` IN ('1')"),
                Arguments.of("parts of names", "median_value, ranks", "median_value, ranks"),
                Arguments.of("quoted already", "`value`", "`value`"),
                Arguments.of("strings", "name = 'it''s value 0.5'", "name = 'it''s value 0.5'"),
                Arguments.of("line comments", "a -- value 0.5\n, rank", "a -- value 0.5\n, `rank`"),
                Arguments.of("block comments", "a /* value\n 0.5 */ + 0.5", "a /* value\n 0.5 */ + 0.5E0"),
                Arguments.of("JSON keyword", "JSON_OBJECT('a' VALUE value)", "JSON_OBJECT('a' VALUE `value`)"),
                Arguments.of("JSON keys", "JSON_OBJECT(KEY rank VALUE x)", "JSON_OBJECT(KEY `rank` VALUE x)"),
                Arguments.of("behind JSON", "JSON_OBJECT('a' VALUE 1), value", "JSON_OBJECT('a' VALUE 1), `value`"),
                Arguments.of("decimals", "0.05 1. .5", "0.05E0 1.E0 .5E0"),
                Arguments.of("integers", "5 * 10", "5 * 10"),
                Arguments.of("doubles", "1E-7 2.5e3 1.5E+2", "1E-7 2.5e3 1.5E+2"),
                Arguments.of("digits in names", "mean5.x, t1", "mean5.x, t1"),
                Arguments.of("aliases", "step AS start, 1 AS end", "step AS `start`, 1 AS `end`"),
                Arguments.of("types", "CAST(x AS DOUBLE) AS max", "CAST(x AS DOUBLE) AS `max`"),
                Arguments.of("nested types", "TRY_CAST((a) AS INT)", "TRY_CAST((a) AS INT)"),
                Arguments.of("common tables", "WITH a AS (SELECT 1)", "WITH a AS (SELECT 1)"),
                Arguments.of("past tables", "FOR SYSTEM_TIME AS OF ts", "FOR SYSTEM_TIME AS OF ts"),
                Arguments.of(
                        "patterns",
                        "MATCH_RECOGNIZE (MEASURES a.x AS min DEFINE a AS NOT (value > 0.5)) AS day",
                        "MATCH_RECOGNIZE (MEASURES a.x AS `min` DEFINE a AS NOT (`value` > 0.5E0)) AS `day`"),
                Arguments.of("a semicolon at the end", "SELECT 1 ; ", "SELECT 1   "),
                Arguments.of("an open string", "name = 'open value", "name = 'open value"),
                Arguments.of("an open name", "`open value", "`open value"),
                Arguments.of("an open comment", "a /* value", "a /* value"),
                Arguments.of("nothing", "", ""));
    }

    @Test
    void translatesPositionsToTheUsersText() {
        RuleText text = RuleText.of(Rules.expression("SELECT rank, value,\n  0.5 * step AS max"));

        assertThat(text.sql()).isEqualTo("SELECT `rank`, `value`,\n  0.5E0 * step AS `max`");
        assertThat(text.problem(1, 1, ProblemKind.INVALID, "a")).hasToString("rules.yml:7:11: a");
        assertThat(text.problem(1, 8, ProblemKind.INVALID, "rank")).hasToString("rules.yml:7:18: rank");
        assertThat(text.problem(1, 16, ProblemKind.INVALID, "value")).hasToString("rules.yml:7:24: value");
        assertThat(text.problem(2, 11, ProblemKind.INVALID, "step")).hasToString("rules.yml:8:19: step");
        assertThat(text.problem(9, 99, ProblemKind.INVALID, "end")).hasToString("rules.yml:8:30: end");
    }

    @Test
    void findsTheTokenAtAPosition() {
        RuleText text = RuleText.of(Rules.expression("SELECT rank, value"));

        assertThat(text.tokenAt(1, 16)).get().extracting(SqlToken::text).isEqualTo("value");
        assertThat(text.tokenAt(1, 7)).isEmpty();
    }

    @Test
    void knowsWhichNamesItUses() {
        RuleText text = RuleText.of(Rules.expression("SELECT 'jobs' FROM `targets` -- modules"));

        assertThat(text.names("targets")).isTrue();
        assertThat(text.names("jobs")).isFalse();
        assertThat(text.names("modules")).isFalse();
    }

    private static String sql(String from) {
        return RuleText.of(Rules.expression(from)).sql();
    }
}
