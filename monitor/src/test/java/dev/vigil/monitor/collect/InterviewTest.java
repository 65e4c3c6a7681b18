package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.Reading.Attempt;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.testing.FakeProbe;
import dev.vigil.monitor.testing.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterviewTest {

    private static final String COMMAND = "python train.py";

    private static Vertx vertx;

    @TempDir
    Path proc;

    private final ManualClock clock = new ManualClock();
    private final FakeProbe probe = new FakeProbe();
    private final Introductions introductions = new Introductions();
    private Interview interview;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().await();
    }

    @BeforeEach
    void meet() {
        interview = interview(Samples.config(), Cursors.START);
    }

    private Interview interview(WatchConfig config, Cursors cursors) {
        Surroundings surroundings = new Surroundings(clock, () -> "fresh", new LocalProcesses(proc, Set.of()));
        return new Interview(Samples.target(config), probe, cursors, vertx, surroundings, introductions);
    }

    private Findings poll() {
        Findings findings = await(interview.poll());
        clock.advance(1);
        return findings;
    }

    private static <T> T await(Future<T> future) {
        return future.await();
    }

    private void runsHere(String state) throws IOException {
        Path folder = Files.createDirectories(proc.resolve("42"));
        Files.writeString(folder.resolve("cmdline"), COMMAND.replace(' ', '\0'));
        Files.writeString(folder.resolve("stat"), "42 (python) " + state + " 1".repeat(18) + " 777 0");
    }

    private static List<Attempt> attempts(Findings findings) {
        return of(findings, Attempt.class);
    }

    private static <T extends Reading> List<T> of(Findings findings, Class<T> kind) {
        return findings.readings().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static List<String> outcomes(Findings findings) {
        return attempts(findings).stream()
                .map(attempt -> attempt.probe() + " " + attempt.outcome())
                .toList();
    }

    // -- a process and its sampler

    @Test
    void givesANewProcessASamplerAndReadsItFromThen() {
        assertThat(outcomes(poll())).containsExactly("mailbox OK", "overview OK", "install OK");
        probe.hold(Samples.beat("t1", 42, 10));

        Findings second = poll();

        assertThat(outcomes(second)).containsExactly("mailbox OK", "overview OK");
        assertThat(of(second, Reading.Mailbox.class)).hasSize(1);
        assertThat(probe.installed).hasSize(1);
        assertThat(probe.installed.get(0).token()).isEqualTo("fresh");
    }

    @Test
    void pollsAsUsualWhileTooManyOthersAreIntroduced() {
        List<Promise<Void>> others = new ArrayList<>();
        for (int i = 0; i < Introductions.AT_ONCE; i++) {
            Promise<Void> other = Promise.promise();
            others.add(other);
            introductions.begin(other::future);
        }
        assertThat(outcomes(poll())).containsExactly("mailbox OK");

        others.get(0).complete();

        assertThat(outcomes(poll())).containsExactly("mailbox OK", "overview OK", "install OK");
    }

    @Test
    void tellsWhoJoinedOnceAndAgainWhenItChanges() {
        probe.overview = () -> FakeProbe.read(new Overview(42, COMMAND, Map.of("RANK", "3", "WORLD_SIZE", "8")));
        assertThat(of(poll(), Reading.Joined.class))
                .containsExactly(new Reading.Joined(Samples.KEY, Map.of("team", "nlp"), 42, "3", 8, false));
        probe.hold(Samples.beat("t1", 42, 10));
        assertThat(of(poll(), Reading.Joined.class)).isEmpty();

        probe.overview = () -> FakeProbe.read(new Overview(43, COMMAND, Map.of("RANK", "3", "WORLD_SIZE", "8")));
        probe.hold(Samples.beat("t2", 43, 20));
        assertThat(of(poll(), Reading.Joined.class))
                .extracting(Reading.Joined::pid)
                .containsExactly(43L);
    }

    @Test
    void anOrdinaryPollIsOneRequest() {
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        probe.takeAsked();

        Findings findings = poll();

        assertThat(probe.takeAsked()).containsExactly("mailbox");
        assertThat(findings.isReachable()).isTrue();
        assertThat(findings.readings()).hasSize(2);
    }

    @Test
    void readsNoSampleTwiceAlsoAfterARestart() {
        probe.hold(Samples.beat("t1", 42, 10, "running", 5));
        poll();
        interview = interview(Samples.config(), interview.cursors());
        probe.hold(Samples.beat("t1", 42, 11, "running", 7));

        List<Reading.Mailbox> read = of(poll(), Reading.Mailbox.class);

        assertThat(read.get(0).beat().samples()).extracting(Beat.Sample::steps).containsExactly(6L, 7L);
    }

    @Test
    void installsAgainAfterAnExecThatKeptThePid() {
        poll();
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        probe.mailbox = () -> FakeProbe.read(new dev.vigil.monitor.probing.ProbingClient.Mailbox.Absent());

        assertThat(outcomes(poll())).containsExactly("mailbox OK", "overview OK", "install OK");
    }

    @Test
    void doesNotInstallAgainAndAgainWhereTheMailboxStaysEmpty() {
        for (int i = 0; i < 15; i++) {
            poll();
        }

        assertThat(probe.installed).as("after 0, 5 and 15 s").hasSize(2);
    }

    @Test
    void installsNothingInALauncher() {
        probe.overview = () -> FakeProbe.read(new Overview(42, "python -m torch.distributed.run ddp.py", Map.of()));

        Findings first = poll();
        poll();

        assertThat(of(first, Reading.Joined.class))
                .extracting(Reading.Joined::launcher)
                .containsExactly(true);
        assertThat(probe.takeAsked()).containsExactly("mailbox", "overview", "overview");
        poll();
        assertThat(probe.takeAsked()).containsExactly("nodes");
        assertThat(probe.installed).isEmpty();
    }

    @Test
    void withoutASamplerOnlyLifeAndIdentityAreRead() {
        interview = interview(Samples.config(Duration.ofSeconds(1), false, Map.of(), List.of()), Cursors.START);
        for (int i = 0; i < 12; i++) {
            poll();
        }

        assertThat(probe.asked).containsOnly("overview", "nodes");
        assertThat(probe.asked)
                .filteredOn("overview"::equals)
                .as("at 0 and 10 s")
                .hasSize(2);
    }

    @Test
    void tellsASamplerThatAnotherMonitorInstalledOfItsOwnWatches() {
        Map<String, String> watch = Map.of("loss", "loss", "kl", "kl");
        interview = interview(Samples.config(Duration.ofSeconds(1), true, watch, List.of()), Cursors.START);
        probe.hold(Samples.beat("t1", 42, 10, "running", 1));
        poll();
        probe.hold(Samples.beat("t1", 42, 11, "running", 2));
        poll();

        assertThat(probe.installed).hasSize(1);
        assertThat(probe.installed.get(0).watch()).isEqualTo(watch);
    }

    @Test
    void takesTheDocumentsWordWhereTheOverviewIsUnusable() {
        probe.overview = FakeProbe::malformed;
        probe.hold(Samples.beat("t1", 42, 10));

        Findings findings = poll();

        assertThat(of(findings, Reading.Joined.class))
                .extracting(Reading.Joined::pid)
                .containsExactly(42L);
        assertThat(of(findings, Reading.Mailbox.class)).hasSize(1);
    }

    @Test
    void reportsTwoProcessesThatAnswerInTurn() {
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        probe.overview = () -> FakeProbe.read(new Overview(43, COMMAND, Map.of()));
        probe.hold(Samples.beat("t2", 43, 10));
        poll();
        probe.overview = () -> FakeProbe.read(new Overview(42, COMMAND, Map.of()));
        probe.hold(Samples.beat("t1", 42, 11));

        Findings third = poll();

        assertThat(outcomes(third)).containsExactly("mailbox OK", "overview ERROR");
        assertThat(of(third, Reading.Mailbox.class)).isEmpty();
    }

    // -- silence, refusal, death

    @Test
    void leavesAFrozenTargetAloneAndNoticesWhenItGoesOn() {
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        probe.freeze();
        assertThat(outcomes(poll())).containsExactly("mailbox TIMEOUT");
        probe.takeAsked();

        assertThat(outcomes(poll())).containsExactly("mailbox SKIPPED");
        assertThat(probe.takeAsked()).isEmpty();
        assertThat(outcomes(poll())).containsExactly("nodes TIMEOUT");
        assertThat(probe.takeAsked()).containsExactly("nodes");

        probe.nodes = () -> FakeProbe.read(List.of());
        probe.hold(Samples.beat("t1", 42, 11));
        clock.advance(4);
        assertThat(outcomes(poll())).containsExactly("nodes OK", "mailbox OK");
    }

    @Test
    void asksARefusedTargetAtEachPoll() {
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        probe.refuse();

        for (int i = 0; i < 3; i++) {
            Findings findings = poll();
            assertThat(outcomes(findings)).containsExactly("mailbox REFUSED");
            assertThat(findings.isReachable()).isFalse();
        }
    }

    @Test
    void seesThatALocalProcessIsGone() throws IOException {
        runsHere("S");
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        probe.refuse();
        assertThat(attempts(poll())).extracting(Attempt::process).containsExactly(Reading.Process.ALIVE);

        runsHere("Z");
        assertThat(attempts(poll())).extracting(Attempt::process).containsExactly(Reading.Process.GONE);
    }

    @Test
    void seesThatALocalProcessIsGoneAlsoAfterARestartOfTheMonitor() throws IOException {
        runsHere("S");
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        interview = interview(Samples.config(), interview.cursors());
        runsHere("Z");
        probe.refuse();

        assertThat(attempts(poll())).extracting(Attempt::process).containsExactly(Reading.Process.GONE);
    }

    @Test
    void doesNotWaitForAFrozenProcessThatIsGone() throws IOException {
        runsHere("T");
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        probe.freeze();
        poll();
        runsHere("Z");
        probe.refuse();

        assertThat(outcomes(poll())).containsExactly("nodes REFUSED");
    }

    @Test
    void garbageIsCountedAndThenLeftAlone() {
        probe.mailbox = FakeProbe::malformed;

        for (int i = 0; i < Breaker.UNUSABLE; i++) {
            assertThat(outcomes(poll())).containsExactly("mailbox ERROR");
        }
        assertThat(outcomes(poll())).containsExactly("mailbox SKIPPED");
    }

    @Test
    void aServerOfAnotherKindIsNotReachable() {
        probe.overview = FakeProbe::malformed;

        Findings findings = poll();

        assertThat(outcomes(findings)).containsExactly("mailbox OK", "overview ERROR");
        assertThat(findings.isReachable()).isFalse();
    }

    @Test
    void passesOnALastWordAndThenTheRefusals() {
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        probe.hold(Samples.beat("t1", 42, 11, "crashed", 0));
        assertThat(of(poll(), Reading.Mailbox.class).get(0).beat().state()).isEqualTo("crashed");

        probe.refuse();
        assertThat(outcomes(poll())).containsExactly("mailbox REFUSED");
    }

    // -- Python stuck

    private Findings untilStuck() {
        probe.hold(Samples.beat("t1", 42, 10));
        for (int i = 0; i <= Interview.STUCK_AFTER.toSeconds(); i++) {
            assertThat(outcomes(poll())).contains("mailbox OK");
        }
        return poll();
    }

    @Test
    void takesABacktraceOfAProcessWhoseBeatIsOverdue() {
        Findings findings = untilStuck();

        assertThat(outcomes(findings)).containsExactly("mailbox PYTHON_STUCK", "backtrace OK");
        assertThat(of(findings, Reading.Backtrace.class)).hasSize(1);
        assertThat(findings.isReachable()).isTrue();
    }

    @Test
    void takesABacktraceOnlyEveryThirtySeconds() {
        untilStuck();
        for (int i = 0; i < 28; i++) {
            assertThat(outcomes(poll())).containsExactly("mailbox PYTHON_STUCK");
        }
        poll();

        assertThat(outcomes(poll())).containsExactly("mailbox PYTHON_STUCK", "backtrace OK");
    }

    @Test
    void aBacktraceWithoutAnAnswerDoesNotMakeItLookWell() {
        probe.backtrace = FakeProbe::timedOut;
        assertThat(outcomes(untilStuck())).containsExactly("mailbox PYTHON_STUCK", "backtrace TIMEOUT");

        assertThat(outcomes(poll())).containsExactly("mailbox SKIPPED");
        assertThat(outcomes(poll())).containsExactly("nodes OK", "mailbox PYTHON_STUCK");
    }

    @Test
    void aProcessThatWasStoppedAndGoesOnIsNotStuck() {
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        probe.freeze();
        for (int i = 0; i < 60; i++) {
            poll();
        }
        probe.nodes = () -> FakeProbe.read(List.of());
        probe.hold(Samples.beat("t1", 42, 10));
        clock.advance(30);

        assertThat(outcomes(poll())).containsExactly("nodes OK", "mailbox OK");
    }

    // -- tables

    private Findings extra() {
        return await(interview.extra().orElseThrow());
    }

    @Test
    void readsModuleRowsOnlyWhereProfilingIsOn() {
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        extra();
        assertThat(interview.extra()).isEmpty();
        assertThat(probe.asked).contains("probing.torch.profiling").noneMatch(asked -> asked.contains("torch_trace"));

        probe.setting = () -> FakeProbe.read(Optional.of("on"));
        clock.advance(60);
        extra();
        probe.query = () -> FakeProbe.read(new QueryTable(
                List.of("timestamp", "step", "seq", "module", "stage", "duration", "allocated", "max_allocated"),
                List.of(List.of(10L, 1L, 2L, "head", "post forward", 0.5, 0.0, 0.0))));

        assertThat(of(extra(), Reading.Modules.class)).hasSize(1);
    }

    @Test
    void readsTheJobsOwnTablesFromWhereTheyWereReadBeforeARestart() {
        WatchConfig config = Samples.config(
                Duration.ofSeconds(1), true, Map.of(), List.of(new WatchConfig.Table("python.metrics", "timestamp")));
        probe.hold(Samples.beat("t1", 42, 10));
        probe.query =
                () -> FakeProbe.read(new QueryTable(List.of("timestamp", "loss"), List.of(List.<Object>of(70L, 0.5))));
        interview = interview(config, Cursors.START);
        poll();
        extra();
        assertThat(of(extra(), Reading.Table.class)).hasSize(1);

        interview = interview(config, interview.cursors());
        poll();
        extra();
        extra();

        assertThat(probe.asked).last().asString().contains("timestamp >= 70");
    }

    @Test
    void anotherProcessesTablesAreReadFromTheirBeginning() {
        WatchConfig config = Samples.config(
                Duration.ofSeconds(1), true, Map.of(), List.of(new WatchConfig.Table("python.metrics", "step")));
        probe.hold(Samples.beat("t1", 42, 10));
        probe.query = () -> FakeProbe.read(new QueryTable(List.of("step", "loss"), List.of(List.<Object>of(70L, 0.5))));
        interview = interview(config, Cursors.START);
        poll();
        extra();
        extra();
        probe.overview = () -> FakeProbe.read(new Overview(43, COMMAND, Map.of()));
        probe.hold(Samples.beat("t2", 43, 20));
        poll();
        extra();
        extra();

        assertThat(probe.asked).last().asString().contains("DESC LIMIT");
    }

    @Test
    void asksAFrozenTargetForNoTable() {
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        probe.freeze();
        poll();

        assertThat(interview.extra()).isEmpty();
    }

    @Test
    void aTableThatDoesNotComeOpensTheBreaker() {
        probe.hold(Samples.beat("t1", 42, 10));
        poll();
        probe.setting = FakeProbe::timedOut;
        extra();

        assertThat(outcomes(poll())).containsExactly("mailbox SKIPPED");
    }

    @Test
    void aRefusedQuestionIsAnErrorOfAReachableTarget() {
        WatchConfig config = Samples.config(
                Duration.ofSeconds(1), true, Map.of(), List.of(new WatchConfig.Table("python.nope", "step")));
        probe.hold(Samples.beat("t1", 42, 10));
        probe.query = () -> new Reply.SqlError<>("table 'nope' not found", Duration.ZERO);
        interview = interview(config, Cursors.START);
        poll();
        extra();

        Findings findings = extra();

        assertThat(outcomes(findings)).containsExactly("table ERROR");
        assertThat(findings.isReachable()).isTrue();
        assertThat(outcomes(poll())).containsExactly("mailbox OK");
        assertThat(interview.extra()).as("not asked again soon").isEmpty();
    }
}
