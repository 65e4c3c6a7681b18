package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code vigil explain} on the answers of a monitor. */
class ExplainCommandTest {

    private static final String RULES = """
            {"status": "success", "data": {"groups": [{"name": "g", "rules": [
              {"name": "Hot", "type": "alerting", "state": "pending", "duration": 30.0, "keepFiringFor": 60.0,
               "alerts": [
                 {"labels": {"alertname": "Hot", "instance": "h:1"}, "state": "pending",
                  "activeAt": "2026-11-24T02:59:40Z", "holdSince": "2026-11-24T02:59:48Z"},
                 {"labels": {"instance": "h:2"}, "state": "pending", "activeAt": "2026-11-24T02:59:30Z",
                  "holdSince": "2026-11-24T02:59:30Z", "unknownSince": "2026-11-24T02:59:40Z"},
                 {"labels": {"instance": "h:3"}, "state": "firing", "activeAt": "2026-11-24T02:50:00Z",
                  "holdSince": "2026-11-24T02:50:00Z", "firedAt": "2026-11-24T02:58:00Z",
                  "keepFiringSince": "2026-11-24T02:59:55Z"}],
               "vigil": {"id": "g/Hot", "read": 1234, "rowsRead": {"targets": 1200, "jobs": 34}, "resultChanges": 17,
                 "lastChange": "2026-11-24T02:59:58Z", "limit": 2, "overLimit": 5, "failures": 0,
                 "lastRows": [
                   {"at": "2026-11-24T02:59:58Z", "present": true, "labels": {"instance": "h:1"},
                    "values": {"value": "NaN", "error": null}},
                   {"at": "2026-11-24T02:59:50Z", "present": false, "labels": {"instance": "h:9"}, "values": {"step": "3"}}]}},
              {"name": "Blind", "type": "alerting", "state": "inactive", "duration": 0.0, "alerts": [],
               "lastError": "by zero\\u001b[2J",
               "vigil": {"id": "g/Blind", "read": 0, "rowsRead": {"jobs": 0}, "failures": 2, "lastFailure": "2026-11-24T02:59:00Z",
                 "switchedOff": true, "lastRows": []}}
            ]}]}}""";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String body = RULES;
    private int status = 200;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/rules", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tellsClocksRowsAndWhatWasRead() {
        assertThat(explain("Hot")).isZero();

        assertThat(lines(out))
                .containsExactly(
                        "g/Hot  pending",
                        "  clocks        fires once a row has been there for 30.0 s, ends 1 m 0 s after its row",
                        "  rows read     1200 of targets, 34 of jobs",
                        "  last change   2.0 s ago, 17 in all",
                        "  failures      none",
                        "  over limit    5 rows were no alert: the limit is 2",
                        "  alerts",
                        "    pending  alertname=Hot instance=h:1",
                        "      has held for 12.0 s of 30.0 s, fires in 18.0 s",
                        "    pending  instance=h:2",
                        "      has held for 10.0 s of 30.0 s; its target cannot be read: the clocks have stood for 20.0 s",
                        "    firing  instance=h:3",
                        "      has fired for 2 m 0 s; its row has been gone for 5.0 s",
                        "  last rows of its query",
                        "    there  2.0 s ago  instance=h:1  value=NaN error=NULL",
                        "    gone   10.0 s ago  instance=h:9  step=3");
    }

    @Test
    void saysWhereARuleHasReadNothing() {
        assertThat(explain("g/Blind")).isZero();

        assertThat(lines(out))
                .contains(
                        "g/Blind  inactive, fails",
                        "  clocks        fires at once, ends with its row",
                        "  rows read     nothing so far: no row of jobs has come or changed since Vigil started",
                        "  last change   never",
                        "  failures      2, the last 1 m 0 s ago: by zero [2J; it is switched off until the next reload or start");
    }

    @Test
    void printsJsonForPrograms() {
        assertThat(explain("--output", "json", "Hot")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"id\" : \"g/Hot\"");
    }

    @Test
    void knowsTheNearestName() {
        assertThat(explain("Hat")).isEqualTo(1);

        assertThat(lines(err)).singleElement().asString().contains("no rule 'Hat'", "did you mean 'Hot'?");
    }

    @Test
    void saysWhatToDoWhereNoMonitorIs() {
        server.stop(0);

        assertThat(explain("Hot")).isEqualTo(1);
        assertThat(lines(err)).singleElement().asString().contains("no monitor answers at", "--url");
    }

    @Test
    void takesNoOtherServerForAMonitor() {
        body = "<html>";

        assertThat(explain("Hot")).isEqualTo(1);
        assertThat(lines(err)).singleElement().asString().contains("no answer of a monitor");
    }

    @Test
    void tellsWhatTheMonitorRefused() {
        body = "{\"status\": \"error\", \"error\": \"busy\"}";
        status = 503;

        assertThat(explain("Hot")).isEqualTo(1);
        assertThat(lines(err)).singleElement().asString().contains("status 503 busy");
    }

    private int explain(String... arguments) {
        Terminal terminal = Terminal.of(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                Map.of());
        Clock clock = Clock.fixed(Instant.parse("2026-11-24T03:00:00Z"), ZoneOffset.UTC);
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--url";
        all[arguments.length + 1] = "http://127.0.0.1:" + server.getAddress().getPort();
        return new CommandLine(new ExplainCommand(terminal, clock)).execute(all);
    }

    private static List<String> lines(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
