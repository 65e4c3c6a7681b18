package dev.vigil.rules.yaml;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Rule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes docs/rule-pack.md from the rules and their runbooks. */
final class RulePackPage {

    private static final Pattern FIRES = Pattern.compile("^\\*\\*Fires when\\*\\* (.*)\\.$", Pattern.MULTILINE);
    private static final Pattern KNOWN_AS = Pattern.compile("^\\*\\*Known as\\*\\* (.*)\\.$", Pattern.MULTILINE);
    private static final Pattern ALIAS = Pattern.compile("`(\\w+)`");

    private static final String HEAD = """
            <!-- Made from rules/pack by RulePackPageTest; edit the rules and rules/pack/runbooks.md instead. -->
            # The built-in rules

            What each alert means, what to look at, and what to do. A running monitor shows the same at `/runbooks`, where the
            `runbook_url` of each alert leads. `vigil explain RULE` tells why a rule of a running monitor fires, or why not.

            Switch rules off with `rule_pack: {disable: [LossSpike]}` in `vigil.yml`, all of them with `rule_pack: {enabled: false}`;
            switch those on that are off by default with `rule_pack: {enable: [LossPlateau]}`. To change a threshold, disable the rule
            and put your own version of it into a rule file. Each rule has tests that say exactly when it fires and when not yet:
            `rules/pack/tests`, run by `vigil test rules/pack/tests/*.test.yml`.

            In the commands, TARGET is the alert's `instance`. `vigil probe TARGET investigate` takes backtrace, watches and tables in
            one go: do that first when you are about to kill the process. Which alerts should mute which others is told in
            [alertmanager.md](alertmanager.md).

            """;

    private static final String LIMITS = """

            ## What no rule tells

            - **Limits of a run of your own.** A start may take 20 minutes and a checkpoint 30, also where they usually take one: limits
              are not learned from the run. A rule of your own on `phase_seconds` can be stricter.
            - **Parameters that are not finite.** Looked at are the loss and the gradients; parameters follow both by a step. A watch on
              an expression can look at some of them each time.
            - **What Vigil costs.** The sampler limits itself to a share of its time ([sampler.md](sampler.md)), and one request at most is
              under way per process; nothing is left to alert on. Whether Vigil keeps up is told by PollsLate.
            - **That receivers hear nothing, or late.** Neither can be told through them:
              [grafana/vigil-rules.yml](../grafana/vigil-rules.yml) lets Prometheus notice.
            """;

    private final Map<String, String> runbooks;
    private final Map<String, AlertRule> rules = new LinkedHashMap<>();

    RulePackPage() {
        runbooks = RulePack.runbooks();
        for (Rule rule : RulePack.load(Set.of(), RulePack.names()).rules()) {
            rules.put(rule.name(), (AlertRule) rule);
        }
    }

    String text() {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("| alert | severity | fires when |\n|---|---|---|\n");
        rules.values()
                .forEach(rule -> page.append("| [%s](#%s) | %s | %s |\n"
                        .formatted(
                                rule.name(),
                                rule.name().toLowerCase(Locale.ROOT),
                                severity(rule),
                                fires(rule.name()))));
        names(page);
        page.append(LIMITS);
        rules.values().forEach(rule -> chapter(page, rule));
        return page.toString();
    }

    private void names(StringBuilder page) {
        page.append(
                "\n## Names from elsewhere\n\nSageMaker Debugger's built-in rules, and what answers to them here.\n\n");
        page.append("| there | here |\n|---|---|\n");
        for (String name : rules.keySet()) {
            Matcher known = KNOWN_AS.matcher(runbooks.getOrDefault(name, ""));
            if (known.find()) {
                ALIAS.matcher(known.group(1))
                        .results()
                        .forEach(alias -> page.append(
                                "| %s | [%s](#%s) |\n".formatted(alias.group(1), name, name.toLowerCase(Locale.ROOT))));
            }
        }
        page.append(
                "\nNot here, because they need what Vigil does not read of a running process (activations, predictions, weights"
                        + " of two steps): ClassImbalance, Confusion, DeadRelu, FeatureImportanceOverweight, Overfit, Overtraining,"
                        + " PoorWeightInitialization, SaturatedActivation, SimilarAcrossRuns, TensorVariance, TreeDepth, UnchangedTensor,"
                        + " WeightUpdateRatio. A watch on an expression of your own and a rule on it do what they did.\n");
    }

    private void chapter(StringBuilder page, AlertRule rule) {
        page.append("\n## ").append(rule.name()).append("\n\n");
        page.append("Severity ").append(severity(rule)).append(", `for: ").append(duration(rule.holdFor()));
        Duration keeps = rule.keepFiringFor();
        page.append(keeps == null ? "`" : "`, `keep_firing_for: " + duration(keeps) + "`");
        page.append(rule.limit() > 0 ? ", at most " + rule.limit() + " alerts" : "");
        page.append(RulePack.isOptional(rule) ? ". Off by default" : "").append(".\n\n");
        page.append(runbooks.getOrDefault(rule.name(), "")).append("\n\n");
        page.append("<details><summary>Query</summary>\n\n```sql\n")
                .append(rule.expr().sql().strip());
        page.append("\n```\n\n</details>\n");
    }

    private String fires(String rule) {
        Matcher fires = FIRES.matcher(runbooks.getOrDefault(rule, ""));
        if (!fires.find()) {
            throw new IllegalStateException("no '**Fires when** … .' in the runbook of " + rule);
        }
        return fires.group(1);
    }

    private static String severity(AlertRule rule) {
        return rule.labels().getOrDefault("severity", "warning or critical");
    }

    private static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
