package dev.vigil.flink.testing;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.flink.bounded.BoundedJob;
import dev.vigil.flink.bounded.Steps;
import dev.vigil.flink.bounded.Timed;
import dev.vigil.flink.cluster.EmbeddedCluster;
import dev.vigil.flink.cluster.JobEnd;
import dev.vigil.flink.sql.RuleInputs;
import dev.vigil.flink.table.Schemas;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.types.Row;
import org.apache.flink.util.OutputTag;

/**
 * Runs tests of rules, all in one job: planning and starting one costs more than a hundred tests do. They run one after another
 * on one line of virtual time, with a rest between them in which all that was goes away.
 */
public final class RuleTests {

    /** Absences shorter than the poll interval are none; that of a monitor without configuration. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Schedule schedule;
    private final Listener listener;
    private final List<Happening> happenings = new ArrayList<>();

    private RuleTests(List<Suite> suites) {
        schedule = new Schedule(suites);
        listener = new Listener(schedule.slots());
    }

    /**
     * Runs them.
     *
     * @param suites the tests with their rules
     * @param cluster started while the rules are planned
     * @return what happened in each test, in the order of suites and tests
     * @throws dev.vigil.flink.sql.RulesRefusedException if any rule cannot run
     * @throws TestJobFailedException if a rule takes the job down
     * @throws InterruptedException when interrupted
     */
    public static List<TestRun> run(List<Suite> suites, Supplier<EmbeddedCluster> cluster) throws InterruptedException {
        return new RuleTests(suites).run(cluster);
    }

    /** A test's pieces, and after its end what tidies up. */
    private Iterator<Timed<Integer>> pieces(Slot slot) {
        List<Timed<Integer>> during = new ArrayList<>();
        List<Timed<Integer>> after = new ArrayList<>();
        for (Happening happening : Script.of(slot)) {
            boolean over = happening.time().isAfter(slot.end());
            (over ? after : during).add(Timed.of(happening.time(), happenings.size()));
            happenings.add(happening);
        }
        during.add(Timed.passed(slot.end()));
        Iterator<Timed<Integer>> passing = during.iterator();
        return new Chain(List.of(slot.stepped() ? Steps.in(passing, slot.step()) : passing, after.iterator()));
    }

    private List<TestRun> run(Supplier<EmbeddedCluster> cluster) throws InterruptedException {
        try (BoundedJob job = BoundedJob.inLockStep()) {
            build(job);
            JobEnd end = job.run(cluster.get());
            if (end instanceof JobEnd.Failed failed) {
                throw new TestJobFailedException(failed);
            }
            return listener.runs();
        }
    }

    private void build(BoundedJob job) {
        Map<String, OutputTag<Row>> tags = new HashMap<>();
        List<Rule> rules = new ArrayList<>();
        for (Lane lane : schedule.lanes()) {
            for (TableSpec table : lane.tables()) {
                String key = Teller.key(lane, table.name());
                tags.put(key, new OutputTag<>(key, Schemas.rowType(table)));
            }
            rules.addAll(lane.rules());
        }
        SingleOutputStreamOperator<TargetFacts> facts = job.input(pieces(), Types.INT)
                .transform("tell", TypeInformation.of(TargetFacts.class), new Teller(job.reach(happenings), tags))
                .uid("tell");
        RuleInputs inputs = new RuleInputs(rule -> tables(schedule.lane(rule), facts, tags), facts);
        job.rules(inputs, new RuleSet(rules), GRACE, listener, listener);
    }

    private static Map<TableSpec, DataStream<Row>> tables(
            Lane lane, SingleOutputStreamOperator<TargetFacts> facts, Map<String, OutputTag<Row>> tags) {
        Map<TableSpec, DataStream<Row>> tables = new HashMap<>();
        lane.tables()
                .forEach(table -> tables.put(table, facts.getSideOutput(tags.get(Teller.key(lane, table.name())))));
        return tables;
    }

    /** The input of all tests; notes which one is being read. */
    private Iterator<Timed<Integer>> pieces() {
        Iterator<Timed<Integer>> all =
                new Chain(schedule.slots().stream().map(this::pieces).toList());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public Timed<Integer> next() {
                Timed<Integer> piece = all.next();
                listener.reading(piece.time());
                return piece;
            }
        };
    }

    /** One input after another. */
    private static final class Chain implements Iterator<Timed<Integer>> {

        private final Iterator<Iterator<Timed<Integer>>> parts;
        private Iterator<Timed<Integer>> part = Collections.emptyIterator();

        Chain(List<Iterator<Timed<Integer>>> parts) {
            this.parts = parts.iterator();
        }

        @Override
        public boolean hasNext() {
            while (!part.hasNext() && parts.hasNext()) {
                part = parts.next();
            }
            return part.hasNext();
        }

        @Override
        public Timed<Integer> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return part.next();
        }
    }
}
