package dev.vigil.monitor.testing;

import java.io.IOException;
import java.io.Reader;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Starts real training processes under Probing for tests.
 *
 * <p>Which tests may do so is decided by the lane, system property {@code vigil.targets}: {@code none}, {@code python},
 * {@code torch} or {@code frameworks}, each including those before it. The interpreter is system property
 * {@code vigil.python}, else the one that the build made for the lane (named in the file of system property
 * {@code vigil.python.lane}), else environment variable {@code VIGIL_PYTHON}. A test whose lane is not asked for is skipped. One
 * whose lane is asked for but cannot run is skipped with the reason, or fails it where {@code CI=true}.
 *
 * <pre>{@code
 * try (RunningTarget target = RealTargets.torch().with("PROBING_TORCH_PROFILING", "on").start("torch_mlp.py", "--delay", "0.01")) {
 *     … target.host(), target.port(), target.pid(), target.output() …
 * }
 * }</pre>
 */
public final class RealTargets {

    private enum Lane {
        NONE(""),
        PYTHON("import probing"),
        TORCH("import probing, torch"),
        FRAMEWORKS("import probing, torch, transformers, lightning");

        /** Whether an interpreter can run the lane: this must succeed in it. */
        final String proof;

        Lane(String proof) {
            this.proof = proof;
        }
    }

    private static final Map<Lane, String> FAULTS = new ConcurrentHashMap<>();

    private final Path interpreter;
    private final Map<String, String> environment = new HashMap<>();

    private RealTargets(Path interpreter) {
        this.interpreter = interpreter;
    }

    /** For scripts of the standard library and Probing alone. */
    public static RealTargets python() {
        return in(Lane.PYTHON);
    }

    /** For scripts that need torch. */
    public static RealTargets torch() {
        return in(Lane.TORCH);
    }

    /** For scripts that need the frameworks of the wild. */
    public static RealTargets frameworks() {
        return in(Lane.FRAMEWORKS);
    }

    /** Adds an environment variable for the processes to come. */
    public RealTargets with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** The interpreter of this lane, for tests that start something themselves. */
    public Path interpreter() {
        return interpreter;
    }

    /**
     * Starts a script on a free port of 127.0.0.1 and waits until its endpoint answers.
     *
     * @param script name of a file in test resources {@code targets/}, or a path
     */
    public RunningTarget start(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(interpreter.toString(), "-u", locate(script).toString()));
        command.addAll(List.of(arguments));
        return RunningTarget.start(command, environment);
    }

    /** Where a script of test resources {@code targets/} lies as a file. */
    public static Path locate(String script) {
        URL resource = RealTargets.class.getResource("/targets/" + script);
        if (resource == null) {
            return Path.of(script).toAbsolutePath();
        }
        try {
            return Path.of(resource.toURI());
        } catch (URISyntaxException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static RealTargets in(Lane lane) {
        String asked = System.getProperty("vigil.targets", "python").toUpperCase(Locale.ROOT);
        Assumptions.assumeTrue(
                Lane.valueOf(asked).compareTo(lane) >= 0,
                "lane " + lane + " is not asked for (-Dvigil.targets=" + asked.toLowerCase(Locale.ROOT) + ")");
        Properties made = madeByTheBuild();
        String interpreter = System.getProperty(
                "vigil.python", made.getProperty("interpreter", System.getenv().getOrDefault("VIGIL_PYTHON", "")));
        String fault = interpreter.isEmpty()
                ? made.getProperty("reason", "no interpreter: set -Dvigil.python or VIGIL_PYTHON")
                : FAULTS.computeIfAbsent(lane, wanted -> fault(interpreter, wanted));
        if (!fault.isEmpty()) {
            String message = "lane " + lane + " cannot run: " + fault;
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(message);
            }
            Assumptions.abort(message);
        }
        return new RealTargets(Path.of(interpreter));
    }

    /** What environment.py wrote before the integration tests; empty where a test is started without the build. */
    private static Properties madeByTheBuild() {
        Properties made = new Properties();
        String file = System.getProperty("vigil.python.lane", "");
        if (!file.isEmpty()) {
            try (Reader reader = Files.newBufferedReader(Path.of(file))) {
                made.load(reader);
            } catch (IOException unreadable) {
                made.setProperty("reason", "the build made no Python environment: " + unreadable.getMessage());
            }
        }
        return made;
    }

    private static String fault(String interpreter, Lane lane) {
        @Nullable Process process = null;
        try {
            Path output = Files.createTempFile("vigil-python", ".log");
            process = new ProcessBuilder(interpreter, "-c", lane.proof)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                return interpreter + " did not come back from: " + lane.proof;
            }
            String text = Files.readString(output);
            Files.delete(output);
            return process.exitValue() == 0 ? "" : interpreter + " failed at: " + lane.proof + "\n" + text;
        } catch (IOException impossible) {
            return interpreter + " cannot be started: " + impossible.getMessage();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
