package dev.vigil.monitor.probing;

import java.time.Duration;
import java.util.Objects;

/**
 * Python code to run in a target.
 *
 * @param code an expression or statements
 * @param deadline how long to wait for a step boundary before it is run beside the training under the full guard
 * @param unsafe a person insists: what the guard refuses is run all the same
 */
public record Question(String code, Duration deadline, boolean unsafe) {

    /** Checks the arguments. */
    public Question {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(deadline, "deadline");
    }
}
