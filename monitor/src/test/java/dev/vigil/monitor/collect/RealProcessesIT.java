package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.http.ProbingClients;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The collector beside real training processes. */
class RealProcessesIT {

    private static final Duration INTERVAL = Duration.ofMillis(500);

    private static Vertx vertx;
    private static ProbingClients clients;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx(ProbingClients.vertxOptions());
        clients = new ProbingClients(vertx);
    }

    @AfterAll
    static void stopVertx() {
        clients.close();
        vertx.close().await();
    }

    private static WatchConfig config(WatchConfig.Table... tables) {
        return new WatchConfig(
                "real",
                INTERVAL,
                Duration.ofSeconds(5),
                Map.of("weights", "len(weights)"),
                true,
                new WatchConfig.Sampler(
                        true, Duration.ofMillis(250), Duration.ofMillis(600), true, WatchConfig.Tracer.KEEP),
                List.of(tables),
                List.of(),
                Secret.NONE);
    }

    private static TargetKey key(String address) {
        return new TargetKey("real", address);
    }

    private static Polled poll(String address, Cursors from, WatchConfig config) {
        TargetDirectory directory = new TargetDirectory();
        directory.replace("test", List.of(new Target(key(address), Endpoint.parse(address), Map.of(), config)));
        GatedConnector connector = new GatedConnector(
                (endpoint, watch) -> clients.connect(endpoint, watch.pollTimeout(), watch.credentials()));
        Polled polled = new Polled(new PollingCollector(vertx, directory, connector, Surroundings.ofThisMachine()));
        polled.add(key(address), from);
        return polled;
    }

    private static Reading.Mailbox beating(Polled polled) throws InterruptedException {
        return polled.next(
                Reading.Mailbox.class, mailbox -> !mailbox.beat().samples().isEmpty());
    }

    private static void signal(RunningTarget target, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(target.pid()))
                .start()
                .waitFor();
    }

    @Test
    void installsReadsAndSeesAKillAndANewProcessOnTheSamePort() throws Exception {
        RealTargets python = RealTargets.python();
        try (RunningTarget target = python.start("pure.py", "--delay", "0.02");
                Polled polled = poll(target.address(), Cursors.START, config())) {
            Reading.Joined joined = polled.next(Reading.Joined.class, any -> true);
            assertThat(joined.pid()).isEqualTo(target.pid());
            Reading.Mailbox mailbox = beating(polled);
            assertThat(mailbox.beat().pid()).isEqualTo(target.pid());
            assertThat(mailbox.beat().samples().get(0).watches()).containsOnlyKeys("weights");

            signal(target, "KILL");
            Reading.Attempt refused = polled.attempt(Outcome.REFUSED);
            assertThat(refused.process()).isEqualTo(Reading.Process.GONE);

            Process second = again(python, target.port());
            try {
                assertThat(polled.next(Reading.Joined.class, any -> true).pid()).isEqualTo(second.pid());
                assertThat(beating(polled).beat().pid()).isEqualTo(second.pid());
            } finally {
                second.destroyForcibly();
            }
        }
    }

    private static Process again(RealTargets python, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                python.interpreter().toString(), RealTargets.locate("pure.py").toString());
        builder.environment().put("PROBING", "1");
        builder.environment().put("PROBING_SERVER_ADDR", "'127.0.0.1:" + port + "'");
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void leavesAStoppedProcessAloneAndNoticesThatItGoesOn() throws Exception {
        try (RunningTarget target = RealTargets.python().start("pure.py", "--delay", "0.02");
                Polled polled = poll(target.address(), Cursors.START, config())) {
            beating(polled);
            signal(target, "STOP");
            assertThat(polled.attempt(Outcome.TIMEOUT).process()).isEqualTo(Reading.Process.ALIVE);
            polled.attempt(Outcome.SKIPPED);

            signal(target, "CONT");
            Reading.Mailbox mailbox = polled.next(Reading.Mailbox.class, any -> true);
            assertThat(mailbox.beat().pid()).isEqualTo(target.pid());
            beating(polled);
            assertThat(polled.drain())
                    .noneMatch(reading -> reading instanceof Reading.Backtrace
                            || (reading instanceof Reading.Attempt attempt
                                    && attempt.outcome() == Outcome.PYTHON_STUCK));
        }
    }

    @Test
    void namesTheNativeCallThatHoldsTheInterpreter() throws Exception {
        try (RunningTarget target = RealTargets.python()
                        .start("pure.py", "--delay", "0.02", "--fault", "gil-hang", "--fault-after", "300");
                Polled polled = poll(target.address(), Cursors.START, config())) {
            beating(polled);

            polled.attempt(Outcome.PYTHON_STUCK);
            Reading.Backtrace backtrace = polled.next(Reading.Backtrace.class, any -> true);

            assertThat(backtrace.frames()).anyMatch(frame -> frame.function().contains("sleep"));
        }
    }

    @Test
    void aCrashLeavesItsLastWord() throws Exception {
        try (RunningTarget target = RealTargets.python()
                        .start("pure.py", "--delay", "0.02", "--fault", "exception", "--fault-after", "200");
                Polled polled = poll(target.address(), Cursors.START, config())) {
            Reading.Mailbox last = polled.next(
                    Reading.Mailbox.class, mailbox -> !mailbox.beat().state().equals("running"));

            assertThat(last.beat().state()).isEqualTo("crashed");
            assertThat(last.beat().error()).contains("injected fault");
            assertThat(polled.attempt(Outcome.REFUSED).process()).isEqualTo(Reading.Process.GONE);
        }
    }

    @Test
    void readsTheJobsOwnTableWithoutAGapAndWithoutARowTwiceOverARestart() throws Exception {
        WatchConfig config = config(new WatchConfig.Table("python.metrics", "timestamp"));
        try (RunningTarget target = RealTargets.python().start("pure.py", "--delay", "0.02", "--publish")) {
            Cursors cursors;
            double last;
            try (Polled polled = poll(target.address(), Cursors.START, config)) {
                polled.next(Reading.Table.class, any -> true);
                Reading.Table second = polled.next(Reading.Table.class, any -> true);
                last = step(second, second.rows().size() - 1);
                cursors = polled.cursors(key(target.address()));
            }
            try (Polled polled = poll(target.address(), cursors, config)) {
                Reading.Table next = polled.next(Reading.Table.class, any -> true);
                assertThat(step(next, 0)).isEqualTo(last + 1);
                for (int i = 1; i < next.rows().size(); i++) {
                    assertThat(step(next, i)).isEqualTo(last + 1 + i);
                }
            }
        }
    }

    private static double step(Reading.Table table, int row) {
        Double step = table.rows().get(row).step();
        assertThat(step).isNotNull();
        return step;
    }

    @Test
    void readsModuleRowsOfATorchProgramWithProfiling() throws Exception {
        try (RunningTarget target = RealTargets.torch()
                        .with("PROBING_TORCH_PROFILING", "on")
                        .start("torch_mlp.py", "--delay", "0.02");
                Polled polled = poll(target.address(), Cursors.START, config())) {
            Reading.Modules first = polled.next(Reading.Modules.class, any -> true);
            Reading.Modules second = polled.next(Reading.Modules.class, any -> true);

            assertThat(second.rows()).doesNotContainAnyElementsOf(first.rows());
            assertThat(second.rows()).anyMatch(row -> row.seconds() > 0);
            assertThat(Path.of(target.log().toString())).content().doesNotContain("Error executing SELECT");
        }
    }
}
