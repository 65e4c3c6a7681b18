package dev.vigil.monitor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.notify.Verdict.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "200, ACCEPTED",
        "202, ACCEPTED",
        "302, REJECTED",
        "400, REFUSED",
        "401, REJECTED",
        "404, REJECTED",
        "408, UNAVAILABLE",
        "413, REFUSED",
        "415, REJECTED",
        "422, REFUSED",
        "429, UNAVAILABLE",
        "500, UNAVAILABLE",
        "503, UNAVAILABLE",
    })
    void followsFromTheStatus(int status, Kind kind) {
        assertThat(Verdict.of(status, "").kind()).isEqualTo(kind);
    }

    @Test
    void saysWhatTheReceiverSaid() {
        assertThat(Verdict.of(400, "at least one label pair required\n").reason())
                .isEqualTo("HTTP 400 at least one label pair required");
    }
}
