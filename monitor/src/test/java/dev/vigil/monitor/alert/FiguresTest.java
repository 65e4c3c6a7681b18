package dev.vigil.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest(name = "{0} s is {1}")
    @CsvSource({
        "0, 0.0 ms",
        "0.0023, 2.3 ms",
        "0.052, 52 ms",
        "0.9999, 1000 ms",
        "2.5, 2.5 s",
        "59.9, 59.9 s",
        "200, 3 m 20 s",
        "7500, 2 h 5 m",
        "NaN, NaN"
    })
    void writesDurationsForPeople(double seconds, String text) {
        assertThat(Figures.duration(seconds)).isEqualTo(text);
    }
}
