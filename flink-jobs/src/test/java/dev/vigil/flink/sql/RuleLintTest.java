package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.Rule;
import dev.vigil.rules.yaml.RulePack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of queries that can run; places are those of the user's text, which begins at 7:11. */
@Execution(ExecutionMode.SAME_THREAD)
class RuleLintTest {

    private static final RuleValidator VALIDATOR = new RuleValidator();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "SELECT job FROM targets WHERE state = 'hung' | 7:49 | targets.state is never 'hung'; it is one of crashed",
                "SELECT job FROM targets WHERE state = 'stalld' | 7:49 | targets.state is never 'stalld'; did you mean 'stalled'?",
                "SELECT job FROM targets WHERE state <> 'Stalled' | 7:50 | targets.state is never 'Stalled'; did you mean 'stalled'?",
                "SELECT job FROM targets t WHERE t.state IN ('stalled', 'stuck') | 7:66 | targets.state is never 'stuck'",
                "SELECT job FROM targets WHERE stalled_seconds > CASE phase WHEN 'eval' THEN 1 ELSE 2 END | 7:75 | targets.phase is never 'eval'",
                "SELECT job FROM targets WHERE waiting_on = 'nccl' | 7:54 | targets.waiting_on is never 'nccl'",
                "SELECT job FROM polls WHERE outcome = 'down' | 7:49 | polls.outcome is never 'down'",
                "WITH s AS (SELECT job, state AS how FROM targets) SELECT job FROM s WHERE how = 'hung' | 7:91 | targets.state is never 'hung'",
                "SELECT job FROM (SELECT job, state FROM targets) AS x WHERE x.state = 'hung' | 7:81 | targets.state is never 'hung'",
                "SELECT a.job FROM targets a JOIN jobs j ON a.job = j.job WHERE 'hung' = a.state | 7:74 | targets.state is never 'hung'",
                "SELECT job FROM targets WHERE data_share > 30 | 7:54 | targets.data_share is always between 0 and 1; 30 % is 0.3",
                "SELECT job FROM targets WHERE stalled_seconds < 0 | 7:59 | targets.stalled_seconds is never less than 0",
                "SELECT job FROM watches WHERE non_finite > 5 | 7:54 | watches.non_finite is always between 0 and 5",
                "SELECT job FROM targets WHERE step = 1 OR rank IS NULL | 7:53 | targets.rank is never NULL; where there is no rank it is ''",
                "SELECT job FROM targets WHERE error = NULL OR step > 1 | 7:49 | a comparison with NULL is never true",
                "SELECT job FROM watches WHERE value <> value OR step > 1 | 7:41 | is never true, also not for NaN: write IS_NAN",
                "SELECT job FROM watches WHERE value = CAST('NaN' AS DOUBLE) | 7:49 | a comparison with NaN is never true",
                "SELECT job FROM targets WHERE data_share < 0 | 7:54 | targets.data_share is always between 0 and 1"
            })
    void tellsWhatIsNeverTrue(String sql, String place, String message) {
        assertThat(told(sql, ProblemKind.NEVER_TRUE))
                .anySatisfy(told ->
                        assertThat(told).startsWith("rules.yml:" + place + ": ").contains(message));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "SELECT job FROM targets WHERE state = 'stalled' AND phase = 'training' AND state = 'killed' | 7:86",
                "SELECT job FROM targets WHERE step > 5 AND 3 > step | 7:58",
                "SELECT job FROM targets WHERE step >= 5 AND step < 5 | 7:55"
            })
    void tellsWhichConditionsLeaveNoTableToRead(String sql, String place) {
        RuleCheck check = VALIDATOR.lint(Rules.alert("A", sql), Optional.empty());

        assertThat(((RuleCheck.Refused) check).problems())
                .extracting(Problem::kind)
                .containsExactly(ProblemKind.READS_NO_TABLE, ProblemKind.NEVER_TRUE);
        assertThat(((RuleCheck.Refused) check).problems().get(1).toString())
                .startsWith("rules.yml:" + place + ": this condition on ")
                .contains("excludes an earlier one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT job FROM targets WHERE state IN ('stalled', 'device_stuck') AND data_share > 0.3",
                "SELECT job FROM targets WHERE error = 'hung' AND step > 3 AND step < 5",
                "SELECT job, state FROM (SELECT job, COALESCE(error, 'none') AS state FROM targets) WHERE state = 'none'",
                "SELECT job FROM targets WHERE stalled_seconds >= 0 AND rank = ''"
            })
    void isSilentWhereAConditionMayBeTrue(String sql) {
        assertThat(told(sql)).isEmpty();
    }

    @Test
    void tellsMisspeltUsualWatchesWithoutAConfigurationAndUnknownOnesWithIt() {
        assertThat(told("SELECT job FROM watches WHERE name = 'los'", ProblemKind.UNKNOWN_WATCH))
                .containsExactly("rules.yml:7:48: there is no watch 'los'; did you mean 'loss'?");
        String sql = "SELECT job FROM watches WHERE name IN ('accuracy', 'loss')";
        assertThat(told(sql)).isEmpty();
        assertThat(lint(Rules.alert("A", sql), Optional.of(Set.of("perplexity"))))
                .extracting(Problem::toString)
                .containsExactly("rules.yml:7:50: there is no watch 'accuracy'; there are perplexity");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "SELECT job, AVG(value) OVER (PARTITION BY job ORDER BY ts) AS value FROM watch_samples | 7:23 | AVG over watch_samples.value, which may be NaN: one makes it NaN for ever",
                "SELECT job, MIN(value) AS value FROM TABLE(TUMBLE(TABLE watch_samples, DESCRIPTOR(ts), INTERVAL '9' SECOND)) GROUP BY job, window_start, window_end | 7:23 | MIN over watch_samples.value",
                "SELECT job, MAX(norm) AS value FROM gradients GROUP BY job | 7:23 | MAX over gradients.norm, which may be NaN: one makes all of it NaN",
                "SELECT job, SUM(v + 1) AS value FROM (SELECT job, value * 2 AS v FROM watches) GROUP BY job | 7:23 | SUM over watches.value"
            })
    void tellsAggregatesThatOneNanSpoils(String sql, String place, String message) {
        assertThat(told(sql, ProblemKind.NAN_AGGREGATE))
                .singleElement()
                .asString()
                .startsWith("rules.yml:" + place + ": ")
                .contains(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT job, AVG(value) AS value FROM watches WHERE IS_FINITE(value) GROUP BY job",
                "SELECT job, AVG(v) AS value FROM (SELECT job, value AS v FROM watches WHERE IS_FINITE(value)) GROUP BY job",
                "SELECT job, AVG(value) FILTER (WHERE NOT IS_NAN(value)) AS value FROM watches GROUP BY job",
                "SELECT job, AVG(CASE WHEN IS_FINITE(value) THEN value END) AS value FROM watches GROUP BY job",
                "SELECT job, MEDIAN(value) AS value, AVG(mean5) AS mean, COUNT(value) AS n FROM watches GROUP BY job"
            })
    void isSilentWhereNanIsKeptOut(String sql) {
        assertThat(told(sql)).isEmpty();
    }

    @Test
    void tellsDecimalsBesideWhatMayBeNan() {
        assertThat(told("SELECT job FROM watches WHERE value > CAST(0.5 AS DECIMAL(3, 1))", ProblemKind.NAN_DECIMAL))
                .singleElement()
                .asString()
                .startsWith("rules.yml:7:49: this is a DECIMAL, and watches.value may be NaN");
        assertThat(told("SELECT job FROM watches WHERE value > 0.5 AND step > CAST(5 AS DECIMAL(3, 1))"))
                .isEmpty();
    }

    @Test
    void tellsGreatestOverWhatMayBeNull() {
        assertThat(told(
                        "SELECT job FROM targets WHERE stalled_seconds > GREATEST(60, 10 * step_seconds)",
                        ProblemKind.NULL_IN_GREATEST))
                .containsExactly("rules.yml:7:59: GREATEST is NULL while step_seconds is not known yet");
        assertThat(told("SELECT job, LEAST(baseline_seconds, peer_seconds) AS value FROM modules"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT job FROM targets WHERE stalled_seconds > GREATEST(60, COALESCE(10 * step_seconds, 60))",
                "SELECT job FROM targets WHERE stalled_seconds > COALESCE(GREATEST(60, 10 * step_seconds), 1200)",
                "SELECT job FROM watches WHERE mean5 > GREATEST(mad50, 0.01 * ABS(median50))",
                "SELECT job, LEAST(COALESCE(baseline_seconds, peer_seconds), COALESCE(peer_seconds, baseline_seconds)) AS v"
                        + " FROM modules"
            })
    void isSilentWhereNullHasAStandIn(String sql) {
        assertThat(told(sql)).isEmpty();
    }

    @Test
    void tellsQuotientsOfWholeNumbers() {
        assertThat(told("SELECT job, COUNT(*) / 2 AS value FROM targets GROUP BY job", ProblemKind.INTEGER_DIVISION))
                .singleElement()
                .asString()
                .startsWith("rules.yml:7:23: both numbers are whole");
        assertThat(told("SELECT job, step / 2 AS value FROM targets")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "SELECT t.job, t.instance FROM targets t JOIN (SELECT job, AVG(step_seconds) AS mean FROM targets GROUP BY job) AS g ON t.job = g.job WHERE t.step_seconds > g.mean | peer_step_seconds",
                "WITH g AS (SELECT job, MAX(step) AS m FROM targets GROUP BY job) SELECT t.job FROM targets t, g WHERE t.job = g.job AND t.step < g.m | peer_step_max"
            })
    void tellsAGroupOfAJobThatMeetsItsRanksAgain(String sql, String ready) {
        assertThat(told(sql, ProblemKind.JOB_JOIN)).singleElement().asString().contains(ready);
    }

    @Test
    void isSilentOfJoinsWithReadyTables() {
        assertThat(told("SELECT t.job, j.ranks FROM targets t JOIN jobs j ON t.job = j.job"))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "SELECT job, UPPER(error) AS kind FROM targets | 7:23 | label kind is made of targets.error, a text without end",
                "SELECT job, CAST(step AS STRING) AS at FROM targets | 7:23 | label at is made of targets.step, a number",
                "SELECT job, CONCAT('at ', top_frame) AS place FROM targets | 7:23 | label place is made of targets.top_frame",
                "SELECT job, place FROM (SELECT job, SUBSTRING(error FROM 1 FOR 9) AS place FROM targets) | 7:23 | targets.error",
                "SELECT job, CASE WHEN step > 1 THEN error ELSE 'x' END AS kind FROM targets | 7:23 | targets.error"
            })
    void tellsLabelsWithoutEnd(String sql, String place, String message) {
        assertThat(told(sql, ProblemKind.UNBOUNDED_LABEL))
                .singleElement()
                .asString()
                .startsWith("rules.yml:" + place + ": ")
                .contains(message);
    }

    @Test
    void anIdentityMayNameTextsOfAShortListOnly() {
        String sql = "SELECT job, state, waiting_on, top_frame FROM targets";
        assertThat(told(Rules.alert("A", sql, List.of("job", "state", "waiting_on"))))
                .isEmpty();
        assertThat(told(Rules.alert("A", sql, List.of("job", "top_frame"))))
                .containsExactly("rules.yml:7:42: label top_frame is made of targets.top_frame, a text without end");
        assertThat(told("SELECT job, CASE WHEN error LIKE 'Cuda%' THEN 'cuda' ELSE 'other' END AS kind FROM targets"))
                .isEmpty();
        assertThat(told("SELECT job, labels['team'] AS team FROM targets")).isEmpty();
    }

    @Test
    void tellsTextsOverLabelsThatAreNone() {
        String sql = "SELECT job, instance, step, norm AS value FROM gradients";
        assertThat(told(Rules.annotated(
                        "A", sql, Map.of("summary", "{{ $labels.instnce }} {{ $labels.step }} {{ $labels.team }}"))))
                .containsExactly(
                        "rules.yml:7:11: annotation summary uses $labels.instnce, and the alert has no such label; did you mean"
                                + " 'instance'?",
                        "rules.yml:7:11: annotation summary uses $labels.step, and the alert has no such label; it is"
                                + " $values.step");
    }

    @Test
    void theBuiltInRulesAreSilent() {
        List<Problem> told = RulePack.load(Set.of(), RulePack.names()).rules().stream()
                .flatMap(rule -> lint(rule, Optional.empty()).stream())
                .toList();

        assertThat(told).isEmpty();
    }

    private static List<String> told(String sql, ProblemKind kind) {
        List<Problem> told = lint(Rules.alert("A", sql), Optional.empty());
        assertThat(told).extracting(Problem::kind).containsOnly(kind);
        return told.stream().map(Problem::toString).toList();
    }

    private static List<String> told(String sql) {
        return told(Rules.alert("A", sql));
    }

    private static List<String> told(Rule rule) {
        return lint(rule, Optional.empty()).stream().map(Problem::toString).toList();
    }

    private static List<Problem> lint(Rule rule, Optional<Set<String>> watches) {
        RuleCheck check = VALIDATOR.lint(rule, watches);
        assertThat(check).isInstanceOf(RuleCheck.Valid.class);
        return ((RuleCheck.Valid) check).warnings();
    }
}
