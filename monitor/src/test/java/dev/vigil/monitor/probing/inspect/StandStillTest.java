package dev.vigil.monitor.probing.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.Endpoint;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        counts(7, 3);
        assertThat(new StandStill(vertx, proc).of(HERE, 42).await()).isTrue();
    }

    @Test
    void seesComputingAndSwitches() throws Exception {
        counts(7, 3);
        var computing = new StandStill(vertx, proc).of(HERE, 42);
        vertx.timer(200, java.util.concurrent.TimeUnit.MILLISECONDS).await();
        counts(8, 3);
        assertThat(computing.await()).isFalse();
        var switching = new StandStill(vertx, proc).of(HERE, 42);
        vertx.timer(200, java.util.concurrent.TimeUnit.MILLISECONDS).await();
        counts(8, 4);
        assertThat(switching.await()).isFalse();
    }

    @Test
    void knowsNothingOfOtherMachinesAndOfProcessesThatAreGone() throws Exception {
        counts(7, 3);
        assertThat(new StandStill(vertx, proc)
                        .of(new Endpoint.Tcp("10.0.0.4", 9900), 42)
                        .await())
                .isFalse();
        assertThat(new StandStill(vertx, proc).of(HERE, 43).await()).isFalse();
    }

    private void counts(long ticks, long switches) throws IOException {
        Path main = Files.createDirectories(proc.resolve("42/task/42"));
        Files.writeString(main.resolve("stat"), "42 (py (x) th) S 1 2 3 4 5 6 7 8 9 10 " + ticks + " 0 0 0 20 0 1\n");
        Files.writeString(
                main.resolve("status"),
                "Name:\tpython\nvoluntary_ctxt_switches:\t" + switches + "\nnonvoluntary_ctxt_switches:\t1\n");
    }
}
