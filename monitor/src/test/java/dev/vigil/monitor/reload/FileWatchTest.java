package dev.vigil.monitor.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

    @TempDir
    Path folder;

    private Path file;
    private List<Path> files;
    private FileWatch watch;

    @BeforeEach
    void look() throws IOException {
        file = Files.writeString(folder.resolve("rules.yml"), "groups: []");
        files = new ArrayList<>(List.of(file));
        watch = new FileWatch(() -> files);
    }

    @Test
    void isSilentWhileNothingChanges() {
        assertThat(looks(3)).containsExactly(false, false, false);
    }

    @Test
    void tellsAChangeOnceWhenItHasComeToRest() throws IOException {
        Files.writeString(file, "groups: [1]");
        assertThat(watch.hasChanged()).isFalse();
        Files.writeString(file, "groups: [1, 2]");

        assertThat(looks(3)).containsExactly(false, true, false);
    }

    @Test
    void noticesAChangeOfTheTimeAlone() throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        assertThat(looks(2)).containsExactly(false, true);
    }

    @Test
    void noticesAFileThatTookThePlaceOfAnother() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "groups: []");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(looks(2)).containsExactly(false, true);
    }

    @Test
    void noticesFilesThatComeAndGo() throws IOException {
        files.add(Files.writeString(folder.resolve("more.yml"), ""));
        assertThat(looks(2)).containsExactly(false, true);

        Files.delete(file);
        assertThat(looks(2)).containsExactly(false, true);
    }

    @Test
    void aChangeThatWasTakenBackIsNone() throws IOException {
        FileTime before = Files.getLastModifiedTime(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(watch.hasChanged()).isFalse();
        Files.setLastModifiedTime(file, before);

        assertThat(looks(3)).containsExactly(false, false, false);
    }

    private List<Boolean> looks(int count) {
        List<Boolean> changed = new ArrayList<>();
        for (int look = 0; look < count; look++) {
            changed.add(watch.hasChanged());
        }
        return changed;
    }
}
