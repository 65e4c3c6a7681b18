package dev.vigil.monitor.probing.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListeningSocketsTest {

    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    @TempDir
    private Path proc;

    @BeforeEach
    void process() throws IOException {
        Files.createDirectories(proc.resolve("42/net"));
        Files.createDirectories(proc.resolve("42/fd"));
    }

    @Test
    void takesTheOldestListenerOfTheProcess() throws Exception {
        Files.writeString(
                proc.resolve("42/net/tcp"),
                HEADER
                        + socket("0100007F:26AC", "0A", 700)
                        + socket("0100007F:26AD", "0A", 500)
                        + socket("0100007F:0016", "0A", 100) // of another process
                        + socket("0100007F:26AE", "01", 400)); // an open connection
        Files.writeString(
                proc.resolve("42/net/tcp6"), HEADER + socket("00000000000000000000000000000000:26AF", "0A", 600));
        open(700, 500, 600, 400);
        Files.createSymbolicLink(proc.resolve("42/fd/0"), Path.of("pipe:[9]"));
        assertThat(new ListeningSockets(proc).firstPort(42)).hasValue(0x26AD);
    }

    @Test
    void findsNoneWhereTheProcessDoesNotListen() throws Exception {
        Files.writeString(proc.resolve("42/net/tcp"), HEADER + socket("0100007F:26AC", "0A", 700));
        open(1);
        assertThat(new ListeningSockets(proc).firstPort(42)).isEmpty();
    }

    @Test
    void failsForAProcessThatIsNotThere() {
        assertThatThrownBy(() -> new ListeningSockets(proc).firstPort(43)).isInstanceOf(IOException.class);
    }

    private void open(long... inodes) throws IOException {
        for (long inode : inodes) {
            Files.createSymbolicLink(proc.resolve("42/fd/" + inode), Path.of("socket:[" + inode + "]"));
        }
    }

    private static String socket(String address, String state, long inode) {
        return "   0: " + address + " 00000000:0000 " + state
                + " 00000000:00000000 00:00000000 00000000     0        0 " + inode + " 1 0 100 0 0 10 0\n";
    }
}
