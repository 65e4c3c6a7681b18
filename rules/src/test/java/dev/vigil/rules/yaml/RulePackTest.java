package dev.vigil.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RulePackTest {

    @Test
    void holdsTheRulesThatAreDocumented() {
        assertThat(RulePack.names())
                .containsExactly(
                        "LearningRateAnomaly",
                        "LossSpike",
                        "NonFiniteGradient",
                        "NonFiniteLoss",
                        "OddRankOut",
                        "PythonUnresponsive",
                        "RestartStorm",
                        "RuleFailed",
                        "SlowModule",
                        "TargetKilled",
                        "TargetUnreachable",
                        "TrainingCrashed",
                        "TrainingHang",
                        "TrainingSlowdown",
                        "TrainingStalled",
                        "WatchFailing",
                        "Watchdog",
                        "WorkBehindLauncher");
    }

    @Test
    void listsEveryFileOfTheFolder() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("pack"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(RulePack.FILES);
        }
    }

    @Test
    void leavesOutWhatIsDisabled() {
        List<Rule> rules = RulePack.load(Set.of("LossSpike", "NoSuchRule")).rules();

        assertThat(rules).hasSize(RulePack.names().size() - 1);
        assertThat(rules).extracting(Rule::name).doesNotContain("LossSpike");
    }

    @Test
    void everyRuleTellsWhatAndHowBadAndWhereToRead() {
        List<Rule> rules = RulePack.load(Set.of()).rules();

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            AlertRule alert = (AlertRule) rule;
            assertThat(alert.labels().get("severity")).isIn("critical", "warning", "info", "none");
            assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
            assertThat(alert.annotations().get("runbook_url"))
                    .isEqualTo("docs/rule-pack.md#" + alert.name().toLowerCase(java.util.Locale.ROOT));
        });
    }

    @Test
    void alertsOutliveABriefAbsenceOfTheirRow() {
        assertThat(RulePack.load(Set.of("Watchdog")).rules())
                .allSatisfy(rule ->
                        assertThat(((AlertRule) rule).keepFiringFor()).isGreaterThanOrEqualTo(Duration.ofSeconds(30)));
    }
}
