package dev.vigil.flink.bounded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StepsTest {

    @Test
    void letsTimePassOnAGridBetweenPieces() {
        assertThat(stepped(100, at(1_020, "a"), at(1_020, "b"), at(1_250, "c"), at(1_300, "d")))
                .containsExactly("1020 a", "1020 b", "1100", "1200", "1250 c", "1300 d");
    }

    @Test
    void aPieceOnTheGridEndsThereBeforeTheNext() {
        assertThat(stepped(100, at(1_000, "a"), at(1_101, "b"))).containsExactly("1000 a", "1000", "1100", "1101 b");
    }

    @Test
    void keepsWhatSaysThatTimeHasPassed() {
        assertThat(stepped(100, at(1_000, "a"), Timed.passed(Instant.ofEpochMilli(1_150))))
                .containsExactly("1000 a", "1000", "1100", "1150");
    }

    private static Timed<String> at(long millis, String what) {
        return Timed.of(Instant.ofEpochMilli(millis), what);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static List<String> stepped(int step, Timed<String>... pieces) {
        List<String> all = new ArrayList<>();
        Steps.in(Stream.of(pieces).iterator(), Duration.ofMillis(step))
                .forEachRemaining(piece ->
                        all.add(piece.time().toEpochMilli() + (piece.value() == null ? "" : " " + piece.value())));
        return all;
    }
}
