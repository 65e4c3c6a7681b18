package dev.vigil.monitor.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.Overview;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunNamesTest {

    private static String name(Map<String, String> environment) {
        return RunNames.of(new Overview(42, "python -u /job/train.py --lr 1", environment));
    }

    @Test
    void theElasticRunIdWins() {
        assertThat(name(Map.of("TORCHELASTIC_RUN_ID", "llm-7", "MASTER_ADDR", "a", "MASTER_PORT", "1")))
                .isEqualTo("llm-7");
    }

    @Test
    void torchrunsDefaultRunIdSaysNothing() {
        assertThat(name(Map.of("TORCHELASTIC_RUN_ID", "none", "MASTER_ADDR", "a", "MASTER_PORT", "1")))
                .isEqualTo("a:1");
    }

    @Test
    void halfAMeetingPointSaysNothing() {
        assertThat(name(Map.of("MASTER_ADDR", "a"))).isEqualTo("train.py-42");
    }

    @ParameterizedTest
    @CsvSource({
        "python train.py, train.py-42",
        "/venv/bin/python -m my.trainer --x, my.trainer-42",
        "'', pid-42",
    })
    void aProcessWithoutARunIsAJobOfItsOwn(String command, String name) {
        assertThat(RunNames.own(command, 42)).isEqualTo(name);
    }
}
