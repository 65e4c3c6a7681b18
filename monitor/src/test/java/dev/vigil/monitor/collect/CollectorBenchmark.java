package dev.vigil.monitor.collect;

import com.sun.management.OperatingSystemMXBean;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Batch;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.http.ProbingClients;
import dev.vigil.monitor.simulator.SimulatedFleet;
import dev.vigil.monitor.simulator.SimulatedTarget;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What polling costs: the collector alone against simulated targets in a process of their own.
 *
 * <pre>java -cp CLASSPATH dev.vigil.monitor.collect.CollectorBenchmark [TARGETS] [SECONDS]</pre>
 */
final class CollectorBenchmark {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private final LongAdder polls = new LongAdder();
    private final LongAdder readings = new LongAdder();
    private final Map<Outcome, LongAdder> failed = new EnumMap<>(Outcome.class);
    private final LongAdder late = new LongAdder();
    private final AtomicLong latest = new AtomicLong();
    private PollingCollector collector;

    private CollectorBenchmark() {
        for (Outcome outcome : Outcome.values()) {
            failed.put(outcome, new LongAdder());
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2 && arguments[0].equals("serve")) {
            serve(Integer.parseInt(arguments[1]));
            return;
        }
        int targets = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        Process server = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CollectorBenchmark.class.getName(),
                        "serve",
                        Integer.toString(targets))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            new CollectorBenchmark().run(addresses(server), seconds);
        } finally {
            server.destroy();
        }
        System.exit(0);
    }

    /** The targets' own process: prints where they listen. */
    private static void serve(int count) throws IOException {
        SimulatedFleet fleet =
                SimulatedFleet.startWithoutProfiling(Vertx.vertx(), count).await();
        fleet.targets().stream().map(SimulatedTarget::address).forEach(System.out::println);
        System.out.println("ready");
    }

    private static List<String> addresses(Process server) throws IOException {
        List<String> addresses = new ArrayList<>();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null && !line.equals("ready"); line = lines.readLine()) {
            addresses.add(line);
        }
        return addresses;
    }

    private void run(List<String> addresses, int seconds) throws InterruptedException {
        Vertx vertx = Vertx.vertx(ProbingClients.vertxOptions());
        ProbingClients clients = new ProbingClients(vertx);
        WatchConfig config = WatchConfig.of("simulated", INTERVAL, List.of());
        List<Target> targets = addresses.stream()
                .map(address ->
                        new Target(new TargetKey("simulated", address), Endpoint.parse(address), Map.of(), config))
                .toList();
        TargetDirectory directory = new TargetDirectory();
        directory.replace("benchmark", targets);
        collector = new PollingCollector(
                vertx,
                directory,
                new GatedConnector(
                        (endpoint, watch) -> clients.connect(endpoint, watch.pollTimeout(), watch.credentials())),
                Surroundings.ofThisMachine());
        collector.start(this::take);
        directory.targets().forEach(key -> collector.add(key, Cursors.START));
        Thread.sleep(WARM_UP.toMillis());
        measure(addresses.size(), seconds);
        collector.close();
    }

    private void take(Batch batch) {
        boolean table = batch.readings().stream()
                .anyMatch(reading -> reading instanceof Reading.Attempt attempt
                        && attempt.probe().equals("table"));
        if (!table) {
            polls.increment();
        }
        readings.add(batch.readings().size());
        for (Reading reading : batch.readings()) {
            if (reading instanceof Reading.Attempt attempt && attempt.outcome() != Outcome.OK) {
                failed.get(attempt.outcome()).increment();
            }
        }
        if (batch.lateness().compareTo(INTERVAL) >= 0) {
            late.increment();
        }
        latest.accumulateAndGet(batch.lateness().toMillis(), Math::max);
        collector.released(batch.target());
    }

    private void measure(int targets, int seconds) throws InterruptedException {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Arrays.asList(polls, readings, late).forEach(LongAdder::reset);
        failed.values().forEach(LongAdder::reset);
        latest.set(0);
        double loops = threadSeconds();
        long cpu = process.getProcessCpuTime();
        long began = System.nanoTime();
        Thread.sleep(seconds * 1000L);
        double wall = (System.nanoTime() - began) / 1e9;
        double threads = threadSeconds() - loops;
        double cores = (process.getProcessCpuTime() - cpu) / 1e9 / wall;
        System.out.printf(
                "%8s %9s %11s %8s %11s %7s %12s  %s%n",
                "targets", "polls/s", "readings/s", "missed", "latest ms", "cores", "ms per poll", "failed");
        System.out.printf(
                "%8d %9.1f %11.1f %8d %11d %7.2f %12.3f  %s%n",
                targets,
                polls.sum() / wall,
                readings.sum() / wall,
                late.sum(),
                latest.get(),
                cores,
                threads * 1000 / polls.sum(),
                failed);
    }

    /** Processor time of Java's own threads: without the compiler and the garbage collector. */
    private static double threadSeconds() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (long id : threads.getAllThreadIds()) {
            nanos += Math.max(0, threads.getThreadCpuTime(id));
        }
        return nanos / 1e9;
    }
}
