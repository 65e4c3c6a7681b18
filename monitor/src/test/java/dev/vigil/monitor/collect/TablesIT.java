package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.FleetOutput;
import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.JobFleet;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.http.ProbingClients;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which columns of the tables real processes fill: a column that nobody fills makes every rule that reads it silent. */
class TablesIT {

    /** The shortest there are: what takes hundreds of samples must come within seconds. */
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private static final Duration LOOK = Duration.ofMillis(50);

    /** Only torch has modules and gradients, and only Vigil is Vigil. */
    private static final Set<TableSpec> OTHERS =
            Set.of(Tables.MODULES, Tables.MODULE_SAMPLES, Tables.GRADIENTS, Tables.MONITOR);

    /** The trainers' own table holds numbers. */
    private static final String NO_TEXT = "table_samples.text";

    private final Clock clock = Clock.systemUTC();
    private final Seen seen = new Seen();
    private final JobFleet fleet = new JobFleet("real", new FleetSettings(INTERVAL, Duration.ofMinutes(15)));
    private Vertx vertx;
    private ProbingClients clients;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx(ProbingClients.vertxOptions());
        clients = new ProbingClients(vertx);
    }

    @AfterEach
    void close() {
        clients.close();
        vertx.close().await();
    }

    /** Four ranks train; then one crashes, two wait for a lock, and one spins: it is the odd one. */
    @Test
    void everyColumnIsFilledFromPlainPython(@TempDir Path folder) throws Exception {
        Path fault = folder.resolve("fault");
        try (RunningTarget crashing = rank(0, "exception", fault);
                RunningTarget waiting = rank(1, "lock-hang", fault);
                RunningTarget alike = rank(2, "lock-hang", fault);
                RunningTarget odd = rank(3, "busy-loop", fault);
                Polled polled = poll(List.of(crashing, waiting, alike, odd))) {
            until(polled, missing -> !missing.contains("watches.earlier200"));
            Files.createFile(fault);
            until(polled, Set::isEmpty);
        }
        assertThat(missing()).isEmpty();
    }

    private static RunningTarget rank(int rank, String fault, Path file) throws Exception {
        return RealTargets.python()
                .with("RANK", Integer.toString(rank))
                .with("WORLD_SIZE", "4")
                .start("pure.py", "--delay", "0.02", "--publish", "--fault", fault, "--fault-file", file.toString());
    }

    private Polled poll(List<RunningTarget> ranks) {
        WatchConfig config = new WatchConfig(
                "real",
                INTERVAL,
                Duration.ofSeconds(5),
                Map.of("note", "'a text'", "misspelt", "losss"),
                true,
                new WatchConfig.Sampler(true, LOOK, Duration.ofMillis(600), true, WatchConfig.Tracer.KEEP),
                List.of(new WatchConfig.Table("python.metrics", "timestamp")),
                List.of(),
                Secret.NONE);
        List<Target> targets = new ArrayList<>();
        for (RunningTarget rank : ranks) {
            TargetKey key = new TargetKey("real", rank.address());
            targets.add(new Target(key, Endpoint.parse(rank.address()), Map.of("team", "nlp"), config));
        }
        TargetDirectory directory = new TargetDirectory();
        directory.replace("test", targets);
        GatedConnector connector = new GatedConnector(
                (endpoint, watch) -> clients.connect(endpoint, watch.pollTimeout(), watch.credentials()));
        Polled polled = new Polled(new PollingCollector(vertx, directory, connector, Surroundings.ofThisMachine()));
        targets.forEach(target -> polled.add(target.key(), Cursors.START));
        return polled;
    }

    private void until(Polled polled, Predicate<Set<String>> enough) throws InterruptedException {
        for (int readings = 0; readings < 8_000 && !enough.test(missing()); readings++) {
            Reading reading = polled.next(Reading.class, any -> true);
            fleet.apply(reading, clock.millis(), seen);
            fleet.tick(clock.millis(), seen);
        }
    }

    private Set<String> missing() {
        Set<String> missing = new TreeSet<>();
        for (TableSpec table : Tables.ALL) {
            if (!OTHERS.contains(table)) {
                table.columns().forEach(column -> missing.add(table.name() + '.' + column.name()));
            }
        }
        missing.removeAll(seen.columns);
        missing.remove(NO_TEXT);
        return missing;
    }

    private static final class Seen implements FleetOutput {
        private final Set<String> columns = new TreeSet<>();

        @Override
        public void change(TableChange change) {
            for (int i = 0; i < change.values().size(); i++) {
                Object value = change.values().get(i);
                if (value != null && !value.equals("")) {
                    columns.add(change.table().name()
                            + '.'
                            + change.table().columns().get(i).name());
                }
            }
        }

        @Override
        public void facts(TargetFacts facts) {}
    }
}
