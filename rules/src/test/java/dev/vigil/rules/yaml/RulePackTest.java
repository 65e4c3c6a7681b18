package dev.vigil.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Rule;
import dev.vigil.rules.template.Template;
import dev.vigil.rules.template.TemplateInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RulePackTest {

    @Test
    void holdsTheRulesThatAreDocumented() {
        assertThat(RulePack.names())
                .containsExactly(
                        "CheckpointStall",
                        "DataLoaderBound",
                        "GradientExplosion",
                        "LearningRateAnomaly",
                        "LossMismatch",
                        "LossPlateau",
                        "LossSpike",
                        "MemoryGrowth",
                        "MemoryPressure",
                        "MonitorBlind",
                        "NonFiniteGradient",
                        "NonFiniteLoss",
                        "OddRankOut",
                        "PollsLate",
                        "PythonUnresponsive",
                        "RankLagging",
                        "RestartStorm",
                        "RestartsWithoutProgress",
                        "RuleFailed",
                        "SlowModule",
                        "StartupStall",
                        "StragglerRank",
                        "TargetKilled",
                        "TargetUnreachable",
                        "TrainingCrashed",
                        "TrainingHang",
                        "TrainingSlowdown",
                        "TrainingStalled",
                        "VanishingGradient",
                        "WatchFailing",
                        "Watchdog",
                        "WorkBehindLauncher");
    }

    @Test
    void listsEveryFileOfTheFolder() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("pack"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yml")))
                    .containsExactlyInAnyOrderElementsOf(RulePack.FILES);
        }
    }

    @Test
    void leavesOutWhatIsDisabled() {
        List<Rule> rules = RulePack.load(Set.of("LossSpike", "NoSuchRule")).rules();

        assertThat(rules).hasSize(RulePack.load(Set.of()).rules().size() - 1);
        assertThat(rules).extracting(Rule::name).doesNotContain("LossSpike");
    }

    @Test
    void leavesOutWhatIsTrueOfHealthyTrainingUnlessItIsAskedFor() {
        assertThat(RulePack.load(Set.of()).rules())
                .extracting(Rule::name)
                .doesNotContain("LossPlateau", "LossMismatch", "DataLoaderBound", "VanishingGradient");
        assertThat(RulePack.load(Set.of(), Set.of("LossPlateau")).rules())
                .extracting(Rule::name)
                .contains("LossPlateau", "Watchdog")
                .doesNotContain("LossMismatch");
    }

    @Test
    void everyRuleTellsWhatAndHowBadAndWhereToRead() {
        List<Rule> rules = RulePack.load(Set.of(), RulePack.names()).rules();

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            AlertRule alert = (AlertRule) rule;
            assertThat(alert.labels().getOrDefault("severity", severityColumn(alert)))
                    .isIn("critical", "warning", "info", "none");
            assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
            assertThat(alert.annotations().get("runbook_url"))
                    .isEqualTo("{{ $externalURL }}/runbooks#" + alert.name().toLowerCase(Locale.ROOT));
        });
    }

    /** A STRING column of that name is the label. */
    private static String severityColumn(AlertRule rule) {
        return rule.expr().sql().contains("'critical' ELSE 'warning' END AS severity") ? "critical" : "";
    }

    @Test
    void textsUseOnlyWhatTheirQuerySelects() {
        assertThat(RulePack.load(Set.of(), RulePack.names()).rules()).allSatisfy(rule -> {
            Set<String> words = words(rule);
            for (String text : ((AlertRule) rule).annotations().values()) {
                assertThat(words).containsAll(((Template) Template.parse(text)).columns());
            }
        });
    }

    @Test
    void textsReadWellAlsoWhereNothingIsKnown() {
        assertThat(RulePack.load(Set.of(), RulePack.names()).rules()).allSatisfy(rule -> {
            Map<String, @Nullable Object> nothing = new HashMap<>();
            words(rule).forEach(word -> nothing.put(word, null));
            TemplateInput row = new TemplateInput(Map.of("job", "j", "instance", "i"), null, nothing);
            for (String text : ((AlertRule) rule).annotations().values()) {
                assertThat(((Template) Template.parse(text)).expand(row))
                        .doesNotContain("error expanding")
                        .doesNotContain("rank )")
                        .isNotBlank();
            }
        });
    }

    @Test
    void alertsOutliveABriefAbsenceOfTheirRow() {
        assertThat(RulePack.load(Set.of("Watchdog"), RulePack.names()).rules())
                .allSatisfy(rule ->
                        assertThat(((AlertRule) rule).keepFiringFor()).isGreaterThanOrEqualTo(Duration.ofSeconds(30)));
    }

    private static Set<String> words(Rule rule) {
        return Pattern.compile("\\w+")
                .matcher(rule.expr().sql())
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }
}
