package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeFailureTest {

    private static String sentence(String reason) {
        return ProbeFailure.sentence(new Reply.SqlError<>(reason, Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Execution error: no data found for lazy table",
                "Error during planning: table 'probe.python.torch_trace' not found"
            })
    void tellsWhatFillsATableWithoutRows(String reason) {
        assertThat(sentence(reason)).startsWith(reason + ". ").contains("PROBING_TORCH_PROFILING=on");
    }

    @Test
    void addsNothingToOtherErrors() {
        assertThat(sentence("no field named x")).isEqualTo("no field named x");
    }
}
