package dev.vigil.monitor.probing.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Frame;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.probing.Beats;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.Question;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplerOptions;
import dev.vigil.monitor.probing.decode.Golden;
import dev.vigil.monitor.probing.http.FakeServer;
import dev.vigil.monitor.probing.http.ProbingClients;
import dev.vigil.monitor.probing.http.ReadinessCheck;
import dev.vigil.monitor.probing.http.Replies;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to a process in which state: the order of requests is what keeps it alive. */
class InspectorTest {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1000), ZoneOffset.UTC);
    private static final String BEATING = Beats.text("running", 999.5, 1000.5, "[[\"t.py\",\"train\",7]]");
    private static final String STUCK = Beats.text("running", 900, 901, "[[\"t.py\",\"train\",7]]");
    private static final String ABSENT = Golden.reply("config_missing").body();
    private static final Question QUESTION = new Question("1", Duration.ZERO, false);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<String> mailbox = new AtomicReference<>(ABSENT);
    private final AtomicReference<String> nativeStack =
            new AtomicReference<>(Golden.reply("backtrace_lock_hang").body());
    private final FakeServer server = FakeServer.start(vertx, (request, socket) -> {
        String body = body(request);
        FakeServer.answer(socket, body.equals(ABSENT) ? 500 : 200, body);
    });

    @TempDir
    private Path proc;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private String body(FakeServer.Request request) {
        if (request.path().equals("/config/vigil.mailbox")) {
            return mailbox.get();
        }
        if (request.path().startsWith("/config/vigil.answer.")) {
            return "{\"value\":\"1\"}";
        }
        if (request.path().equals("/apis/overview")) {
            return "{\"pid\":42}";
        }
        if (kind(request).equals("backtrace")) {
            return nativeStack.get();
        }
        if (kind(request).equals("install")) {
            mailbox.set(BEATING);
        }
        String cell = kind(request).equals("question") ? "{\\\"id\\\":\\\"q\\\"}" : "None";
        return "{\"payload\":{\"DataFrame\":{\"names\":[\"value\"],\"cols\":[{\"SeqText\":[\"" + cell + "\"]}]}}}";
    }

    private static String kind(FakeServer.Request request) {
        if (!request.path().equals("/query")) {
            return request.path().startsWith("/config/vigil.answer.") ? "answer" : request.path();
        }
        if (request.body().contains("python.backtrace")) {
            return "backtrace";
        }
        if (request.body().contains("builtins.exec")) {
            return "install";
        }
        return request.body().contains("vigil_probe.question") ? "question" : "sql";
    }

    @Test
    void takesTheSamplersFramesWhilePythonRuns() throws Exception {
        mailbox.set(BEATING);
        Stack stack = Replies.read(inspector().backtrace());
        assertThat(stack.source()).isEqualTo(Stack.Source.SAMPLER);
        assertThat(stack.frames()).containsExactly(new Frame("t.py", "train", 7));
        assertThat(server.requests()).extracting(InspectorTest::kind).containsOnly("/config/vigil.mailbox");
    }

    @Test
    void takesTheNativeStackOfAStuckPythonAndAsksItNothing() throws Exception {
        mailbox.set(STUCK);
        assertThat(Replies.read(inspector().backtrace()).source()).isEqualTo(Stack.Source.NATIVE);
        assertThat(Replies.of(inspector().eval(QUESTION))).isInstanceOf(Reply.NotAsked.class);
        assertThat(server.requests())
                .extracting(InspectorTest::kind)
                .containsOnly("/config/vigil.mailbox", "backtrace");
    }

    @Test
    void installsTheSamplerInAProcessThatMoves() throws Exception {
        assertThat(Replies.read(inspector().backtrace()).source()).isEqualTo(Stack.Source.SAMPLER);
        assertThat(Replies.read(inspector().eval(QUESTION)).value()).isEqualTo("1");
        assertThat(server.requests())
                .extracting(InspectorTest::kind)
                .doesNotContain("backtrace")
                .containsOnlyOnce("install", "question", "answer");
    }

    @Test
    void takesTheNativeStackOfAProcessThatStandsStillBeforeAnyPythonRequest() throws Exception {
        standStill();
        assertThat(Replies.read(inspector().backtrace()).source()).isEqualTo(Stack.Source.NATIVE);
        assertThat(server.requests()).extracting(InspectorTest::kind).doesNotContain("install", "question");
    }

    @Test
    void asksAProcessThatStandsStillOnlyWhereItsStackReleasesTheGil() throws Exception {
        standStill();
        nativeStack.set(Golden.reply("backtrace_gil_hang").body());
        assertThat(Replies.of(inspector().eval(QUESTION)))
                .isInstanceOfSatisfying(
                        Reply.NotAsked.class,
                        not -> assertThat(not.reason()).contains("nanosleep", "take a backtrace"));
        assertThat(server.requests()).extracting(InspectorTest::kind).doesNotContain("install");
        nativeStack.set(Golden.reply("backtrace_lock_hang").body());
        assertThat(Replies.read(inspector().eval(QUESTION)).value()).isEqualTo("1");
    }

    @Test
    void asksNothingOfAProgramThatHasEnded() throws Exception {
        mailbox.set(Beats.text("finished", 999, 1000, "[]"));
        assertThat(Replies.of(inspector().backtrace())).isInstanceOf(Reply.NotAsked.class);
        assertThat(Replies.of(inspector().eval(QUESTION))).isInstanceOf(Reply.NotAsked.class);
        assertThat(server.requests()).extracting(InspectorTest::kind).containsOnly("/config/vigil.mailbox");
    }

    @Test
    void answersAQueryOfTheBacktraceWithoutASignal() throws Exception {
        mailbox.set(BEATING);
        Replies.read(inspector().query("SELECT func FROM python.backtrace", false));
        FakeServer.Request query = server.requests().get(server.requests().size() - 1);
        assertThat(kind(query)).isEqualTo("sql");
        assertThat(query.body()).contains("(0, 'Python', 'train', 't.py', 7)", "SELECT func FROM backtrace");
    }

    @Test
    void sendsADangerousQueryOnlyToAPersonWhoInsists() throws Exception {
        assertThat(Replies.of(inspector().query("SHOW TABLES", false))).isInstanceOf(Reply.NotAsked.class);
        assertThat(server.requests()).isEmpty();
        Replies.read(inspector().query("SHOW TABLES", true));
        assertThat(server.requests().get(0).body()).contains("SHOW TABLES");
    }

    private void standStill() throws Exception {
        Path main = Files.createDirectories(proc.resolve("42/task/42"));
        Files.writeString(main.resolve("stat"), "42 (python) S 1 2 3 4 5 6 7 8 9 10 7 0 0 0 20 0 1\n");
        Files.writeString(main.resolve("status"), "voluntary_ctxt_switches:\t1\n");
    }

    private Inspector inspector() {
        Endpoint endpoint = server.endpoint();
        ProbingClient client =
                new ProbingClients(vertx, CLOCK, () -> "q").connect(endpoint, Duration.ofSeconds(30), Secret.NONE);
        return new Inspector(
                client,
                endpoint,
                new ReadinessCheck(vertx, CLOCK),
                new StandStill(vertx, proc),
                () -> new SamplerOptions("t", Map.of(), true, Duration.ofSeconds(1), Duration.ZERO, true, false));
    }
}
