package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.rules.Rule;
import dev.vigil.rules.yaml.RulePack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The built-in rules in one job: each on a target that it is about, and on one that is nearly so. */
class PackTest {

    private static final Map<String, Set<String>> EXPECTED = new TreeMap<>();
    private static Lab.Heard heard;

    @BeforeAll
    static void run() throws Exception {
        Script script = new Script();
        Map<String, Object> monitor = Map.of(
                "targets", 9.0, "reachable", 8.0, "failed_rules", 1.0, "uptime_seconds", 5.0, "late_polls", 55.0);
        script.row(Tables.MONITOR, "", monitor);
        expect("", "RuleFailed", "PollsLate", "Watchdog");
        watches(script);
        gradientsAndModules(script);
        targets(script);
        jobs(script);
        script.pass(306, 100).allGone().pass(660, 500);
        try (Lab lab = new Lab()) {
            heard = lab.run(
                    script, RulePack.load(Set.of(), RulePack.names()).rules().toArray(Rule[]::new));
        }
    }

    private static void watches(Script script) {
        watch(script, "nan", "loss", Map.of("value", Double.NaN, "non_finite", 1.0), "NonFiniteLoss");
        watch(script, "finite", "loss", Map.of("value", 1.0, "non_finite", 0.0));
        watch(script, "other-nan", "accuracy", Map.of("value", Double.NaN, "non_finite", 1.0));
        watch(script, "bad-norm", "grad_norm", Map.of("value", Double.NaN, "non_finite", 2.0), "NonFiniteGradient");
        watch(script, "scaler", "grad_norm", Map.of("value", Double.POSITIVE_INFINITY, "non_finite", 2.0));
        Map<String, Object> calm = Map.of("phase", "training", "median50", 1.0, "mad50", 0.1, "mean5", 1.7);
        watch(script, "calm", "loss", calm);
        watch(script, "spike", "loss", with(calm, "mean5", 1.9), "LossSpike");
        watch(script, "eval-spike", "loss", with(with(calm, "mean5", 1.9), "phase", "evaluation"));
        Map<String, Object> norms = Map.of("phase", "training", "median50", 0.4, "min5", 2.1);
        watch(script, "exploding", "grad_norm", norms, "GradientExplosion");
        watch(script, "large-norm", "grad_norm", with(norms, "min5", 1.9));
        watch(script, "tiny-norm", "grad_norm", with(with(norms, "min5", 0.09), "median50", 0.01));
        watch(script, "plateau", "loss", Map.of("median200", 1.0, "earlier200", 1.0005), "LossPlateau");
        watch(script, "improves", "loss", Map.of("median200", 1.0, "earlier200", 1.002));
        watch(script, "rewards", "loss", Map.of("median200", -1.0, "earlier200", -1.0));
        Map<String, Object> steady =
                Map.of("value", 1e-3, "previous", 1e-3, "median50", 1e-3, "non_finite", 0.0, "samples", 500.0);
        watch(script, "lr-steady", "lr", with(steady, "value", 1e-4));
        watch(script, "lr-jump", "lr", with(steady, "value", 0.5), "LearningRateAnomaly");
        watch(script, "lr-decay", "lr", with(with(steady, "previous", 1e-6), "value", 1e-8));
    }

    private static void gradientsAndModules(Script script) {
        gradient(script, "bad-steps", 2, "NonFiniteGradient");
        gradient(script, "one-bad-step", 1);
        Map<String, Object> small = Map.of("smallest", 9e-8, "smallest_name", "layers.7.bias", "norm", 0.5);
        row(script, Tables.GRADIENTS, "vanishing", small, "VanishingGradient");
        row(script, Tables.GRADIENTS, "not-vanishing", with(small, "smallest", 1.1e-7));
        row(script, Tables.GRADIENTS, "unused-branch", with(small, "smallest", 0.0));
        row(script, Tables.GRADIENTS, "converged", with(small, "norm", 1e-5));
        Map<String, Object> module = Map.of(
                "module",
                "layers.7",
                "stage",
                "forward",
                "leaf",
                true,
                "samples",
                5.0,
                "share",
                0.5,
                "seconds",
                1.9,
                "baseline_seconds",
                1.0,
                "peer_seconds",
                1.8);
        module(script, "quick-module", module);
        module(script, "slow-module", with(module, "seconds", 2.1), "SlowModule");
        module(script, "parent-module", with(with(module, "seconds", 2.1), "leaf", false));
    }

    private static void targets(Script script) {
        Map<String, Object> stalled = Map.of(
                "state",
                "stalled",
                "phase",
                "training",
                "step_seconds",
                1.0,
                "step_seconds_p99",
                2.0,
                "stalled_seconds",
                61.0,
                "unchanged_seconds",
                19.0,
                "odd",
                true);
        target(script, "slow", stalled, "TrainingStalled");
        target(script, "not-yet", with(stalled, "stalled_seconds", 59.0));
        target(script, "saving", with(with(stalled, "phase", "checkpoint"), "unchanged_seconds", 61.0));
        Map<String, Object> hangs = with(with(stalled, "unchanged_seconds", 20.0), "odd", false);
        target(script, "hangs", hangs, "TrainingStalled", "TrainingHang");
        target(script, "odd", with(hangs, "odd", true), "TrainingStalled", "TrainingHang", "OddRankOut");
        Map<String, Object> trains =
                Map.of("state", "training", "phase", "training", "step_seconds", 1.9, "baseline_seconds", 1.0);
        target(script, "trains", trains);
        target(script, "slows", with(trains, "step_seconds", 2.1), "TrainingSlowdown");
        ranks(script, trains);
        target(script, "finished", Map.of("state", "finished"));
        target(script, "interrupted", Map.of("state", "interrupted"));
        target(script, "crashed", Map.of("state", "crashed", "error", "ValueError: no"), "TrainingCrashed");
        target(script, "killed", Map.of("state", "killed"), "TargetKilled");
        target(script, "stuck", Map.of("state", "python_stuck"), "PythonUnresponsive");
        target(script, "gone", Map.of("state", "unreachable", "unreachable_seconds", 5.0), "TargetUnreachable");
        Map<String, Object> device = with(hangs, "state", "device_stuck");
        target(script, "device", device, "TrainingStalled", "TrainingHang");
        target(script, "odd-device", with(device, "odd", true), "TrainingStalled", "TrainingHang", "OddRankOut");
        target(script, "launcher", Map.of("state", "launcher", "peers", 0.0), "WorkBehindLauncher");
        target(script, "agent", Map.of("state", "launcher", "peers", 2.0));
        target(script, "misspelt", Map.of("state", "training"), "WatchFailing");
        watch(script, "misspelt", "losss", Map.of("error", "NameError: losss"), "WatchFailing");
        target(script, "starting", Map.of("state", "starting", "phase_seconds", 100.0));
        watch(script, "starting", "loss", Map.of("error", "NameError: loss"));
    }

    private static void ranks(Script script, Map<String, Object> trains) {
        target(script, "lags", with(trains, "peer_step_max", 125.0), "RankLagging");
        target(script, "keeps-up", with(trains, "peer_step_max", 124.0));
        Map<String, Object> works = with(with(trains, "steps", 16.0), "work_seconds", 1.0);
        target(script, "straggles", with(works, "peer_work_seconds", 0.74), "StragglerRank");
        target(script, "uneven", with(works, "peer_work_seconds", 0.76));
        target(script, "few-steps", with(with(works, "peer_work_seconds", 0.74), "steps", 15.0));
        Map<String, Object> saves = Map.of("state", "stalled", "phase", "checkpoint", "phase_seconds", 1801.0);
        target(script, "saves-for-ever", saves, "CheckpointStall");
        target(script, "saves", with(saves, "phase_seconds", 1799.0));
        target(script, "died-saving", with(saves, "state", "finished"));
        Map<String, Object> starts =
                Map.of("state", "starting", "phase", "startup", "phase_seconds", 1201.0, "unchanged_seconds", 61.0);
        target(script, "starts-for-ever", starts, "StartupStall");
        target(script, "starts-slowly", with(starts, "unchanged_seconds", 59.0));
        target(script, "starts-in-time", with(starts, "phase_seconds", 1199.0));
        Map<String, Object> grows = with(with(trains, "memory_rising", 0.7), "memory_growth", 0.06);
        target(script, "leaks", grows, "MemoryGrowth");
        target(script, "sawtooth", with(grows, "memory_growth", 0.05));
        target(script, "fills", with(grows, "memory_rising", 0.69));
        Map<String, Object> memory = with(with(trains, "memory_mb", 910.0), "memory_total_mb", 1000.0);
        target(script, "nearly-full", memory, "MemoryPressure");
        target(script, "full", with(memory, "memory_mb", 960.0), "MemoryPressure");
        target(script, "roomy", with(memory, "memory_mb", 890.0));
        target(script, "waits-for-data", with(trains, "data_share", 0.3), "DataLoaderBound");
        target(script, "has-data", with(trains, "data_share", 0.29));
    }

    private static void jobs(Script script) {
        script.row(Tables.JOBS, "blind", Map.of("job", "blind", "ranks", 8.0, "reachable", 3.0));
        expect("blind", "MonitorBlind");
        script.row(Tables.JOBS, "half-blind", Map.of("job", "half-blind", "ranks", 8.0, "reachable", 4.0));
        expect("half-blind");
        script.row(Tables.JOBS, "differs", Map.of("job", "differs", "loss_spread", 0.0011));
        expect("differs", "LossMismatch");
        script.row(Tables.JOBS, "agrees", Map.of("job", "agrees", "loss_spread", 0.0009));
        expect("agrees");
        script.row(Tables.JOBS, "storm", Map.of("job", "storm", "starts_30m", 10.0, "world_size", 2.0));
        expect("storm", "RestartStorm");
        script.row(Tables.JOBS, "start", Map.of("job", "start", "starts_30m", 8.0, "world_size", 8.0));
        expect("start");
    }

    @Test
    void firesWhereItShouldAndNowhereElse() {
        Map<String, Set<String>> fired = new TreeMap<>();
        EXPECTED.keySet().forEach(where -> fired.put(where, new TreeSet<>()));
        heard.alerts.stream()
                .filter(update -> update.state().equals("firing"))
                .forEach(update -> fired.get(where(update)).add(update.name()));

        assertThat(fired).isEqualTo(EXPECTED);
        assertThat(heard.dropped).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void hasACaseAndGoesThroughItsLifeOnce(String name, Rule rule) {
        Map<Map<String, String>, List<String>> lives = heard.alerts.stream()
                .filter(update -> update.rule().equals(rule.id()))
                .collect(Collectors.groupingBy(
                        AlertUpdate::labels, Collectors.mapping(AlertUpdate::state, Collectors.toList())));

        assertThat(lives).isNotEmpty().allSatisfy((labels, states) -> {
            List<String> changes = new ArrayList<>();
            states.forEach(state -> {
                if (changes.isEmpty() || !changes.get(changes.size() - 1).equals(state)) {
                    changes.add(state);
                }
            });
            assertThat(changes).isIn(List.of("firing", "inactive"), List.of("pending", "firing", "inactive"));
        });
    }

    static Stream<Arguments> rules() {
        return RulePack.load(Set.of(), RulePack.names()).rules().stream().map(rule -> Arguments.of(rule.name(), rule));
    }

    @Test
    void expandsEveryText() {
        assertThat(heard.alerts)
                .allSatisfy(update -> assertThat(update.annotations())
                        .containsKeys("summary", "description")
                        .allSatisfy(
                                (name, text) -> assertThat(text).isNotEmpty().doesNotContain("<error", "{{")));
    }

    @Test
    void aNearlyFullMemoryIsWarnedOfAndAFullOneIsCritical() {
        assertThat(heard.alerts)
                .filteredOn(update ->
                        update.name().equals("MemoryPressure") && update.state().equals("firing"))
                .extracting(
                        update -> update.labels().get("instance"),
                        update -> update.labels().get("severity"))
                .containsOnly(tuple("nearly-full", "warning"), tuple("full", "critical"));
    }

    @Test
    void saysWhatCrashed() {
        AlertUpdate crashed = heard.alerts.stream()
                .filter(update -> update.name().equals("TrainingCrashed"))
                .findFirst()
                .orElseThrow();

        assertThat(crashed.annotations().get("summary")).contains("ValueError: no");
        assertThat(crashed.labels())
                .isEqualTo(Map.of(
                        "alertname",
                        "TrainingCrashed",
                        "job",
                        "j-crashed",
                        "instance",
                        "crashed",
                        "rank",
                        "3",
                        "severity",
                        "critical",
                        "component",
                        "life"));
    }

    private static String where(AlertUpdate update) {
        return update.labels().getOrDefault("instance", update.labels().getOrDefault("job", ""));
    }

    private static void expect(String where, String... alerts) {
        EXPECTED.computeIfAbsent(where, unused -> new TreeSet<>()).addAll(List.of(alerts));
    }

    private static void target(Script script, String instance, Map<String, Object> values, String... alerts) {
        row(script, Tables.TARGETS, instance, values, alerts);
    }

    private static void watch(
            Script script, String instance, String name, Map<String, Object> values, String... alerts) {
        row(script, Tables.WATCHES, instance, with(values, "name", name), alerts);
    }

    private static void gradient(Script script, String instance, double badSteps, String... alerts) {
        row(script, Tables.GRADIENTS, instance, Map.of("bad_steps", badSteps, "norm", Double.NaN), alerts);
    }

    private static void module(Script script, String instance, Map<String, Object> values, String... alerts) {
        row(script, Tables.MODULES, instance, values, alerts);
    }

    private static void row(
            Script script, TableSpec table, String instance, Map<String, Object> values, String... alerts) {
        expect(instance, alerts);
        Map<String, Object> all = new HashMap<>(values);
        all.put("job", "j-" + instance);
        all.put("instance", instance);
        all.put("rank", "3");
        if (table.indexOf("step") >= 0) {
            all.put("step", 120.0);
        }
        script.row(table, instance, all);
    }

    private static Map<String, Object> with(Map<String, Object> values, String column, Object value) {
        Map<String, Object> changed = new HashMap<>(values);
        changed.put(column, value);
        return changed;
    }
}
