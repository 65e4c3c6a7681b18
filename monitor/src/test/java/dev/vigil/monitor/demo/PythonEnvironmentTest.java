package dev.vigil.monitor.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With shell scripts in the place of interpreters: what is asked of them, and what is made of their answers. */
class PythonEnvironmentTest {

    @TempDir
    private Path folder;

    private final List<String> progress = new ArrayList<>();

    @Test
    void takesTheUsersOwnWhereItHasProbing() throws IOException {
        Path python = script("python", "exit 0");

        assertThat(find(python)).isEqualTo(new PythonEnvironment.Python(python));
        assertThat(progress).isEmpty();
    }

    @Test
    void saysSoWhereThereIsNoPython() {
        assertThat(find(folder.resolve("nothing"))).isInstanceOf(PythonEnvironment.Missing.class);
    }

    @Test
    void makesAnEnvironmentOfItsOwnAndFindsItAgain() throws IOException {
        Path python = script("python", """
                case "$*" in
                  *find_spec*) exit 9 ;;
                  *venv*) mkdir -p "$3/bin" && cp "%s" "$3/bin/python" ;;
                esac""".formatted(script("own", "exit 0")));
        Path own = folder.resolve("cache/vigil/demo-probing-0.2.4/bin/python");

        assertThat(find(python)).isEqualTo(new PythonEnvironment.Python(own));
        assertThat(progress).singleElement().asString().contains("installing probing==0.2.4");
        progress.clear();
        assertThat(find(python)).isEqualTo(new PythonEnvironment.Python(own));
        assertThat(progress).isEmpty();
    }

    @Test
    void saysWhichStepFailed() throws IOException {
        Path noVenv = script("python", "case \"$*\" in *find_spec*|*venv*) exit 9 ;; esac");

        assertThat(find(noVenv))
                .isInstanceOfSatisfying(
                        PythonEnvironment.Missing.class,
                        missing -> assertThat(missing.reason()).contains("venv"));
    }

    private PythonEnvironment.Found find(Path python) {
        Map<String, String> environment = Map.of(
                "VIGIL_PYTHON", python.toString(),
                "XDG_CACHE_HOME", folder.resolve("cache").toString());
        return new PythonEnvironment(environment, progress::add).find();
    }

    private Path script(String name, String body) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
