package dev.vigil.monitor.probing;

import java.time.Duration;
import java.util.Objects;

/**
 * How one request ended. There is no "empty means failed": only {@link Read} has a value.
 *
 * @param <T> what was asked for
 */
public sealed interface Reply<T> {

    /** From sending to the last byte, or to giving up. */
    Duration took();

    /** Answered and decoded. */
    record Read<T>(T value, Duration took) implements Reply<T> {
        /** Checks the arguments. */
        public Read {
            Objects.requireNonNull(value, "value");
        }

        /** The same success with another value. */
        public <U> Read<U> with(U other) {
            return new Read<>(other, took);
        }
    }

    /** Not answered with a value. */
    sealed interface Failed<T> extends Reply<T> {
        /** For people: what happened, without secrets. */
        String reason();

        /** The same failure, where another kind of value was expected. */
        @SuppressWarnings("unchecked")
        default <U> Failed<U> as() {
            return (Failed<U>) this;
        }
    }

    /** Python raised. */
    record PythonError<T>(String reason, Duration took) implements Failed<T> {}

    /** The query was refused: syntax, table, column. */
    record SqlError<T>(String reason, Duration took) implements Failed<T> {}

    /** Connected, but no complete answer within the deadline: frozen, not dead. */
    record TimedOut<T>(String reason, Duration took) implements Failed<T> {}

    /** Nobody listens, or the connection was reset. */
    record Refused<T>(String reason, Duration took) implements Failed<T> {}

    /** An answer that is not what the protocol promises, or too large. */
    record Malformed<T>(String reason, Duration took) implements Failed<T> {}

    /** Not sent: it could have harmed the target or could not have been answered; the reason says why. */
    record NotAsked<T>(String reason, Duration took) implements Failed<T> {}
}
