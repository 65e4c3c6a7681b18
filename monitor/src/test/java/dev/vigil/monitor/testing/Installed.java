package dev.vigil.monitor.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Programs that some tests need beside Vigil. */
public final class Installed {

    private Installed() {}

    /**
     * Skips the test where a program is missing, and fails it where CI could have installed it.
     *
     * @param program its name
     * @param hint what to install
     */
    public static void require(String program, String hint) {
        if (path().anyMatch(folder -> Files.isExecutable(folder.resolve(program)))) {
            return;
        }
        String missing = program + " is not installed: " + hint;
        if ("true".equals(System.getenv("CI")) && couldBeInstalled()) {
            throw new AssertionError(missing);
        }
        abort(missing);
    }

    /** As {@code .ci/run} does it. */
    private static boolean couldBeInstalled() {
        boolean root = "root".equals(System.getProperty("user.name"));
        return root && path().anyMatch(folder -> Files.isExecutable(folder.resolve("apt-get")));
    }

    private static Stream<Path> path() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(Path::of);
    }
}
