package dev.vigil.flink.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageLockTest {

    @TempDir
    Path folder;

    @Test
    void refusesASecondMonitorAndNamesTheFirst() throws Exception {
        try (StorageLock first = StorageLock.take(folder)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> StorageLock.take(folder))
                    .isInstanceOf(StorageLock.StorageInUseException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void letsTheNextInAfterwards() throws Exception {
        StorageLock.take(folder).close();

        try (StorageLock second = StorageLock.take(folder)) {
            assertThat(second).isNotNull();
        }
    }

    @Test
    void makesTheFolder() throws Exception {
        Path missing = folder.resolve("a/b");

        StorageLock.take(missing).close();

        assertThat(missing).isDirectory();
    }
}
