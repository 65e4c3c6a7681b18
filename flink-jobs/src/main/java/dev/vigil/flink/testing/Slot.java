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

    Instant end() {
        return start.plus(test.until());
    }

    Instant at(Duration time) {
        return start.plus(time);
    }
}
