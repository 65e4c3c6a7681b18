package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.flink.sql.RuleValidator;
import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.config.WatchConfig.LocalTargets;
import dev.vigil.monitor.config.WatchConfig.NodeListTargets;
import dev.vigil.monitor.config.WatchConfig.StaticTargets;
import dev.vigil.monitor.reload.Rereading;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What is typed, and what comes of it, with a launcher that only notes what it was asked to start. */
class CommandLineTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StringWriter usage = new StringWriter();
    private final NotingLauncher launcher = new NotingLauncher();

    @Test
    void watchesOneTargetAndFollowsItsNodeList() {
        assertThat(run("run", "10.0.0.4:9911")).isEqualTo(1);

        WatchConfig watch = launcher.config().watches().get(0);
        assertThat(watch.jobName()).isEqualTo("training");
        assertThat(watch.discovery())
                .containsExactly(
                        new StaticTargets(List.of("10.0.0.4:9911"), Map.of()),
                        new NodeListTargets(List.of("10.0.0.4:9911"), Duration.ofSeconds(10)));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"10.0.0.4:9911 --no-follow", "10.0.0.4:9911 10.0.0.5:9911", "pid:4242"})
    void followsNoNodeListElsewhere(String line) {
        run(("run " + line).split(" ", -1));

        assertThat(launcher.config().watches().get(0).discovery())
                .singleElement()
                .isInstanceOf(StaticTargets.class);
    }

    @Test
    void optionsWinOverTheConfiguration() throws IOException {
        Path config = write("vigil.yml", """
                watch_configs: [{job_name: pretrain, local_sd_configs: [{}]}]
                storage: {path: state, retention: 1h}
                web: {listen_address: 127.0.0.1:1111}
                """);
        Path storage = folder.resolve("other");

        run(
                "run",
                "--config",
                config.toString(),
                "--storage.path",
                storage.toString(),
                "--web.listen-address",
                ":2222",
                "--web.external-url",
                "https://vigil.example.org/",
                "--poll-interval",
                "2s",
                "--local");

        VigilConfig started = launcher.config();
        assertThat(started.storage().path()).isEqualTo(storage);
        assertThat(started.storage().retention()).isEqualTo(Duration.ofHours(1));
        assertThat(started.web()).isEqualTo(new VigilConfig.Web("0.0.0.0", 2222, "https://vigil.example.org"));
        assertThat(started.watches()).extracting(WatchConfig::jobName).containsExactly("pretrain", "local");
        assertThat(started.watches().get(1).pollInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(started.watches().get(1).discovery()).containsExactly(new LocalTargets(Duration.ofSeconds(5)));
    }

    @Test
    void startsWithTheBuiltInRulesAndTheUsersOwn() throws IOException {
        Path rules = write("my.yml", rule("SELECT job, instance, step AS value FROM targets WHERE step > 10"));

        run("run", "h:1", "--rules", rules.toString());

        assertThat(launcher.rules().rules())
                .extracting(Rule::name)
                .contains("NonFiniteLoss", "Watchdog")
                .endsWith("Mine");
    }

    @Test
    void aConfigurationMaySwitchBuiltInRulesOff() throws IOException {
        Path config = write("vigil.yml", """
                watch_configs: [{job_name: a, local_sd_configs: [{}]}]
                rule_pack: {disable: [NonFiniteLoss]}
                """);

        run("run", "--config", config.toString());

        assertThat(launcher.rules().rules())
                .extracting(Rule::name)
                .contains("Watchdog")
                .doesNotContain("NonFiniteLoss");
    }

    @Test
    void tellsEveryProblemAndStartsNothing() throws IOException {
        Path config = write("vigil.yml", "rule_files: ['missing.yml']\nwatch_config: []\n");
        Path rules = write("my.yml", rule("SELECT nonsense FROM targets"));

        int status = run(
                "run",
                "nowhere:x",
                "--config",
                config.toString(),
                "--rules",
                rules.toString(),
                "--poll-interval",
                "fast",
                "--web.listen-address",
                "here",
                "--web.external-url",
                "there");

        assertThat(status).isEqualTo(2);
        assertThat(launcher.started).isEmpty();
        assertThat(stderr())
                .contains(config + ":2:1: unknown key 'watch_config', did you mean 'watch_configs'?")
                .contains(config + ":1:14: no such file: " + folder.resolve("missing.yml"))
                .contains(rules + ":5:22: ")
                .contains("nonsense")
                .contains("TARGET: target 'nowhere:x'")
                .contains("--poll-interval: 'fast' is not a duration")
                .contains("--web.listen-address: 'here' is not an address")
                .contains("--web.external-url: 'there' is not an absolute URL");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void saysWhatIsMissingWhenThereIsNothingToWatch() {
        assertThat(run("run")).isEqualTo(2);
        assertThat(stderr()).contains("nothing to watch: name a TARGET");
    }

    @Test
    void saysSoOfAConfigurationThatWatchesNothing() throws IOException {
        Path config = write("vigil.yml", "storage: {path: state}\n");

        assertThat(run("run", "--config", config.toString())).isEqualTo(2);
        assertThat(stderr()).startsWith(config + ": nothing to watch: give it 'watch_configs'");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"missing.yml", "folder", "broken.yml", "wrong.yml"})
    void concludesNothingFromAConfigurationThatCannotBeRead(String name) throws IOException {
        Files.createDirectory(folder.resolve("folder"));
        write("broken.yml", "watch_configs: [{job_name: a\n");
        write("wrong.yml", "watch_config: [{job_name: a}]\n");

        assertThat(run("run", "--config", folder.resolve(name).toString())).isEqualTo(2);
        assertThat(launcher.started).isEmpty();
        assertThat(stderr().lines()).singleElement().asString().startsWith(folder.resolve(name) + ":");
    }

    @Test
    void aStartThatFailsIsOneLineAndStatusOne() {
        assertThat(run("run", "h:1")).isEqualTo(1);
        assertThat(stderr()).contains("vigil: only noting").doesNotContain("\tat ");
    }

    @ParameterizedTest(name = "vigil {0}")
    @ValueSource(strings = {"", "unknown", "run --unknown", "check"})
    void wrongUsageIsStatusTwo(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" ", -1))).isEqualTo(2);
        assertThat(usage.toString()).containsIgnoringCase("vigil ");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"--help", "run --help", "check --help", "demo --help", "probe --help", "simulate --help"})
    void helpHasExamplesOrStatuses(String line) {
        assertThat(run(line.split(" ", -1))).isZero();
        assertThat(usage.toString()).contains("Usage: vigil").contains("Exit status");
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(usage.toString()).startsWith("vigil ");
    }

    @Test
    void offersNoCommandThatDoesNothingYet() {
        run("--help");

        assertThat(usage.toString())
                .doesNotContain("incidents")
                .doesNotContain("simulate")
                .doesNotContain("warm-up");
    }

    static Stream<CommandLine> commands() {
        Terminal terminal = Terminal.of(System.out, System.err, Map.of(), Map.of());
        return below(VigilCommand.commandLine(new NotingLauncher(), terminal));
    }

    private static Stream<CommandLine> below(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(CommandLineTest::below));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void helpHasExamplesAndFitsIntoATerminal(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();

        if (!spec.usageMessage().hidden()) {
            assertThat(spec.usageMessage().footer())
                    .as(spec.qualifiedName())
                    .contains("Examples:")
                    .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
        }
    }

    @Test
    void aSlipOfTheKeyboardIsToldInTwoLines() {
        assertThat(run("run", "--confg", "vigil.yml")).isEqualTo(2);

        assertThat(usage.toString().lines())
                .hasSizeLessThanOrEqualTo(4)
                .first()
                .asString()
                .contains("--confg");
        assertThat(usage.toString()).contains("--config", "vigil run --help");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "rnu h:1 | 'rnu' is no command of vigil, did you mean 'run'?",
                "10.0.0.4:9911 | '10.0.0.4:9911' is no command of vigil, did you mean 'vigil run 10.0.0.4:9911'?",
                "--local | '--local' is no option of vigil",
                "probe h:1 bactrace | 'bactrace' is no command of vigil probe, did you mean 'backtrace'?"
            })
    void aWordThatIsNoCommandIsToldInTwoLines(String line, String told) {
        assertThat(run(line.split(" ", -1))).isEqualTo(2);

        assertThat(usage.toString().lines()).hasSize(2).first().isEqualTo(told);
        assertThat(usage.toString()).contains("Its commands: ").doesNotContain("warm-up");
    }

    @Test
    void saysThatAProcessIsNotSeenAndAsksItAllTheSame() {
        long pid = ProcessHandle.current().pid();

        run("run", "pid:" + pid, "pid:999999999");

        assertThat(stderr())
                .contains("There is no process 999999999 on this machine")
                .doesNotContain("no process " + pid + " on");
        assertThat(launcher.started).hasSize(1);
    }

    @Test
    void aFileIsNoTarget() throws IOException {
        Path config = write("vigil.yml", "watch_configs: []\n");

        assertThat(run("run", config.toString())).isEqualTo(2);
        assertThat(stderr()).contains("is not a target").contains("a configuration is named with --config");
    }

    @Test
    void aPatternOnTheCommandLineMustMatchAndOneInTheConfigurationNeedNot() throws IOException {
        Path config = write("vigil.yml", """
                rule_files: ['*.later']
                watch_configs: [{job_name: a, local_sd_configs: [{}]}]
                """);

        assertThat(run("run", "--config", config.toString())).isEqualTo(1);
        assertThat(stderr()).contains("No rule file matches " + folder.resolve("*.later"));
        assertThat(launcher.started).hasSize(1);

        assertThat(run("run", "h:1", "--rules", folder.resolve("*.nope").toString()))
                .isEqualTo(2);
        assertThat(stderr()).contains(folder.resolve("*.nope") + ": no file matches this pattern");
        assertThat(launcher.started).hasSize(1);
    }

    @Test
    void stateIsKeptInAFolder() throws IOException {
        Path file = write("file", "");

        assertThat(run("run", "h:1", "--storage.path", file.toString())).isEqualTo(1);
        assertThat(stderr())
                .isEqualTo("vigil: cannot keep state in " + file
                        + ": it is a file, not a folder; choose another folder with --storage.path or storage.path\n");
        assertThat(launcher.started).isEmpty();
    }

    @Test
    void leavesNothingOfItsTrialInTheFolderOfTheState() throws IOException {
        Path state = folder.resolve("state");

        run("run", "h:1", "--storage.path", state.toString());

        try (Stream<Path> files = Files.list(state)) {
            assertThat(files.filter(file -> file.toString().endsWith(".try"))).isEmpty();
        }
    }

    @Test
    void withoutACommandAllOfThemAreListed() {
        assertThat(run()).isEqualTo(2);

        assertThat(usage.toString()).contains("a command is missing", "demo", "replay");
    }

    @Test
    void checkFindsMistakesInAllKindsOfFiles() throws IOException {
        Path good = write("good.yml", rule("SELECT job, instance, step AS value FROM targets WHERE step > 10"));
        Path bad = write("bad.yml", rule("SELECT job, instance, stepp AS value FROM targets WHERE stepp > 10"));
        Path twice = write("twice.yml", rule("SELECT job, instance, step AS value FROM targets WHERE step > 10"));
        Path config = write("vigil.yml", "globall: {}\n");

        int status = run("check", good.toString(), bad.toString(), twice.toString(), config.toString());

        assertThat(status).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .anySatisfy(line -> assertThat(line).startsWith(bad + ":5:").contains("error: ", "stepp"))
                .contains(config + ":1:1: error: unknown key 'globall', did you mean 'global'? [unknown-key]")
                .anySatisfy(line -> assertThat(line).startsWith(twice + ":4:9: error: there is already a rule 'Mine'"))
                .contains(good + ": no mistakes")
                .doesNotContain(bad + ": no mistakes");
    }

    @Test
    void checkReadsTheRuleFilesOfAConfiguration() throws IOException {
        write("rules-a.yml", rule("SELECT job FROM nowhere"));
        Path config = write("vigil.yml", "rule_files: ['rules-*.yml']\n");

        assertThat(run("check", config.toString())).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(folder.resolve("rules-a.yml") + ":5:");
    }

    @Test
    void checkNamesEachFileWithoutMistakes() throws IOException {
        Path config = write("vigil.yml", "watch_configs: [{job_name: a, local_sd_configs: [{}]}]\n");

        assertThat(run("check", config.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(config + ": no mistakes" + System.lineSeparator());
    }

    @Test
    void theRuleInTheReadmeIsRight() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        int start = readme.indexOf("```yaml\n") + "```yaml\n".length();
        Path rules = write("readme.yml", readme.substring(start, readme.indexOf("\n```", start)));

        assertThat(run("check", rules.toString())).as(stderr()).isZero();
    }

    @Test
    void theRulesOfTheDemonstrationAreRight() {
        RuleSet rules = DemoCommand.rules(new VigilConfig.RulePack(true, Set.of("TrainingHang")));

        assertThat(rules.rules())
                .extracting(Rule::name)
                .contains("NonFiniteLoss")
                .endsWith("TrainingHang");
        assertThat(new RuleValidator().problems(rules)).isEmpty();
    }

    @Test
    void checkSpeaksJson() throws IOException {
        Path config = write("vigil.yml", "globall: {}\n");

        run("check", "--output", "json", config.toString());

        JsonNode reply = new ObjectMapper().readTree(out.toByteArray());
        assertThat(reply.path("ok").asBoolean()).isFalse();
        JsonNode problem = reply.at("/problems/0");
        assertThat(problem.path("file").asText()).isEqualTo(config.toString());
        assertThat(problem.path("line").asInt()).isEqualTo(1);
        assertThat(problem.path("column").asInt()).isEqualTo(1);
        assertThat(problem.path("message").asText()).contains("globall");
    }

    private int run(String... arguments) {
        Terminal terminal = Terminal.of(print(out), print(err), Map.of(), Map.of());
        CommandLine commandLine = VigilCommand.commandLine(launcher, terminal);
        commandLine.setOut(new PrintWriter(usage, true)).setErr(new PrintWriter(usage, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        if (all.contains("run") && !all.contains("--storage.path") && !all.contains("--help")) {
            all.addAll(List.of("--storage.path", folder.resolve("data").toString()));
        }
        return commandLine.execute(all.toArray(String[]::new));
    }

    private String stderr() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream print(ByteArrayOutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private static String rule(String sql) {
        return """
                groups:
                  - name: own
                    rules:
                      - alert: Mine
                        expr: %s
                        annotations: {summary: mine}
                """.formatted(sql);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static final class NotingLauncher implements MonitorLauncher {
        private final List<Setup> started = new ArrayList<>();

        @Override
        public RunningMonitor start(VigilConfig config, RuleSet rules, Rereading rereading, Consumer<String> progress)
                throws StartFailure {
            started.add(new Setup(config, rules));
            throw new StartFailure("only noting");
        }

        VigilConfig config() {
            assertThat(started).hasSize(1);
            return started.get(0).config();
        }

        RuleSet rules() {
            return started.get(0).rules();
        }
    }
}
