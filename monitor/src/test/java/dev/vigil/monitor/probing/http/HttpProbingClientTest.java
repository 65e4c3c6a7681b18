package dev.vigil.monitor.probing.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Frame;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.probing.Answer;
import dev.vigil.monitor.probing.Beats;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.Question;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplerOptions;
import dev.vigil.monitor.probing.decode.Golden;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpProbingClientTest {

    private static final String MAILBOX = "/config/vigil.mailbox";
    private static final String NOT_SET = Golden.reply("config_missing").body();
    private static final Instant NOW = Instant.ofEpochSecond(1000);
    private static final String BEATING = Beats.text("running", 999.5, 1000.5, "[]");
    private static final SamplerOptions OPTIONS = new SamplerOptions(
            "new", Map.of("l", "loss"), true, Duration.ofMillis(500), Duration.ofMillis(1200), false, true);

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();
    private final FakeServer server = FakeServer.start(vertx, this::next);
    private final ProbingClient client = new ProbingClients(vertx, Clock.fixed(NOW, ZoneOffset.UTC), () -> "q1")
            .connect(server.endpoint(), Duration.ofSeconds(30), Secret.NONE);

    /** The last answer for a path stays. */
    private void next(FakeServer.Request request, NetSocket socket) {
        Deque<String> left = answers.getOrDefault(request.path(), new ArrayDeque<>());
        String body = left.size() > 1 ? left.remove() : left.isEmpty() ? NOT_SET : left.element();
        FakeServer.answer(socket, body.equals(NOT_SET) ? 500 : 200, body);
    }

    private void answer(String path, String... bodies) {
        answers.put(path, new ArrayDeque<>(List.of(bodies)));
    }

    private static String table(String cell) {
        String escaped = cell.replace("\\", "\\\\").replace("\"", "\\\"");
        return "{\"payload\":{\"DataFrame\":{\"names\":[\"value\"],\"cols\":[{\"SeqText\":[\"" + escaped + "\"]}]}}}";
    }

    @AfterEach
    void close() {
        client.close();
        vertx.close().await();
    }

    @Test
    void looksThenInstallsThenWaitsForTheFirstDocument() throws Exception {
        answer(MAILBOX, NOT_SET, NOT_SET, BEATING);
        answer("/query", table("None"));
        assertThat(Replies.read(client.install(OPTIONS)).token()).isEqualTo("t");
        assertThat(server.paths()).containsExactly(MAILBOX, "/query", MAILBOX, MAILBOX);
        String boot = decoded(server.requests().get(1).body(), "b64decode\\('([^']+)'");
        assertThat(boot).contains("sys.modules['vigil_probe']=m\nexec(", "'<vigil>'");
        assertThat(decoded(boot, "b64decode\\('([^']+)'")).contains("def start(");
        assertThat(decoded(boot, "start\\('([^']+)'"))
                .isEqualTo("{\"token\":\"new\",\"watch\":{\"l\":\"loss\"},\"interval\":0.5,\"grace\":1.2,\"auto\":true,"
                        + "\"gradients\":false,\"tracer\":\"off\"}");
    }

    @Test
    void neverInstallsTwiceButAddsWatches() throws Exception {
        answer(MAILBOX, BEATING);
        answer("/query", table("t"));
        assertThat(Replies.read(client.install(OPTIONS)).token()).isEqualTo("t");
        assertThat(server.requests().get(1).body())
                .contains("vigil_probe.start(")
                .doesNotContain("exec");
        assertThat(server.paths()).containsExactly(MAILBOX, "/query");
    }

    @Test
    void sendsNoPythonRequestWhereThereIsNothingToAdd() throws Exception {
        answer(MAILBOX, BEATING);
        SamplerOptions none = new SamplerOptions("new", Map.of(), true, Duration.ZERO, Duration.ZERO, true, false);
        assertThat(Replies.read(client.install(none)).token()).isEqualTo("t");
        assertThat(server.paths()).containsExactly(MAILBOX);
    }

    @Test
    void installsNothingInAProcessThatEndsOrIsStuck() throws Exception {
        answer(MAILBOX, Beats.text("finished", 999, 1000, "[]"));
        assertThat(Replies.of(client.install(OPTIONS))).isInstanceOf(Reply.NotAsked.class);
        answer(MAILBOX, Beats.text("running", 900, 901, "[]"));
        assertThat(Replies.of(client.install(OPTIONS))).isInstanceOf(Reply.NotAsked.class);
        assertThat(server.paths()).containsOnly(MAILBOX);
    }

    @Test
    void saysThatTheInstallationRaised() throws Exception {
        answer(MAILBOX, NOT_SET);
        answer("/query", Golden.reply("pyexpr_error").body());
        assertThat(Replies.of(client.install(OPTIONS))).isInstanceOf(Reply.PythonError.class);
    }

    @Test
    void queuesAQuestionAndReadsTheAnswerWithoutTheGil() throws Exception {
        answer(MAILBOX, BEATING);
        answer("/query", table("{\"id\":\"q1\"}"));
        answer(
                "/config/vigil.answer.q1",
                NOT_SET,
                NOT_SET,
                "{\"output\":\"a\",\"where\":\"step boundary\",\"pause\":1}");
        Reply<Answer> reply = Replies.of(client.ask(new Question("print('a')", Duration.ofMillis(2500), true)));
        assertThat(((Reply.Read<Answer>) reply).value())
                .isEqualTo(new Answer("a", null, null, "step boundary", Duration.ofSeconds(1)));
        assertThat(decoded(server.requests().get(1).body(), "vigil_probe\\.question\\('([^']+)'"))
                .isEqualTo("{\"id\":\"q1\",\"deadline\":2.5,\"code\":\"print('a')\",\"unsafe\":true}");
        assertThat(server.paths().stream().filter("/query"::equals)).hasSize(1);
    }

    @Test
    void asksForThreadStacks() throws Exception {
        answer(MAILBOX, BEATING);
        answer("/query", table("{\"id\":\"q1\"}"));
        answer("/config/vigil.answer.q1", "{\"value\":\"{\\\"threads\\\":[]}\"}");
        assertThat(Replies.read(client.threads(Duration.ofSeconds(1)))).isEmpty();
        assertThat(decoded(server.requests().get(1).body(), "question\\('([^']+)'"))
                .contains("\"stacks\":true");
    }

    @Test
    void givesUpOnAQuestionThatIsNeverAnswered() throws Exception {
        answer(MAILBOX, BEATING);
        answer("/query", table("{\"id\":\"q1\"}"));
        // Past its end at once: the deadline lies as far back as the sampler's own limit.
        assertThat(Replies.of(client.ask(new Question("1", Duration.ofSeconds(-20), false))))
                .isInstanceOf(Reply.TimedOut.class);
    }

    @Test
    void asksNothingUnlessPythonRuns() throws Exception {
        assertThat(Replies.of(client.ask(new Question("1", Duration.ZERO, false))))
                .isInstanceOfSatisfying(
                        Reply.NotAsked.class,
                        not -> assertThat(not.reason()).isEqualTo("no sampler is installed in the process"));
        answer(MAILBOX, Beats.text("running", 900, 901, "[]"));
        assertThat(Replies.of(client.ask(new Question("1", Duration.ZERO, true))))
                .isInstanceOfSatisfying(
                        Reply.NotAsked.class,
                        not -> assertThat(not.reason()).contains("overdue by 99 s", "take a backtrace"));
        assertThat(server.paths()).containsOnly(MAILBOX);
    }

    @Test
    void asksAProcessWhoseClockIsLateButWhoseSamplerBeats() throws Exception {
        answer(MAILBOX, Beats.text("running", 900, 901, "[]"), Beats.text("running", 901, 902, "[]"));
        answer("/query", table("{\"busy\":\"q0\"}"));
        assertThat(Replies.of(client.ask(new Question("1", Duration.ZERO, false))))
                .isInstanceOfSatisfying(
                        Reply.NotAsked.class, not -> assertThat(not.reason()).contains("busy"));
    }

    @Test
    void takesABacktraceAgainWhenAnotherOneCameBetween() throws Exception {
        answer(
                "/query",
                Golden.reply("pyexpr_error").body(),
                Golden.reply("backtrace_lock_hang").body());
        assertThat(Replies.read(client.backtrace())).extracting(Frame::function).contains("train");
        answer("/query", Golden.reply("pyexpr_error").body());
        assertThat(Replies.of(client.backtrace())).isInstanceOf(Reply.SqlError.class);
        assertThat(server.paths()).hasSize(2 + 4);
        answer("/query", Golden.reply("query_error_missing_table").body());
        assertThat(Replies.of(client.backtrace())).isInstanceOf(Reply.SqlError.class);
        assertThat(server.paths()).hasSize(2 + 4 + 1);
    }

    private static String decoded(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return new String(Base64.getDecoder().decode(matcher.group(1)), StandardCharsets.UTF_8);
    }
}
