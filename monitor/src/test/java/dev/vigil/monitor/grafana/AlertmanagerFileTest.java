package dev.vigil.monitor.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.Installed;
import dev.vigil.rules.yaml.RulePack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Alertmanager configuration that the compose stack and the documentation share. */
class AlertmanagerFileTest {

    private static final Pattern MATCHER = Pattern.compile("alertname!?=~?\"([^\"]+)\"");

    @Test
    void everyAlertItNamesIsOfTheRulePack() throws IOException {
        Set<String> named = new TreeSet<>();
        MATCHER.matcher(Files.readString(Dashboard.file("alertmanager.yml")))
                .results()
                .forEach(found -> named.addAll(List.of(found.group(1).split("\\|", -1))));

        assertThat(named).hasSizeGreaterThan(10).isSubsetOf(RulePack.names());
    }

    @Test
    void theDocumentationNamesOnlyAlertsThatExist() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "alertmanager.md"));
        Set<String> named = new TreeSet<>();
        page.lines()
                .filter(line -> line.startsWith("| ") && line.contains("job"))
                .forEach(line -> Pattern.compile("\\b[A-Z][a-z]+[A-Z]\\w+")
                        .matcher(line)
                        .results()
                        .forEach(found -> named.add(found.group())));
        named.remove("NaN");

        assertThat(named).hasSizeGreaterThan(10).isSubsetOf(RulePack.names());
    }

    @Test
    void alertmanagerTakesItAndRoutesByIt() throws Exception {
        Installed.require("amtool", "apt install prometheus-alertmanager");
        String file = Dashboard.file("alertmanager.yml").toString();

        assertThat(amtool("check-config", file)).contains("SUCCESS");
        assertThat(route(file, "alertname=Watchdog", "severity=none")).isEqualTo("watchdog");
        assertThat(route(file, "alertname=TrainingHang", "severity=critical")).isEqualTo("people");
    }

    private static String route(String file, String... labels) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("config", "routes", "test", "--config.file=" + file));
        arguments.addAll(List.of(labels));
        // Where Debian's configuration names an Alertmanager, a warning comes first.
        return amtool(arguments.toArray(String[]::new)).strip().lines().reduce("", (first, last) -> last);
    }

    private static String amtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("amtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
