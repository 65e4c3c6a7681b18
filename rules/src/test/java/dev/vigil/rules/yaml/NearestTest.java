package dev.vigil.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    private static final List<String> KNOWN = List.of("alert", "record", "expr", "for", "keep_firing_for", "labels");

    @ParameterizedTest
    @CsvSource({
        "aler, alert",
        "alret, alert",
        "Alert, alert",
        "exp, expr",
        "label, labels",
        "keepFiringFor, keep_firing_for",
        "keep-firing-for, keep_firing_for",
        "keep_firing, keep_firing_for",
        "four, for"
    })
    void findsTheNameThatWasMeant(String word, String meant) {
        assertThat(Nearest.to(word, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"severity", "x", "annotations", "''"})
    void findsNothingForAWordThatIsFar(String word) {
        assertThat(Nearest.to(word, KNOWN)).isEmpty();
    }

    @Test
    void doesNotCompareVeryLongWords() {
        assertThat(Nearest.to("alert".repeat(100_000), KNOWN)).isEmpty();
    }
}
