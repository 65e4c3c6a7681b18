package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.sql.OutputColumn.Role;
import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.SAME_THREAD)
class RuleValidatorTest {

    private static final RuleValidator VALIDATOR = new RuleValidator();

    @Test
    void tellsWhatBecomesOfEachColumn() {
        RuleShape shape =
                valid("SELECT job, rank, step, norm AS value, first_bad, labels FROM gradients WHERE bad_steps >= 2");

        assertThat(roles(shape))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "job", Role.LABEL,
                        "rank", Role.LABEL,
                        "step", Role.NUMBER,
                        "value", Role.VALUE,
                        "first_bad", Role.TEXT,
                        "labels", Role.TEXT));
        assertThat(shape.tables()).containsExactly(Tables.GRADIENTS);
        assertThat(shape.events()).isFalse();
        assertThat(shape.join()).isFalse();
    }

    @Test
    void keepsFreeTextsOutOfTheIdentityAlsoUnderAnotherName() {
        RuleShape shape = valid("SELECT job, t.top_frame AS frame, UPPER(error) AS kind FROM targets t");

        assertThat(roles(shape)).containsEntry("frame", Role.TEXT).containsEntry("kind", Role.LABEL);
    }

    @Test
    void identitySaysWhichColumnsAreLabels() {
        Rule rule = Rules.alert("A", "SELECT job, rank, waiting_on FROM targets", List.of("job", "waiting_on"));

        assertThat(roles(valid(rule)))
                .isEqualTo(Map.of("job", Role.LABEL, "rank", Role.TEXT, "waiting_on", Role.LABEL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT job, value FROM watch_samples WHERE name = 'loss' | true",
                "SELECT job, value FROM watches | false",
                "SELECT job, MAX(value) AS value FROM TABLE(TUMBLE(TABLE watch_samples, DESCRIPTOR(ts), INTERVAL '9' SECOND))"
                        + " GROUP BY job, window_start, window_end | true",
                "SELECT job, value FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY job ORDER BY ts DESC) AS r"
                        + " FROM watch_samples) WHERE r = 1 | false",
                "SELECT job, LAG(value) OVER (PARTITION BY job ORDER BY ts) AS previous FROM watch_samples | true",
                "SELECT job, COUNT(*) AS n FROM targets GROUP BY job | false"
            })
    void knowsWhetherAResultOnlyGrows(String sql, boolean events) {
        assertThat(valid(sql).events()).isEqualTo(events);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT t.job, j.ranks FROM targets t JOIN jobs j ON t.job = j.job | true",
                "SELECT job FROM targets t WHERE NOT EXISTS (SELECT 1 FROM jobs j WHERE j.job = t.job) | true",
                "SELECT job FROM targets UNION ALL SELECT job FROM jobs | false",
                "WITH late AS (SELECT job FROM targets) SELECT job FROM late | false"
            })
    void knowsWhetherInputsMeet(String sql, boolean join) {
        assertThat(valid(sql).join()).isEqualTo(join);
    }

    @Test
    void readsEveryColumnOfEveryTableWithoutQuotes() {
        for (TableSpec table : Tables.ALL) {
            String columns = Stream.concat(
                            table.columns().stream().map(TableSpec.Column::name).filter(name -> !name.equals("value")),
                            Stream.of("ts"))
                    .collect(Collectors.joining(", "));
            valid("SELECT " + columns + " FROM " + table.name());
        }
    }

    @Test
    void hasFunctionsOfItsOwn() {
        valid(
                "SELECT job, MEDIAN(step) AS value, MAD(step) AS spread, PERCENTILE(step, 0.9) AS p FROM targets GROUP BY job");
        valid("SELECT job FROM watches WHERE IS_NAN(value) OR IS_INF(value) OR NOT IS_FINITE(value)");
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("refusals")
    void refuses(String sql, String problem) {
        assertThat(problems(Rules.alert("A", sql))).containsExactly("rules.yml:" + problem);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        "INSERT INTO targets SELECT job FROM jobs",
                        "7:11: a rule is one SELECT (or WITH … SELECT) and nothing else; this begins with 'INSERT'"),
                Arguments.of(
                        "SET 'a' = 'b'",
                        "7:11: a rule is one SELECT (or WITH … SELECT) and nothing else; this begins with 'SET'"),
                Arguments.of("", "7:11: a rule needs a query: SELECT … FROM …"),
                Arguments.of(
                        "SELECT job FROM targets; DROP TABLE jobs",
                        "7:34: a rule is one SELECT; a second statement begins here"),
                Arguments.of("SELECT job\nFROM target", "8:16: there is no table 'target'; did you mean 'targets'?"),
                Arguments.of(
                        "SELECT rank, jobb FROM targets",
                        "7:24: there is no column 'jobb' in targets; did you mean 'job'?"),
                Arguments.of(
                        "SELECT rank,\n  t.jobb FROM targets t",
                        "8:15: there is no column 'jobb' in targets; did you mean 'job'?"),
                Arguments.of(
                        "SELECT NOFUNC(job) AS x FROM targets",
                        "7:18: there is no function NOFUNC that takes (<CHARACTER>)"),
                Arguments.of("SELECT job FROM targets WHERE", "7:39: the query ends too early"),
                Arguments.of(
                        "SELECT start FROM targets",
                        "7:18: unexpected 'start', a reserved word of SQL; a column of that name is written `start`"),
                Arguments.of("SELECT job FROM targets WHERE WHERE", "7:41: unexpected 'WHERE'"),
                Arguments.of("SELECT job, FROM targets", "7:23: unexpected 'FROM'"),
                Arguments.of(
                        "SELECT UUID() AS id, job FROM targets",
                        "7:18: UUID gives another value each time; a rule must give the same result for the same rows"),
                Arguments.of(
                        "SELECT job FROM targets /*+ STATE_TTL('targets' = '1d') */",
                        "7:35: hints to the planner have no place in a rule"),
                Arguments.of(
                        "SELECT a.job FROM watch_samples a JOIN watch_samples b ON a.job = b.job",
                        "7:45: joining a _samples table keeps its every row for ever; bound both sides' ts (BETWEEN … AND …),"
                                + " or join the tables of latest states"),
                Arguments.of(
                        "SELECT job, COUNT(*) AS n FROM watch_samples GROUP BY job",
                        "7:56: grouping a _samples table without a window keeps every group for ever; group by a window"
                                + " (TUMBLE, HOP), or use the ready columns of watches, modules and targets"),
                Arguments.of(
                        "SELECT t.job FROM targets t, jobs j WHERE t.step > j.ranks",
                        "7:11: a join needs an equality (ON a.job = b.job); without one, each row meets each (instead of NOT IN"
                                + " write NOT EXISTS)"),
                Arguments.of(
                        "SELECT job FROM targets ORDER BY step",
                        "7:35: ORDER BY has no meaning in a result that changes all the time; leave it out"),
                Arguments.of(
                        "SELECT job FROM targets ORDER BY step LIMIT 3",
                        "7:35: ORDER BY has no meaning in a result that changes all the time; leave it out"),
                Arguments.of(
                        "SELECT job FROM targets LIMIT 3",
                        "7:35: LIMIT would pick rows at random; an alert's 'limit' bounds how many alerts a rule raises"),
                Arguments.of(
                        "SELECT 'x' AS x",
                        "7:11: the result depends on no table, so it never changes; an alert that always fires selects from"
                                + " monitor"),
                Arguments.of(
                        "SELECT job FROM targets WHERE 1 = 2",
                        "7:11: the result depends on no table, so it never changes; an alert that always fires selects from"
                                + " monitor"),
                Arguments.of(
                        "SELECT job, LAG(step) OVER (PARTITION BY job ORDER BY ts) AS p FROM targets",
                        "7:33: OVER needs a history: read a table whose name ends in _samples, or one of the ready columns"
                                + " (previous, mean5, median50, …)"),
                Arguments.of(
                        "SELECT job FROM targets WHERE ts < CURRENT_TIMESTAMP",
                        "7:46: CURRENT_TIMESTAMP is read when a row arrives, and differs when the row is taken back; use a"
                                + " column that counts seconds (stalled_seconds, phase_seconds, unchanged_seconds, …)"),
                Arguments.of(
                        "SELECT job, step + 1 FROM targets",
                        "7:11: column 2 of the result has no name: add AS and a name"),
                Arguments.of(
                        "SELECT job, job FROM targets",
                        "7:11: two columns of the result are named 'job': name one with AS"),
                Arguments.of(
                        "SELECT job, name AS value FROM watches",
                        "7:11: the column named value is the alert's number, and this one is a STRING: give it another name"),
                Arguments.of(
                        "SELECT job FROM targets WHERE step = 'x'",
                        "7:48: a number is compared with the text 'x': write it without quotes"),
                Arguments.of(
                        "SELECT job FROM targets WHERE rank = 0",
                        "7:48: a text is compared with the number 0: write '0'"),
                Arguments.of(
                        "SELECT job FROM targets WHERE state = 'stalled",
                        "7:49: this text is never closed: a single quote is missing"),
                Arguments.of(
                        "SELECT job FROM targets WHERE non_finite > 0",
                        "7:41: there is no column 'non_finite' in targets; it is a column of watches, gradients"),
                Arguments.of(
                        "SELECT job FROM watches WHERE ISNAN(value)",
                        "7:41: there is no function ISNAN that takes (<NUMERIC>); did you mean 'IS_NAN'?"),
                Arguments.of(
                        "SELECT job, 1 / 0 AS value FROM targets",
                        "7:11: this cannot run as a continuous query: Division by zero"));
    }

    @Test
    void refusesAnIdentityThatIsNoTextOfTheResult() {
        assertThat(problems(Rules.alert("A", "SELECT job, rank, step FROM targets", List.of("ran", "step"))))
                .containsExactly(
                        "rules.yml:7:11: identity names 'ran', which is no STRING column of the result; did you mean 'rank'?",
                        "rules.yml:7:11: identity names 'step', which is no STRING column of the result");
    }

    @Test
    void refusesATextOverAColumnThatIsNotThere() {
        Rule rule = Rules.annotated(
                "A",
                "SELECT job, step FROM targets",
                Map.of("summary", "{{ $values.step }} {{ $values.stp }} {{ $values.job }}"));

        assertThat(problems(rule))
                .containsExactly(
                        "rules.yml:7:11: annotation summary uses $values.job, and the result has no such column beside labels"
                                + " and value",
                        "rules.yml:7:11: annotation summary uses $values.stp, and the result has no such column beside labels"
                                + " and value; did you mean 'step'?");
    }

    @Test
    void refusesASeriesWithoutAValue() {
        assertThat(problems(Rules.record("s", "SELECT job, step FROM targets")))
                .containsExactly(
                        "rules.yml:7:11: a recorded series needs a column named value: SELECT …, step_seconds AS value");
        valid(Rules.record("s", "SELECT job, step AS value FROM targets"));
    }

    @Test
    void warnsOfTheClockWhereRowsAreNeverTakenBack() {
        RuleCheck check = VALIDATOR.validate(Rules.alert(
                "A", "SELECT job, value FROM watch_samples WHERE ts > CURRENT_TIMESTAMP - INTERVAL '1' HOUR"));

        assertThat(check)
                .isInstanceOfSatisfying(
                        RuleCheck.Valid.class,
                        valid -> assertThat(valid.warnings())
                                .extracting(Problem::toString)
                                .containsExactly(
                                        "rules.yml:7:59: CURRENT_TIMESTAMP is read when a row arrives; the passing of time alone"
                                                + " changes nothing"));
    }

    @Test
    void refusesNestingThatOverflowsThePlanner() {
        String deep = "(".repeat(20_000) + "1" + ")".repeat(20_000);

        assertThat(problems(Rules.alert("A", "SELECT job FROM targets WHERE step > " + deep)))
                .hasSize(1);
    }

    @Test
    void collectsTheProblemsOfAllRules() {
        RuleSet rules = new RuleSet(List.of(
                Rules.alert("A", "SELECT jobb FROM targets"),
                Rules.alert("B", "SELECT job FROM targets"),
                Rules.alert("C", "SELECT job FROM")));

        assertThat(VALIDATOR.problems(rules)).hasSize(2);
    }

    private static RuleShape valid(String sql) {
        return valid(Rules.alert("A", sql));
    }

    private static RuleShape valid(Rule rule) {
        RuleCheck check = VALIDATOR.validate(rule);
        assertThat(check).isInstanceOf(RuleCheck.Valid.class);
        return ((RuleCheck.Valid) check).shape();
    }

    private static List<String> problems(Rule rule) {
        RuleCheck check = VALIDATOR.validate(rule);
        assertThat(check).isInstanceOf(RuleCheck.Refused.class);
        return ((RuleCheck.Refused) check)
                .problems().stream().map(Problem::toString).toList();
    }

    private static Map<String, Role> roles(RuleShape shape) {
        return shape.columns().stream().collect(Collectors.toMap(OutputColumn::name, OutputColumn::role));
    }
}
