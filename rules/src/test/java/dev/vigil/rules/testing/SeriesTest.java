package dev.vigil.rules.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "1,                  1.0",
        "1 2.5  -3e-2,       1.0 2.5 -0.03",
        ".5 7.,              0.5 7.0",
        "5x3,                5.0 5.0 5.0 5.0",
        "1+2x3,              1.0 3.0 5.0 7.0",
        "9-1x2,              9.0 8.0 7.0",
        "-1-1x1,             -1.0 -2.0",
        "1e3+1x1,            1000.0 1001.0",
        "nan NaNx1,          NaN NaN NaN",
        "inf +inf -Inf,      Infinity Infinity -Infinity",
        "null 3 nullx1,      null 3.0 null null",
        "1 _ 2 _x3,          1.0 _ 2.0 _ _ _",
        "5x0,                5.0",
    })
    void readsWhatPromtoolReads(String text, String values) throws Exception {
        assertThat(written(Series.parse(text))).isEqualTo(values);
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource({"1 x 3, 2", "'1 2,5', 2", "'1+1', 0", "_+1x3, 0", "0x1e9, 0", "1 1x100000, 2", "'', 0", "1+-2x3, 0"})
    void saysWhereItIsNone(String text, int index) {
        assertThatThrownBy(() -> Series.parse(text))
                .isInstanceOfSatisfying(
                        Series.Malformed.class,
                        malformed -> assertThat(malformed.index()).isEqualTo(index));
    }

    @Test
    void saysHowASeriesIsWritten() {
        assertThatThrownBy(() -> Series.parse("1+1")).hasMessage("'1+1': how often? write 1+1x10");
    }

    private static String written(List<Series.Item> items) {
        return String.join(
                " ",
                items.stream()
                        .map(item -> item instanceof Series.Number number
                                ? String.valueOf(number.number().orElse(null))
                                : "_")
                        .toList());
    }
}
