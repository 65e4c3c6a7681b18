package dev.vigil.flink.cluster;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a job ended. */
public sealed interface JobEnd {

    /** As it was told to, or at the end of its input. */
    record Stopped() implements JobEnd {}

    /**
     * By itself.
     *
     * @param task name of the task that failed first; null where the job failed outside of its tasks
     * @param cause what it threw
     */
    record Failed(@Nullable String task, Throwable cause) implements JobEnd {

        /** Checks the arguments. */
        public Failed {
            Objects.requireNonNull(cause, "cause");
        }
    }
}
