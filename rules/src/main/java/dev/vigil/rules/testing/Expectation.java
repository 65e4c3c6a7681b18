package dev.vigil.rules.testing;

import dev.vigil.rules.yaml.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Something that should be so. */
public sealed interface Expectation {

    /** Which alert it is about. */
    Named alert();

    /** When the last of it is settled, since the test's start. */
    Duration settled();

    /** Where an alert is in its life, in a test author's words. */
    enum State {
        /** Neither pending nor firing. */
        INACTIVE,
        /** Its row is there, but not yet for long enough. */
        PENDING,
        /** It fires. */
        FIRING,
        /** It fired, and has ended within the last 15 minutes. */
        RESOLVED,
        /** It was pending and ended without firing. */
        DROPPED;

        /** As written. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * At one time these alerts, and no others of that name, are in a state. {@link State#INACTIVE}: none is pending or firing.
     *
     * @param alert the rule's name
     * @param at since the test's start
     * @param state the state
     * @param alerts one pattern for each
     */
    record Moment(Named alert, Duration at, State state, List<AlertPattern> alerts) implements Expectation {

        /** Checks and copies. */
        public Moment {
            Objects.requireNonNull(alert, "alert");
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(state, "state");
            alerts = List.copyOf(alerts);
        }

        @Override
        public Duration settled() {
            return at;
        }

        /** Whether it asks that the rule raises nothing then. */
        boolean quiet() {
            return state == State.INACTIVE || (state == State.FIRING && alerts.isEmpty());
        }
    }

    /**
     * All that happens to one alert in the whole test.
     *
     * @param alert the rule's name
     * @param labels which alert of that name
     * @param turns in order of time
     */
    record Story(Named alert, Map<String, TextPattern> labels, List<Turn> turns) implements Expectation {

        /** Checks and copies. */
        public Story {
            Objects.requireNonNull(alert, "alert");
            labels = Map.copyOf(labels);
            turns = List.copyOf(turns);
        }

        @Override
        public Duration settled() {
            return turns.isEmpty() ? Duration.ZERO : turns.get(turns.size() - 1).at();
        }
    }

    /**
     * An alert came into a state.
     *
     * @param state the state; never {@link State#INACTIVE}
     * @param at since the test's start
     */
    record Turn(State state, Duration at) {

        /** As written in a test file: {@code firing@1m30s}. */
        @Override
        public String toString() {
            return state.text() + "@" + Durations.text(at);
        }
    }
}
