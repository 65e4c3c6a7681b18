package dev.vigil.monitor.probing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.RealTargets;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs the sampler's own tests, written in Python, as part of the build. */
class SamplerIT {

    private static final Path TESTS = Path.of("src", "test", "python").toAbsolutePath();

    @Test
    void keepsItsPromisesInAnyPython() throws IOException, InterruptedException {
        pytest(RealTargets.python().interpreter(), "test_pure.py");
    }

    @Test
    void keepsItsPromisesBesideTorch() throws IOException, InterruptedException {
        pytest(RealTargets.torch().interpreter(), "test_torch.py", "-m", "not stress");
    }

    /** {@code VIGIL_PYTHONS}: further interpreters with pytest, separated by {@code :}. */
    @TestFactory
    Stream<DynamicTest> keepsItsPromisesInFurtherPythons() {
        return Stream.of(System.getenv().getOrDefault("VIGIL_PYTHONS", "").split(File.pathSeparator))
                .filter(python -> !python.isBlank())
                .map(python -> DynamicTest.dynamicTest(python, () -> pytest(Path.of(python), "test_pure.py")));
    }

    private static void pytest(Path interpreter, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(interpreter.toString(), "-m", "pytest", "-q", "-p", "no:cacheprovider"));
        command.addAll(List.of(arguments));
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
