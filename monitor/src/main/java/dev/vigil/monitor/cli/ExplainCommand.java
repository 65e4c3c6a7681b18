package dev.vigil.monitor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.rules.yaml.Nearest;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigil explain RULE}: why a rule fires, or why not. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Asks a running monitor why a rule fires, or why not: what it has read, the last rows of its query, its"
                        + " alerts with their clocks, its failures.",
        footer = {
            "",
            "Examples:",
            "  vigil explain TrainingHang             of the monitor on this machine",
            "  vigil explain TrainingHang --url http://gpu7:9780",
            "  vigil explain my-rules/LossAboveTen    where two groups have one of that name",
            "  vigil explain --output json Watchdog   for programs",
            "",
            "Exit status: 0 done, 1 no such rule or no monitor, 2 wrong usage."
        })
final class ExplainCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Clock clock;

    @Parameters(paramLabel = "RULE", description = "Name of a rule, or group/name.")
    private String rule = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where the monitor is; default ${DEFAULT-VALUE}.",
            defaultValue = "http://127.0.0.1:9780")
    private URI url = URI.create("http://127.0.0.1:9780");

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json; default text.")
    private OutputFormat output = OutputFormat.text;

    ExplainCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        JsonNode data;
        try {
            data = new MonitorApi(url).data("/api/v1/rules");
        } catch (IOException e) {
            terminal.note("vigil explain: " + Printable.text(String.valueOf(e.getMessage())));
            return 1;
        }
        List<JsonNode> found = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (JsonNode group : data.path("groups")) {
            for (JsonNode each : group.path("rules")) {
                names.add(each.path("name").asText());
                if (rule.equals(each.path("name").asText())
                        || rule.equals(each.path("vigil").path("id").asText())) {
                    found.add(each);
                }
            }
        }
        if (found.isEmpty()) {
            terminal.note("vigil explain: no rule '" + rule + "' runs at " + url
                    + Nearest.to(rule, names)
                            .map(near -> ", did you mean '" + Printable.text(near) + "'?")
                            .orElse(": it has " + names.size() + " rules, see " + url + "/api/v1/rules"));
            return 1;
        }
        found.forEach(this::print);
        return 0;
    }

    private void print(JsonNode found) {
        if (output == OutputFormat.json) {
            terminal.result(found.toPrettyString());
        } else {
            new RuleExplanation(found, clock.instant()).lines(terminal).forEach(terminal::result);
        }
    }
}
