package dev.vigil.flink.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import dev.vigil.flink.bounded.Timed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecondsTest {

    private static final Reading BEAT = new Reading.MonitorBeat(1, 1, 0, 0, 1);

    private static Timed<Reading> at(long millis) {
        return Timed.of(Instant.ofEpochMilli(millis), BEAT);
    }

    private static Timed<Reading> passed(long millis) {
        return Timed.passed(Instant.ofEpochMilli(millis));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static List<String> with(Timed<Reading>... pieces) {
        List<String> all = new ArrayList<>();
        new Seconds(List.of(pieces).iterator())
                .forEachRemaining(piece -> all.add(
                        (piece.value() == null ? "-" : "+") + piece.time().toEpochMilli()));
        return all;
    }

    @Test
    void timePassesToEachSecondAndToTheTickBefore() {
        assertThat(with(at(5_300), at(7_300))).containsExactly("+5300", "-5950", "-6000", "-6950", "-7000", "+7300");
    }

    @Test
    void aReadingShortlyBeforeTheSecondHasLetTheTickPassAlready() {
        assertThat(with(at(5_980), at(6_100))).containsExactly("+5980", "-6000", "+6100");
    }

    @Test
    void aReadingAtTheSecondComesBeforeItHasPassed() {
        assertThat(with(at(5_500), at(6_000), at(6_000), at(6_020)))
                .containsExactly("+5500", "+6000", "+6000", "-6000", "+6020");
    }

    @Test
    void newsOfTimeStayInOrder() {
        assertThat(with(at(5_500), passed(7_100), at(7_101)))
                .containsExactly("+5500", "-5950", "-6000", "-6950", "-7000", "-7100", "+7101");
    }
}
