package dev.vigil.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsNoMoreThanItIsToldTo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "1234567");

        assertThat(NamedFile.read(file, 8)).hasSize(7);
        assertThat(NamedFile.read(file, 3)).hasSize(3);
    }

    @Test
    void followsLinks() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "text");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThat(NamedFile.read(link, 8)).asString().isEqualTo("text");
    }

    @Test
    void saysWhyNot() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(why(folder)).isEqualTo("is a folder, not a file");
        assertThat(why(folder.resolve("missing"))).isEqualTo("no such file");
        assertThat(why(pipe)).startsWith("is a pipe, a socket or a device, not a file");
        assertThat(NamedFile.why(new AccessDeniedException("file"))).isEqualTo("cannot be read: permission denied");
        assertThat(NamedFile.why(new IOException("Input/output error")))
                .isEqualTo("cannot be read: Input/output error");
        assertThat(NamedFile.why(new IOException())).isEqualTo("cannot be read: IOException");
    }

    private static String why(Path path) {
        return NamedFile.why(catchThrowableOfType(IOException.class, () -> NamedFile.read(path, 8)));
    }
}
