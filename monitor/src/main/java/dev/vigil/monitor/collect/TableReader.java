package dev.vigil.monitor.collect;

import dev.vigil.fleet.Reading;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Reply;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the tables of one target, one at a time. Whether there are module rows is asked of Probing's configuration first:
 * the question for a table that is not there would show in the training's own log.
 */
final class TableReader {

    private static final String PROFILING = "probing.torch.profiling";
    private static final Set<String> OFF = Set.of("", "off", "0", "false", "none");

    /** A person may switch profiling on while the job runs. */
    private static final Duration PROFILING_EVERY = Duration.ofMinutes(1);

    private final Target target;
    private final ProbingClient client;
    private final InstantSource clock;
    private Map<String, String> restored;
    private TablePlan plan;
    private Instant profilingAfter = Instant.MIN;

    TableReader(Target target, ProbingClient client, InstantSource clock, Cursors cursors) {
        this.target = target;
        this.client = client;
        this.clock = clock;
        this.restored = TablePlan.own(cursors.positions());
        this.plan = TablePlan.of(target.config().tables(), restored);
    }

    /**
     * What one reading gave.
     *
     * @param findings the attempt and its rows
     * @param reply how it ended, for the breaker
     */
    record Taken(Findings findings, Reply<?> reply) {}

    /** Begins the reading that is due, if any is. */
    Optional<Future<Taken>> next() {
        Instant now = clock.instant();
        if (!plan.has(TraceTail.NAME) && !now.isBefore(profilingAfter)) {
            profilingAfter = now.plus(PROFILING_EVERY);
            return Optional.of(client.setting(PROFILING).map(this::learn));
        }
        return plan.next(now).map(tail -> client.query(tail.sql()).map(reply -> take(tail, reply)));
    }

    /** Another process: its tables begin anew. */
    void restart() {
        restored = Map.of();
        plan = TablePlan.of(target.config().tables(), restored);
        profilingAfter = Instant.MIN;
    }

    /** Where each table stands; those not asked for yet stand where they were before a restart. */
    Map<String, String> positions() {
        Map<String, String> positions = new LinkedHashMap<>(restored);
        positions.putAll(plan.positions());
        return positions;
    }

    private Taken learn(Reply<Optional<String>> reply) {
        Findings findings = new Findings(target.key());
        if (reply instanceof Reply.Read<Optional<String>> read) {
            findings.succeeded("setting", reply);
            if (!OFF.contains(read.value().orElse("").strip())) {
                plan.add(new TraceTail(restored.get(TraceTail.NAME)));
            }
        } else {
            findings.failed("setting", (Reply.Failed<?>) reply, Reading.Process.UNKNOWN);
        }
        return new Taken(findings, reply);
    }

    private Taken take(Tail tail, Reply<QueryTable> reply) {
        Findings findings = new Findings(target.key());
        if (reply instanceof Reply.Read<QueryTable> read) {
            findings.succeeded("table", reply);
            tail.take(target.key(), read.value()).ifPresent(findings::add);
            plan.read(tail, reply.took(), clock.instant());
        } else {
            findings.failed("table", (Reply.Failed<?>) reply, Reading.Process.UNKNOWN);
            if (reply instanceof Reply.SqlError) {
                plan.refused(tail, clock.instant());
            } else {
                plan.missed(tail, reply.took(), clock.instant());
            }
        }
        return new Taken(findings, reply);
    }
}
