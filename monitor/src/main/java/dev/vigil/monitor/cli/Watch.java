package dev.vigil.monitor.cli;

import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.monitor.alert.AlertSnapshot;
import dev.vigil.monitor.alert.FleetSnapshot;
import dev.vigil.monitor.cli.Terminal.Style;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells a person what changes while a monitor runs: each alert's changes as lines of the result, the fleet as a block
 * that is redrawn, or as a line now and then where lines cannot be redrawn. Confined to one thread.
 */
final class Watch {

    private final Terminal terminal;
    private final StatusBlock block;
    private Map<String, AlertUpdate> before = new HashMap<>();
    private String summary = "";

    Watch(Terminal terminal, String url) {
        this.terminal = terminal;
        this.block = new StatusBlock(terminal, url);
    }

    /** Shows what is new; to be called about once a second. */
    void show(AlertSnapshot alerts, FleetSnapshot fleet) {
        Map<String, AlertUpdate> now = new HashMap<>();
        for (AlertUpdate alert : StatusBlock.shown(alerts)) {
            now.put(alert.rule() + new TreeMap<>(alert.labels()), alert);
        }
        Set<String> ended = new TreeSet<>(before.keySet());
        ended.removeAll(now.keySet());
        for (String key : ended) {
            AlertUpdate alert = before.get(key);
            if (alert != null && StatusBlock.fires(alert)) {
                terminal.result(line("resolved", alert, Instant.now()));
            }
        }
        now.forEach((key, alert) -> {
            AlertUpdate old = before.get(key);
            if (StatusBlock.fires(alert) && (old == null || !StatusBlock.fires(old))) {
                String line = line("firing", alert, Instant.ofEpochMilli(alert.firedAt()));
                terminal.result(terminal.styled(Style.BAD, line));
            }
        });
        before = now;
        status(alerts, fleet);
    }

    private void status(AlertSnapshot alerts, FleetSnapshot fleet) {
        if (terminal.isLive()) {
            terminal.block(block.lines(alerts, fleet));
            return;
        }
        String line = block.summary(alerts, fleet);
        if (!line.equals(summary)) {
            summary = line;
            terminal.note(line);
        }
    }

    private static String line(String what, AlertUpdate alert, Instant when) {
        String time = when.truncatedTo(ChronoUnit.SECONDS).toString();
        String instance = alert.labels().getOrDefault("instance", alert.labels().getOrDefault("job", ""));
        String severity = alert.labels().getOrDefault("severity", "");
        String summary = alert.annotations().getOrDefault("summary", "");
        return Printable.text(String.join("  ", time, what, severity, alert.name(), instance, summary));
    }
}
