package dev.vigil.monitor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.config.Alerting.Access;
import dev.vigil.monitor.config.Alerting.Alertmanager;
import dev.vigil.monitor.config.Alerting.Pace;
import dev.vigil.monitor.config.Alerting.Webhook;
import dev.vigil.monitor.config.VigilConfig.Storage;
import dev.vigil.monitor.config.VigilConfig.Web;
import dev.vigil.monitor.config.WatchConfig.FileTargets;
import dev.vigil.monitor.config.WatchConfig.HttpTargets;
import dev.vigil.monitor.config.WatchConfig.LocalTargets;
import dev.vigil.monitor.config.WatchConfig.NodeListTargets;
import dev.vigil.monitor.config.WatchConfig.Sampler;
import dev.vigil.monitor.config.WatchConfig.StaticTargets;
import dev.vigil.monitor.config.WatchConfig.Table;
import dev.vigil.monitor.config.WatchConfig.Tracer;
import dev.vigil.rules.Problem;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.RulePack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    @TempDir
    private Path folder;

    private final Problems problems = new Problems();

    @Test
    void readsEverythingOfTheFullExample() throws IOException {
        write("token.txt", "s3cret\n");
        Files.createDirectory(folder.resolve("my-rules"));

        VigilConfig config = read(resource("full.yml"));

        assertThat(problems.list()).isEmpty();
        assertThat(config.externalLabels()).containsExactly(Map.entry("cluster", "a100-west"));
        assertThat(config.ruleFiles())
                .containsExactly(folder.resolve("my-rules/*.yml").toString());
        assertThat(config.rulePack())
                .isEqualTo(new VigilConfig.RulePack(true, Set.of("LossPlateau"), Set.of("LossMismatch")));
        assertThat(config.storage())
                .isEqualTo(new Storage(folder.resolve("state"), Duration.ofSeconds(2), Duration.ofMinutes(30)));
        assertThat(config.web()).isEqualTo(new Web("0.0.0.0", 9999, "https://vigil.example.org/v"));
        assertThat(config.parallelism()).isEqualTo(2);
        assertThat(config.alerting())
                .isEqualTo(new Alerting(
                        Duration.ofSeconds(30),
                        List.of(
                                new Alertmanager(
                                        "https://10.0.0.1:9093/am",
                                        new Access(Duration.ofSeconds(3), new Secret("Bearer s3cret"))),
                                new Alertmanager(
                                        "https://10.0.0.2:9093/am",
                                        new Access(Duration.ofSeconds(3), new Secret("Bearer s3cret"))),
                                new Alertmanager(
                                        "http://127.0.0.1:9093",
                                        new Access(
                                                Duration.ofSeconds(10),
                                                new Secret("Basic dmlnaWw6ZnJvbS1lbnZpcm9ubWVudA==")))),
                        List.of(new Webhook(
                                "chat",
                                new Secret("https://chat.example.org/hooks/from-environment"),
                                new Access(Duration.ofSeconds(5), new Secret("Token s3cret")),
                                false,
                                20,
                                new Pace(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofHours(1))))));
        assertThat(config.watches())
                .containsExactly(new WatchConfig(
                        "pretrain",
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Map.of("loss", "loss", "lr", "optimizer.param_groups[0]['lr']"),
                        false,
                        new Sampler(true, Duration.ofMillis(500), Duration.ofMillis(1200), false, Tracer.OFF),
                        List.of(new Table("python.metrics", "timestamp")),
                        List.of(
                                new StaticTargets(List.of("10.0.0.4:9911", "pid:4242"), Map.of("team", "nlp")),
                                new FileTargets(
                                        List.of(folder.resolve("targets/*.json").toString()), Duration.ofMinutes(1)),
                                new HttpTargets("http://127.0.0.1:8000/targets", Duration.ofMinutes(2)),
                                new NodeListTargets(List.of("10.0.0.4:9911"), Duration.ofSeconds(20)),
                                new LocalTargets(Duration.ofSeconds(3))),
                        new Secret("s3cret")));
    }

    @Test
    void theExampleOfTheDocumentationIsRight() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "configuration.md"));
        int start = page.indexOf("```yaml\n") + "```yaml\n".length();
        String example = page.substring(start, page.indexOf("\n```", start));

        write("password.txt", "p");
        Files.createDirectory(folder.resolve("my-rules"));
        VigilConfig config = new ConfigReader(new Surroundings(
                        Map.of("PROBING_TOKEN", "t", "CHAT_HOOK", "h", "CHAT_TOKEN", "t"),
                        RulePack.names(),
                        ConfigReaderTest::problem))
                .read(write("vigil.yml", example), problems)
                .orElseThrow();

        assertThat(problems.list()).isEmpty();
        assertThat(config.watches().get(0).discovery()).hasSize(5);
    }

    @Test
    void fillsInDefaults() throws IOException {
        VigilConfig config = read("""
                watch_configs:
                  - job_name: pretrain
                    static_configs: [{targets: ["10.0.0.4:9911"]}]
                    file_sd_configs: [{files: [a.json]}]
                    http_sd_configs: [{url: "http://h/t"}]
                    probing_sd_configs: [{targets: ["10.0.0.4:9911"]}]
                    local_sd_configs: [{}]
                """);

        assertThat(problems.list()).isEmpty();
        VigilConfig standard = VigilConfig.defaults();
        assertThat(config.withWatches(List.of())).isEqualTo(standard);
        assertThat(standard.storage())
                .isEqualTo(new Storage(Path.of("data"), Duration.ofSeconds(1), Duration.ofMinutes(15)));
        assertThat(standard.web()).isEqualTo(new Web("127.0.0.1", 9780, ""));
        assertThat(standard.alerting()).isEqualTo(new Alerting(Duration.ofMinutes(1), List.of(), List.of()));
        assertThat(standard.rulePack()).isEqualTo(new VigilConfig.RulePack(true, Set.of()));
        assertThat(standard.parallelism()).isEqualTo(1);
        WatchConfig watch = config.watches().get(0);
        assertThat(watch.pollInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(watch.pollTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(watch.watchDefaults()).isTrue();
        assertThat(watch.watch()).isEmpty();
        assertThat(watch.tables()).isEmpty();
        assertThat(watch.credentials()).isEqualTo(Secret.NONE);
        assertThat(watch.sampler())
                .isEqualTo(new Sampler(true, Duration.ofMillis(500), Duration.ofMillis(1200), true, Tracer.KEEP));
        assertThat(watch.discovery())
                .containsExactly(
                        new StaticTargets(List.of("10.0.0.4:9911"), Map.of()),
                        new FileTargets(List.of(folder.resolve("a.json").toString()), Duration.ofSeconds(30)),
                        new HttpTargets("http://h/t", Duration.ofMinutes(1)),
                        new NodeListTargets(List.of("10.0.0.4:9911"), Duration.ofSeconds(10)),
                        new LocalTargets(Duration.ofSeconds(5)));
    }

    @Test
    void theSamplerFollowsThePollIntervalAndLingersAtMostTwoSeconds() throws IOException {
        VigilConfig config = read("""
                global: {poll_interval: 10s}
                watch_configs: [{job_name: a, local_sd_configs: [{}]}]
                """);

        Sampler sampler = config.watches().get(0).sampler();
        assertThat(sampler.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(sampler.exitGrace()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void tellsEveryProblemInOneGo() throws IOException {
        read(resource("bad.yml"));

        assertThat(problems.list().stream()
                        .map(problem -> problem.line() + ":" + problem.column() + ": " + problem.message()))
                .containsExactly(resource("bad.expected").lines().toArray(String[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "storage: {paht: x} | 1:11: unknown key 'paht', did you mean 'path'?",
                "web: {listen_address: nowhere} | 1:23: 'nowhere' is not an address to listen on",
                "web: {listen_address: '127.0.0.1:65536'} | 1:23: '127.0.0.1:65536' is not an address",
                "flink: {parallelism: 0} | 1:22: 0 is not between 1 and 128",
                "rule_pack: {disable: [LossPlato]} | 1:23: no built-in rule is named 'LossPlato', did you mean 'LossPlateau'?",
                "global: {external_labels: {alertname: x}} | 1:28: label 'alertname' is given by Vigil itself; choose another name",
                "global: {external_labels: {a-b: x}} | 1:28: 'a-b' is not a label name: letters, digits and _, no digit first",
                "global: {external_labels: {__x: y}} | 1:28: '__x': names that begin with __ are reserved; choose another",
                "global: {external_labels: {a: '${NOT_SET}'}} | 1:31: environment variable 'NOT_SET' is not set",
                "global: {poll_interval: 10ms} | 1:25: 'poll_interval': 10ms is not between 100ms and 365d",
                "alerting: {alertmanagers: [{static_configs: [{targets: [am]}]}]} | 1:57: 'am' is not host:port",
                "alerting: {alertmanagers: [{scheme: ftp, static_configs: [{targets: ['a:1']}]}]} | 1:37: 'ftp' is none of http, https",
                "alerting: {alertmanagers: [{static_configs: [{targets: ['a:1']}], path_prefix: 'a?b'}]} | 1:80: 'a?b' is not a path",
                "alerting: {alertmanagers: [{timeout: 1s}]} | 1:28: nothing says where the Alertmanager is",
                "alerting: {alertmanagers: [{static_configs: [{targets: ['a:1']}], basic_auth: {username: u, password: p}}]} | 1:103: a secret must not stand here",
                "alerting: {alertmanagers: [{static_configs: [{targets: ['a:1']}], basic_auth: {password: '${TOKEN}'}}]} | 1:79: 'username' is missing",
                "alerting: {webhook_configs: [{send_resolved: true}]} | 1:30: give either 'url' or 'url_file'",
                "alerting: {webhook_configs: [{url: chat}]} | 1:36: an http:// or https:// address is expected",
                "alerting: {webhook_configs: [{url: 'http://a'}, {url: 'http://b', name: webhook-1}]} | 1:67: a second webhook named 'webhook-1'",
                "alerting: {resend_delay: 10ms} | 1:26: 'resend_delay': 10ms is not between 1s and 1h",
                "web: {external_url: 'vigil'} | 1:21: 'vigil' is not an absolute URL",
            })
    void saysWhatIsWrongAndWhere(String yaml, String expected) throws IOException {
        read(yaml);

        assertThat(problems.list()).hasSize(1);
        Problem problem = problems.list().get(0);
        assertThat(problem.line() + ":" + problem.column() + ": " + problem.message())
                .startsWith(expected);
    }

    @Test
    void putsVariablesOfTheEnvironmentIn() throws IOException {
        VigilConfig config = read("""
                global: {external_labels: {host: 'n-${HOST}', price: '5$$'}}
                watch_configs:
                  - job_name: a
                    local_sd_configs: [{}]
                    authorization: {credentials: '${TOKEN}'}
                """);

        assertThat(problems.list()).isEmpty();
        assertThat(config.externalLabels()).isEqualTo(Map.of("host", "n-node7", "price", "5$"));
        assertThat(config.watches().get(0).credentials().reveal()).isEqualTo("from-environment");
    }

    @Test
    void neverShowsASecret() throws IOException {
        write("token.txt", "s3cret");
        VigilConfig config = read(resource("full.yml"));

        assertThat(config.toString())
                .doesNotContain("s3cret", "from-environment", "dmlnaWw6")
                .contains("<secret>");
    }

    @Test
    void aTokenInTheFileItselfIsRefusedWithoutRepeatingIt() throws IOException {
        read("""
                watch_configs:
                  - {job_name: a, local_sd_configs: [{}], authorization: {credentials: s3cret}}
                """);

        assertThat(problems.list())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("a secret must not stand here")
                        .doesNotContain("s3cret"));
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        assertThat(reader().read(folder.resolve("nothing.yml"), problems)).isEmpty();
        assertThat(problems.list())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).isEqualTo("no such file"));
    }

    private VigilConfig read(String yaml) throws IOException {
        return reader().read(write("vigil.yml", yaml), problems).orElseThrow();
    }

    private static ConfigReader reader() {
        return new ConfigReader(new Surroundings(
                Map.of("HOST", "node7", "TOKEN", "from-environment"),
                Set.of("LossPlateau", "NonFiniteLoss", "LossMismatch"),
                ConfigReaderTest::problem));
    }

    private static Optional<String> problem(String target) {
        return target.contains(":") ? Optional.empty() : Optional.of("target '" + target + "': no port");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ConfigReaderTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
