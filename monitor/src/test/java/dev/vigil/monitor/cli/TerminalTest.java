package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Tables;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.FleetBoard;
import dev.vigil.monitor.testing.Rows;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AlertBoard alerts = new AlertBoard(Clock.fixed(NOW, ZoneOffset.UTC));
    private final FleetBoard fleet = new FleetBoard();

    @Test
    void keepsResultsAndProgressApart() {
        Terminal terminal = terminal(false, Map.of());
        terminal.result("result");
        terminal.note("progress");

        assertThat(text(out)).isEqualTo("result" + System.lineSeparator());
        assertThat(text(err)).isEqualTo("progress" + System.lineSeparator());
    }

    @Test
    void redrawsItsBlockInPlaceAndLetsLinesScrollAboveIt() {
        Terminal terminal = terminal(true, Map.of());
        terminal.block(List.of("one", "two"));
        terminal.note("note");

        assertThat(text(err).replace(System.lineSeparator(), "|")).isEqualTo("one|two|\033[2A\r\033[Jnote|one|two|");
    }

    @Test
    void whatIsWrittenToStandardErrorScrollsAboveTheBlockLineByLine() {
        Terminal terminal = terminal(true, Map.of());
        terminal.block(List.of("block"));
        PrintStream notes = terminal.notes();
        notes.print("half ");
        notes.print("a line\r\nnext");

        assertThat(text(err).replace(System.lineSeparator(), "|")).isEqualTo("block|\033[1A\r\033[Jhalf a line|block|");
    }

    @Test
    void drawsNoBlockAndNoColourWhereItIsNoTerminal() {
        Terminal terminal = terminal(false, Map.of());
        terminal.block(List.of("one"));

        assertThat(text(err)).isEmpty();
        assertThat(terminal.styled(Terminal.Style.BAD, "x")).isEqualTo("x");
    }

    @Test
    void honoursNoColor() {
        assertThat(terminal(true, Map.of()).styled(Terminal.Style.BAD, "x")).isEqualTo("\033[1;31mx\033[0m");
        assertThat(terminal(true, Map.of("NO_COLOR", "1")).styled(Terminal.Style.BAD, "x"))
                .isEqualTo("x");
        assertThat(terminal(true, Map.of("TERM", "dumb")).isLive()).isFalse();
    }

    @Test
    void tellsEachAlertOnceWhenItFiresAndOnceWhenItIsGone() {
        Watch watch = new Watch(terminal(false, Map.of()), "http://h:1");
        alerts.alert(alert("firing", "bad\033[2Jthing"));
        show(watch);
        show(watch);
        alerts.alert(alert("inactive", ""));
        show(watch);

        assertThat(text(out).lines().toList()).hasSize(2).satisfies(lines -> {
            assertThat(lines.get(0))
                    .contains("2026-11-24T03:00:00Z  firing  critical  NonFiniteLoss  h:1  bad [2Jthing");
            assertThat(lines.get(1)).contains("resolved").contains("NonFiniteLoss");
        });
    }

    @Test
    void saysNothingOfAnAlertThatNeverFiredOrAlwaysDoes() {
        Watch watch = new Watch(terminal(false, Map.of()), "http://h:1");
        alerts.alert(alert("pending", ""));
        alerts.alert(
                new AlertUpdate("p/Watchdog", "Watchdog", "firing", Map.of(), Map.of(), 1.0, 1, 1, 0, 0, 1, false));
        show(watch);
        alerts.alert(alert("inactive", ""));
        show(watch);

        assertThat(text(out)).isEmpty();
    }

    @Test
    void tellsTheStateOfTheFleetInALineWhenItChanges() {
        Watch watch = new Watch(terminal(false, Map.of()), "http://h:1");
        target("training", 1);
        show(watch);
        target("training", 2);
        show(watch);
        target("python_stuck", 2);
        show(watch);

        assertThat(text(err).lines())
                .containsExactly("1 target, 1 training; no alert fires", "1 target, 1 python stuck; no alert fires");
    }

    @Test
    void showsTargetsAndAlertsInLinesThatFit() {
        Terminal terminal = terminal(true, Map.of("NO_COLOR", "1"));
        target("stalled", 7);
        alerts.alert(alert("firing", "Loss is NaN ".repeat(20)));

        List<String> lines = new StatusBlock(terminal, "http://h:1").lines(alerts.snapshot(), fleet.snapshot());

        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
        assertThat(lines)
                .anySatisfy(line -> assertThat(line).contains("http://h:1").contains("1 stalled; 1 alert fires"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("stalled").contains("h:1", "7", "250 ms", "NaN", "  train.p"))
                .anySatisfy(line -> assertThat(line)
                        .contains("firing NonFiniteLoss  Loss is NaN")
                        .endsWith("…"));
    }

    @Test
    void leavesFoldersOutOfAlertsToo() {
        alerts.alert(alert("firing", "Has hung at /home/user/project/train.py:77 save"));

        List<String> lines = new StatusBlock(terminal(true, Map.of("NO_COLOR", "1")), "http://h:1")
                .lines(alerts.snapshot(), fleet.snapshot());

        assertThat(lines).anyMatch(line -> line.endsWith("Has hung at train.py:77 save"));
    }

    private void show(Watch watch) {
        watch.show(alerts.snapshot(), fleet.snapshot());
    }

    private void target(String state, double step) {
        fleet.change(Rows.insert(
                Tables.TARGETS,
                Map.of(
                        "job",
                        "a",
                        "instance",
                        "h:1",
                        "state",
                        state,
                        "step",
                        step,
                        "step_seconds",
                        0.25,
                        "top_frame",
                        "/home/user/train.py:76 train")));
        fleet.change(Rows.insert(
                Tables.WATCHES, Map.of("job", "a", "instance", "h:1", "name", "loss", "value", Double.NaN)));
    }

    private static AlertUpdate alert(String state, String summary) {
        long now = NOW.toEpochMilli();
        return new AlertUpdate(
                "p/NonFiniteLoss",
                "NonFiniteLoss",
                state,
                Map.of("alertname", "NonFiniteLoss", "instance", "h:1", "severity", "critical"),
                Map.of("summary", summary),
                1.0,
                now,
                state.equals("pending") ? 0 : now,
                0,
                state.equals("inactive") ? now : 0,
                now,
                false);
    }

    @ParameterizedTest
    @CsvSource({"80,80", "'',100", "0,100", "12,40", "9999,400", "wide,100"})
    void isAsWideAsTheTerminalWithinReason(String columns, int width) {
        Terminal terminal = Terminal.of(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("vigil.columns", columns),
                Map.of());
        assertThat(terminal.width()).isEqualTo(width);
    }

    private Terminal terminal(boolean live, Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>();
        properties.put("vigil.terminal", String.valueOf(live));
        properties.put("vigil.columns", "80");
        return Terminal.of(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                properties,
                environment);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
