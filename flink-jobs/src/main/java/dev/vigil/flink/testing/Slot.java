package dev.vigil.flink.testing;

import dev.vigil.rules.testing.RuleTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A test's place on the one time line on which all tests run.
 *
 * @param test the test
 * @param start its time 0
 * @param lanes where its rows go
 * @param stepped whether time has to pass in small steps, for SQL windows
 */
record Slot(RuleTest test, Instant start, List<Lane> lanes, boolean stepped) {

    /** The first is as close as alerts are judged; the others divide the usual windows, too. */
    private static final List<Duration> STEPS = List.of(
            Duration.ofMillis(50),
            Duration.ofMillis(250),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofMinutes(1));

    /** A second of work, about. */
    private static final int MOST_STEPS = 20_000;

    /** How exactly windows end: at these steps, finer ones for short tests. */
    Duration step() {
        return STEPS.stream()
                .filter(step -> test.until().dividedBy(step) <= MOST_STEPS)
                .findFirst()
                .orElse(STEPS.get(STEPS.size() - 1));
    }

    Instant end() {
        return start.plus(test.until());
    }

    Instant at(Duration time) {
        return start.plus(time);
    }
}
