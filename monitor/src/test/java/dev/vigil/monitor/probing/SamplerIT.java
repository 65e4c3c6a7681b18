package dev.vigil.monitor.probing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.RealTargets;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs the sampler's own tests, written in Python, as part of the build. */
class SamplerIT {

    private static final Path TESTS = Path.of("src", "test", "python").toAbsolutePath();

    /** Where the lane's interpreter has no torch, the tests that need it skip themselves. */
    @Test
    void keepsItsPromises() throws IOException, InterruptedException {
        pytest(RealTargets.python().interpreter());
    }

    /** {@code VIGIL_PYTHONS}: further interpreters with pytest, separated by {@code :}. */
    @TestFactory
    Stream<DynamicTest> keepsItsPromisesInFurtherPythons() {
        return Stream.of(System.getenv().getOrDefault("VIGIL_PYTHONS", "").split(File.pathSeparator))
                .filter(python -> !python.isBlank())
                .map(python -> DynamicTest.dynamicTest(python, () -> pytest(Path.of(python))));
    }

    private static void pytest(Path interpreter) throws IOException, InterruptedException {
        List<String> command =
                List.of(interpreter.toString(), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not stress");
        Process process = new ProcessBuilder(command)
                .directory(TESTS.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
