package dev.vigil.fleet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What one reading and one checkpoint cost with 1,000 ranks in one job, each read once a second. By hand: run
 * {@code main}; prints a table of CPU time.
 */
final class FleetBenchmark {

    private static final int RANKS = 1_000;
    private static final int ROUNDS = 480;
    private static final int WARM_UP = 80;

    private long changes;

    private FleetBenchmark() {}

    public static void main(String[] args) throws IOException {
        new FleetBenchmark().run();
    }

    /** CPU time of this thread, ns: the machine may be busy with something else. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void run() throws IOException {
        JobFleet fleet = new JobFleet("pretrain", FleetSettings.DEFAULT);
        FleetOutput out = new FleetOutput() {
            @Override
            public void change(TableChange change) {
                changes++;
            }

            @Override
            public void facts(TargetFacts facts) {
                changes++;
            }
        };
        List<Trainer> ranks = new ArrayList<>();
        for (int i = 0; i < RANKS; i++) {
            ranks.add(Trainer.of("10.0." + i / 250 + "." + i % 250 + ":9900").rank(i, RANKS));
        }
        long apply = 0;
        long tick = 0;
        long now = 1_700_000_000_000L;
        for (int round = 0; round < ROUNDS; round++) {
            now += 1000;
            List<Reading> readings = readings(ranks, round);
            long begin = cpu();
            for (Reading reading : readings) {
                fleet.apply(reading, now, out);
            }
            long middle = cpu();
            fleet.tick(now, out);
            if (round >= WARM_UP) {
                apply += middle - begin;
                tick += cpu() - middle;
            }
        }
        int rounds = ROUNDS - WARM_UP;
        System.out.printf("a poll (attempt and document)  %6.2f us%n", apply / 1e3 / rounds / RANKS);
        System.out.printf("a tick of the job              %6.2f ms%n", tick / 1e6 / rounds);
        System.out.printf("changes told per second        %6d%n", changes / ROUNDS);
        checkpoint(fleet);
        codec(ranks);
    }

    private static void checkpoint(JobFleet fleet) throws IOException {
        byte[] bytes = new byte[0];
        long best = Long.MAX_VALUE;
        long bestRead = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long begin = cpu();
            ByteArrayOutputStream buffer = new ByteArrayOutputStream(1 << 24);
            fleet.write(new DataOutputStream(buffer));
            best = Math.min(best, cpu() - begin);
            bytes = buffer.toByteArray();
            begin = cpu();
            JobFleet.read(new DataInputStream(new ByteArrayInputStream(bytes)), FleetSettings.DEFAULT);
            bestRead = Math.min(bestRead, cpu() - begin);
        }
        System.out.printf("state                          %6.2f KB a target%n", bytes.length / 1024.0 / RANKS);
        System.out.printf("to write, to read it all       %6.2f ms, %.2f ms%n", best / 1e6, bestRead / 1e6);
    }

    private static void codec(List<Trainer> ranks) throws IOException {
        long bytes = 0;
        long begin = cpu();
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            byte[] written = ReadingCodecTest.bytes(ranks.get(i % RANKS).mailbox());
            bytes += written.length;
            ReadingCodec.read(new DataInputStream(new ByteArrayInputStream(written)));
        }
        long took = cpu() - begin;
        System.out.printf("a document there and back      %6.2f us, %d bytes%n", took / 1e3 / count, bytes / count);
    }

    private static List<Reading> readings(List<Trainer> ranks, int round) {
        List<Reading> readings = new ArrayList<>();
        for (Trainer rank : ranks) {
            double loss = 2 + Math.sin(round * 1.3 + rank.steps);
            rank.steps(5, 0.2).watch("loss", loss).auto("lr", 1e-3).auto("step", (double) rank.steps);
            rank.auto("grad_norm", 1 + loss / 10)
                    .auto("total", 100_000)
                    .auto("epoch", 1)
                    .look();
            rank.memoryMb = 1000.0 + round;
            readings.add(rank.attempt(Reading.Outcome.OK));
            readings.add(rank.mailbox());
        }
        return readings;
    }
}
