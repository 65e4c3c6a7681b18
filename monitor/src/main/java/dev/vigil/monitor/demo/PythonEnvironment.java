package dev.vigil.monitor.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds a Python that has Probing: the user's own, else one in an environment of Vigil's in the user's cache, made on first
 * use. The user's own installation is never changed.
 */
public final class PythonEnvironment {

    /** The version that Vigil was built against. */
    static final String PROBING = "probing==0.2.4";

    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final Duration INSTALL = Duration.ofMinutes(3);

    /** Probing's wheel does not load on Python 3.8. */
    private static final String CHECK = "import sys; sys.exit(0 if sys.version_info >= (3, 9) else 9)";

    private static final String HAS_PROBING =
            "import importlib.util as u, sys; sys.exit(0 if u.find_spec('probing') else 9)";

    private final Map<String, String> environment;
    private final Consumer<String> progress;

    /**
     * With the user's environment.
     *
     * @param environment {@code VIGIL_PYTHON}, {@code XDG_CACHE_HOME}, {@code HOME}
     * @param progress told what takes long
     */
    public PythonEnvironment(Map<String, String> environment, Consumer<String> progress) {
        this.environment = Map.copyOf(environment);
        this.progress = progress;
    }

    /** A Python that has Probing, or why there is none. */
    public sealed interface Found {}

    /**
     * There is one.
     *
     * @param interpreter its path or name
     */
    public record Python(Path interpreter) implements Found {}

    /**
     * There is none.
     *
     * @param reason for people
     */
    public record Missing(String reason) implements Found {}

    /** Looks for one, and makes it where there is none. */
    public Found find() {
        String python = environment.getOrDefault("VIGIL_PYTHON", "python3");
        if (!succeeds(LOOK, python, "-c", CHECK)) {
            return new Missing("no " + python + " of version 3.9 or newer");
        }
        if (succeeds(LOOK, python, "-c", HAS_PROBING)) {
            return new Python(Path.of(python));
        }
        Path own = folder().resolve("bin/python");
        if (Files.isExecutable(own) && succeeds(LOOK, own.toString(), "-c", HAS_PROBING)) {
            return new Python(own);
        }
        return make(python, own);
    }

    private Found make(String python, Path own) {
        progress.accept("First use: installing " + PROBING + " into " + folder());
        if (!succeeds(INSTALL, python, "-m", "venv", folder().toString())) {
            return new Missing("python3 -m venv failed (on Debian: apt install python3-venv)");
        }
        if (!succeeds(
                INSTALL, own.toString(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PROBING)) {
            return new Missing("pip install " + PROBING + " failed");
        }
        return new Python(own);
    }

    private Path folder() {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.isEmpty() ? Path.of(environment.getOrDefault("HOME", "."), ".cache") : Path.of(cache);
        return base.resolve("vigil").resolve("demo-" + PROBING.replace("==", "-"));
    }

    private static boolean succeeds(Duration patience, String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return false;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
