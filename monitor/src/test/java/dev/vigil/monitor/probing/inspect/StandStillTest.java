package dev.vigil.monitor.probing.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.Endpoint;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandStillTest {

    private static final Endpoint HERE = new Endpoint.Tcp("127.0.0.1", 9900);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path proc;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void seesThatNothingMoves() throws Exception {
        counts("S", 7, 3);
        assertThat(new StandStill(vertx, proc).of(HERE, 42).await()).isTrue();
        counts("D", 7, 3);
        assertThat(new StandStill(vertx, proc).of(HERE, 42).await()).isTrue();
    }

    @Test
    void seesThatItOnlyWaitsForAProcessor() throws Exception {
        counts("R", 7, 3);
        assertThat(new StandStill(vertx, proc).of(HERE, 42).await()).isFalse();
    }

    @Test
    void seesComputing() throws Exception {
        assertThat(whileCounting(counter -> counts("S", counter, 3))).isFalse();
    }

    @Test
    void seesSwitches() throws Exception {
        assertThat(whileCounting(counter -> counts("S", 7, counter))).isFalse();
    }

    @Test
    void waitsForAThreadThatWasJustInterrupted() throws Exception {
        assertThat(whileCounting(counter -> counts("S", 7, Math.min(counter, 100))))
                .isTrue();
    }

    /** One more every 7 ms, for as long as it looks. */
    private boolean whileCounting(Counter counter) throws Exception {
        AtomicLong count = new AtomicLong();
        counter.write(0);
        long timer = vertx.setPeriodic(7, fired -> {
            try {
                counter.write(count.incrementAndGet());
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        });
        boolean still = new StandStill(vertx, proc).of(HERE, 42).await();
        vertx.cancelTimer(timer);
        return still;
    }

    @FunctionalInterface
    private interface Counter {
        void write(long count) throws IOException;
    }

    @Test
    void knowsNothingOfOtherMachinesAndOfProcessesThatAreGone() throws Exception {
        counts("S", 7, 3);
        assertThat(new StandStill(vertx, proc)
                        .of(new Endpoint.Tcp("10.0.0.4", 9900), 42)
                        .await())
                .isFalse();
        assertThat(new StandStill(vertx, proc).of(HERE, 43).await()).isFalse();
    }

    private void counts(String state, long ticks, long switches) throws IOException {
        Path main = Files.createDirectories(proc.resolve("42/task/42"));
        write(main.resolve("stat"), "42 (py (x) th) " + state + " 1 2 3 4 5 6 7 8 9 10 " + ticks + " 0 0 0 20 0 1\n");
        write(
                main.resolve("status"),
                "Name:\tpython\nvoluntary_ctxt_switches:\t" + switches + "\nnonvoluntary_ctxt_switches:\t1\n");
    }

    /** At once, as the kernel does. */
    private static void write(Path file, String text) throws IOException {
        Path whole = Files.writeString(file.resolveSibling("new"), text);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
