package dev.vigil.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "30s, PT30S",
        "1m30s, PT1M30S",
        "1h, PT1H",
        "500ms, PT0.5S",
        "0s, PT0S",
        "0, PT0S",
        "90m, PT1H30M",
        "1y, P365D",
        "1w1d, P8D",
        "1y2w3d4h5m6s7ms, P382DT4H5M6.007S",
        "1.2s, PT1.2S",
        "0.5h, PT30M",
        "292y, P106580D"
    })
    void readsDurationsAsPrometheusWritesThem(String text, Duration duration) {
        assertThat(Durations.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "s",
                "1",
                "-1s",
                "+1s",
                "1S",
                "1 s",
                "1s1m",
                "1m1m",
                "1.s",
                ".5s",
                "1.2ms3s",
                "1.5y",
                "1e3s",
                "٣s",
                "293y",
                "99999999999999999999999999s",
                "1d1w",
                "1h 5m"
            })
    void refusesWhatIsNone(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 100_000})
    void refusesLongTextsUnread(int length) {
        assertThat(Durations.parse("0".repeat(length - 1) + "s")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "40ms", "100ms", "59s", "1m", "1h30m", "365d", "1d1h2m3s40ms"})
    void writesWhatItReads(String text) {
        assertThat(Durations.text(Durations.parse(text).orElseThrow())).isEqualTo(text);
    }
}
