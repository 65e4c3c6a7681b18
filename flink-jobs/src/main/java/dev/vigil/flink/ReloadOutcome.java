package dev.vigil.flink;

import dev.vigil.rules.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What came of giving a running pipeline other rules. */
public sealed interface ReloadOutcome {

    /** Nothing is different but where rules stand in their files, and none was switched off: the job was left alone. */
    record Unchanged() implements ReloadOutcome {}

    /**
     * The new rules run.
     *
     * @param pause how long no job ran; targets were polled meanwhile
     */
    record Applied(Duration pause) implements ReloadOutcome {

        /** Checks the arguments. */
        public Applied {
            Objects.requireNonNull(pause, "pause");
        }
    }

    /**
     * Rules that cannot run; the old ones never stopped.
     *
     * @param problems why not, at least one
     */
    record Refused(List<Problem> problems) implements ReloadOutcome {

        /** Copies. */
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /**
     * It did not work out; the old rules run, or will once the pipeline runs again.
     *
     * @param reason why, for people
     */
    record Failed(String reason) implements ReloadOutcome {

        /** Checks the arguments. */
        public Failed {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
