package dev.vigil.monitor.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TargetKey;
import dev.vigil.monitor.collect.GatedConnector;
import dev.vigil.monitor.collect.LocalProcesses;
import dev.vigil.monitor.collect.Surroundings;
import dev.vigil.monitor.collect.TargetDirectory;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Node;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.testing.FakeProbe;
import dev.vigil.monitor.testing.ManualClock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

    private static final Duration OFTEN = Duration.ofMillis(10);

    private static Vertx vertx;

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final Map<String, FakeProbe> probes = new HashMap<>();
    private final TargetDirectory directory = new TargetDirectory();
    private final GatedConnector connector = new GatedConnector(
            (endpoint, config) -> probes.computeIfAbsent(endpoint.instance(), unknown -> new FakeProbe()));

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().await();
    }

    private Surroundings surroundings() {
        return new Surroundings(clock, () -> "fresh", new LocalProcesses(folder, Set.of()));
    }

    private static WatchConfig watch(WatchConfig.Discovery... where) {
        return WatchConfig.of("pretrain", Duration.ofSeconds(1), List.of(where));
    }

    private Discovery start(WatchConfig... watches) {
        return Discovery.start(vertx, List.of(watches), directory, connector, surroundings())
                .await();
    }

    private static WatchConfig.StaticTargets targets(String... targets) {
        return new WatchConfig.StaticTargets(List.of(targets), Map.of("team", "nlp"));
    }

    @Test
    void staticTargetsBelongToTheirWatchsJob() {
        start(watch(targets("a:1", "b:2"))).close();

        assertThat(directory.targets())
                .containsExactlyInAnyOrder(new TargetKey("pretrain", "a:1"), new TargetKey("pretrain", "b:2"));
        assertThat(directory.all()).allMatch(target -> target.labels().equals(Map.of("team", "nlp")));
    }

    @Test
    void aLabelDecidesTheJob() {
        start(watch(new WatchConfig.StaticTargets(List.of("a:1", "pid:42"), Map.of("job", "mine"))))
                .close();

        assertThat(directory.targets())
                .containsExactlyInAnyOrder(new TargetKey("mine", "a:1"), new TargetKey("mine", "pid:42"));
        assertThat(directory.all()).allMatch(target -> target.labels().isEmpty());
    }

    @Test
    void aTargetThatIsNoneIsReportedAndTheOthersAreWatched() {
        try (Discovery discovery = start(watch(targets("a:1", "nonsense")))) {
            assertThat(directory.targets()).hasSize(1);
            assertThat(discovery.problems()).singleElement().asString().contains("nonsense");
        }
    }

    @Test
    void aProcessNamedByItsPidBelongsToItsRun() {
        FakeProbe probe = new FakeProbe();
        probe.overview = () -> FakeProbe.read(
                new Overview(42, "python train.py", Map.of("MASTER_ADDR", "10.0.0.4", "MASTER_PORT", "29500")));
        probes.put("pid:42", probe);

        start(watch(targets("pid:42"))).close();

        assertThat(directory.targets()).containsExactly(new TargetKey("10.0.0.4:29500", "pid:42"));
        assertThat(probe.closed).isTrue();
    }

    @Test
    void aProcessThatDoesNotAnswerIsNamedByItsCommandLineInTheSecondRound() throws IOException {
        Files.createDirectories(folder.resolve("42"));
        Files.writeString(folder.resolve("42/cmdline"), "python\0train.py\0");
        FakeProbe probe = new FakeProbe();
        probe.freeze();
        probes.put("pid:42", probe);
        JobNaming naming = new JobNaming(vertx, connector, surroundings().processes());
        Lead lead = new Lead(dev.vigil.monitor.probing.Endpoint.parse("pid:42"), Map.of());

        assertThat(naming.job(lead, watch()).await()).isEmpty();
        assertThat(naming.job(lead, watch()).await()).contains("train.py-42");
        probe.takeAsked();
        assertThat(naming.job(lead, watch()).await()).contains("train.py-42");
        assertThat(probe.asked).as("asked no more").isEmpty();

        naming.retain(Set.of());
        naming.job(lead, watch()).await();
        assertThat(probe.asked).as("the pid may be another process").isNotEmpty();
    }

    @Test
    void filesAreReadByPatternAndAMalformedOneKeepsWhatItSaid() throws IOException {
        Path first = Files.writeString(folder.resolve("a.json"), "[{\"targets\": [\"a:1\"]}]");
        Files.writeString(folder.resolve("b.json"), "[{\"targets\": [\"b:1\"]}]");
        FileSource source = new FileSource(
                vertx,
                new WatchConfig.FileTargets(List.of(folder.resolve("*.json").toString()), OFTEN));
        assertThat(instances(source)).containsExactly("a:1", "b:1");

        Files.writeString(first, "[{\"targets\": [\"a:1\"");
        assertThat(instances(source)).containsExactly("a:1", "b:1");
        assertThat(source.look().await().problems()).hasSize(1);

        Files.delete(first);
        assertThat(instances(source)).containsExactly("b:1");
    }

    @Test
    void aMissingFolderIsAProblemNotAnEnd() {
        try (Discovery discovery =
                start(watch(new WatchConfig.FileTargets(List.of("/nowhere/at/all/*.json"), OFTEN)))) {
            assertThat(discovery.problems()).singleElement().asString().contains("no folder");
        }
    }

    @Test
    void aListBehindAUrlIsKeptWhenItCannotBeFetched() {
        AtomicReference<String> body = new AtomicReference<>("[{\"targets\": [\"a:1\"]}]");
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .setStatusCode(body.get().isEmpty() ? 500 : 200)
                        .end(body.get()))
                .listen(0, "127.0.0.1")
                .await();
        String url = "http://127.0.0.1:" + server.actualPort() + "/targets";
        HttpSource source = new HttpSource(vertx, new WatchConfig.HttpTargets(url, OFTEN));
        assertThat(instances(source)).containsExactly("a:1");

        body.set("");
        assertThat(source.look().await()).isInstanceOf(Look.Failed.class);
        body.set("x".repeat(5 << 20));
        assertThat(source.look().await()).isInstanceOf(Look.Failed.class);
        server.close().await();
        assertThat(source.look().await()).isInstanceOf(Look.Failed.class);
        source.close();
    }

    @Test
    void aUrlThatIsNoneIsAProblem() {
        try (Discovery discovery = start(watch(new WatchConfig.HttpTargets("::", OFTEN)))) {
            assertThat(discovery.problems()).hasSize(1);
        }
    }

    @Test
    void localProcessesStayAWhileAfterTheirSocketVanished() throws IOException {
        String header = "Num       RefCount Protocol Flags    Type St Inode Path\n";
        String rows = """
                0000000059b3a915: 00000002 00000000 00010000 0001 01 27383 @probing-14607
                0000000059b3a916: 00000003 00000000 00000000 0001 03 27384 @probing-14608
                0000000059b3a917: 00000002 00000000 00010000 0001 01 27385 @probing-x
                0000000059b3a918: 00000002 00000000 00010000 0001 01 27386 /run/probing-5
                """;
        Path sockets = Files.writeString(folder.resolve("unix"), header + rows);
        LocalSource source = new LocalSource(vertx, sockets, clock);
        assertThat(instances(source)).containsExactly("pid:14607");

        Files.writeString(sockets, header);
        clock.advance(LocalSource.LINGERING);
        assertThat(instances(source)).containsExactly("pid:14607");
        clock.advance(1);
        assertThat(instances(source)).isEmpty();
    }

    @Test
    void aNodeListNamesTheRanksAndLeavesOutAProcessUnderASecondAddress() {
        FakeProbe head = new FakeProbe();
        head.nodes = () -> FakeProbe.read(List.of(
                new Node("0.0.0.0:9900", 0, 3, clock.instant()),
                new Node("10.0.0.5:9901", 1, 3, clock.instant()),
                new Node("10.0.0.6:9901", 2, 3, clock.instant())));
        head.overview = () -> FakeProbe.read(new Overview(7, "python ddp.py", Map.of("RANK", "0")));
        probes.put("head:9900", head);
        FakeProbe second = new FakeProbe();
        second.overview = () -> FakeProbe.read(new Overview(8, "python ddp.py", Map.of("RANK", "1")));
        probes.put("10.0.0.5:9901", second);
        FakeProbe again = new FakeProbe();
        again.overview = second.overview;
        probes.put("10.0.0.6:9901", again);

        start(watch(new WatchConfig.NodeListTargets(List.of("head:9900"), Duration.ofSeconds(10))))
                .close();

        assertThat(directory.targets())
                .extracting(TargetKey::instance)
                .containsExactlyInAnyOrder("head:9900", "10.0.0.5:9901");
    }

    @Test
    void theHeadIsATargetAlsoBeforeItAnswers() {
        FakeProbe head = new FakeProbe();
        head.refuse();
        probes.put("head:9900", head);

        try (Discovery discovery =
                start(watch(new WatchConfig.NodeListTargets(List.of("head:9900"), Duration.ofSeconds(10))))) {
            assertThat(directory.targets()).containsExactly(new TargetKey("pretrain", "head:9900"));
            assertThat(discovery.problems()).hasSize(1);
        }
    }

    @Test
    void aReloadForgetsWhatTheOldConfigurationFound() {
        try (Discovery discovery = start(watch(targets("a:1")))) {
            discovery.reload(List.of(watch(targets("b:1")))).await();

            assertThat(directory.targets()).containsExactly(new TargetKey("pretrain", "b:1"));
        }
    }

    private static List<String> instances(Source source) {
        return ((Look.Found) source.look().await())
                .leads().stream().map(lead -> lead.endpoint().instance()).toList();
    }
}
