package dev.vigil.rules.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.NoData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories, second by second, against a model that only counts seconds. */
class LifecycleModelTest {

    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
    private static final int SECONDS = 3_000;
    private static final List<Presence> ALL = List.of(Presence.values());

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** What happened in one second: presence, and seconds of downtime that preceded it. */
    private record Second(Presence presence, int gap) {}

    private static List<Second> history(SplittableRandom random) {
        List<Second> history = new ArrayList<>();
        Presence presence = Presence.ABSENT;
        double change = random.nextDouble(0.01, 0.5);
        double down = random.nextDouble(0, 0.02);
        for (int i = 0; i < SECONDS; i++) {
            if (random.nextDouble() < change) {
                presence = ALL.get(random.nextInt(ALL.size()));
            }
            history.add(new Second(presence, random.nextDouble() < down ? random.nextInt(1, 50) : 0));
        }
        return history;
    }

    private static Lifecycle lifecycle(SplittableRandom random) {
        return new Lifecycle(
                Duration.ofSeconds(random.nextInt(20)),
                Duration.ofSeconds(random.nextInt(20)),
                Duration.ofSeconds(random.nextInt(5)),
                random.nextBoolean() ? NoData.KEEP : NoData.RESOLVE);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void behavesAsAModelThatCountsSeconds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Lifecycle lifecycle = lifecycle(random);
        Model model = new Model(lifecycle);
        AlertState state = AlertState.NONE;
        Instant now = START;
        for (Second second : history(random)) {
            if (second.gap > 0) {
                state = lifecycle.resume(state, Duration.ofSeconds(second.gap));
                now = now.plusSeconds(second.gap);
                model.down(second.gap);
            }
            Step step = lifecycle.step(state, second.presence, now);
            Transition expected = model.second(second.presence);
            assertThat(step.transition())
                    .as("%s, %s at %s", lifecycle, second, now)
                    .isEqualTo(expected);
            state = step.state();
            now = now.plusSeconds(1);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void stepsAtChangesAndDeadlinesAreEnough(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Lifecycle lifecycle = lifecycle(random);
        AlertState always = AlertState.NONE;
        AlertState lazy = AlertState.NONE;
        Presence last = Presence.ABSENT;
        Instant now = START;
        for (Second second : history(random)) {
            Step step = lifecycle.step(always, second.presence, now);
            always = step.state();
            Instant at = now;
            boolean due = lifecycle
                    .nextDeadline(lazy)
                    .filter(deadline -> !deadline.isAfter(at))
                    .isPresent();
            Transition transition = Transition.NONE;
            if (due || second.presence != last) {
                Step lazyStep = lifecycle.step(lazy, second.presence, now);
                lazy = lazyStep.state();
                transition = lazyStep.transition();
            }
            assertThat(transition).as("%s, %s at %s", lifecycle, second, now).isEqualTo(step.transition());
            assertThat(lazy).isEqualTo(always);
            last = second.presence;
            now = now.plusSeconds(1);
        }
    }

    /** Counters instead of times: what an alert's clocks mean, said in the plainest way. */
    private static final class Model {
        private final Lifecycle settings;
        private Phase phase = Phase.INACTIVE;
        private boolean remembered;
        private long held;
        private long gone;
        private long kept;
        private long over;
        private boolean isGone;

        Model(Lifecycle settings) {
            this.settings = settings;
        }

        void down(int seconds) {
            over += seconds;
        }

        Transition second(Presence presence) {
            Presence seen =
                    presence == Presence.UNKNOWN && settings.noData() == NoData.RESOLVE ? Presence.ABSENT : presence;
            Transition transition =
                    switch (phase) {
                        case INACTIVE -> inactive(seen);
                        case PENDING -> pending(seen);
                        case FIRING -> firing(seen);
                    };
            if (seen != Presence.UNKNOWN) {
                held++;
                gone++;
                kept++;
            }
            over++;
            return transition;
        }

        private Transition inactive(Presence seen) {
            if (seen == Presence.PRESENT) {
                phase = Phase.PENDING;
                remembered = false;
                held = 0;
                return pending(seen) == Transition.FIRED ? Transition.FIRED : Transition.STARTED;
            }
            if (remembered && over >= 900) {
                remembered = false;
                return Transition.FORGOTTEN;
            }
            return Transition.NONE;
        }

        private Transition pending(Presence seen) {
            if (seen == Presence.PRESENT) {
                isGone = false;
                if (held >= settings.holdFor().toSeconds()) {
                    phase = Phase.FIRING;
                    return Transition.FIRED;
                }
            } else if (seen == Presence.ABSENT) {
                gone = isGone ? gone : 0;
                isGone = true;
                if (gone >= settings.grace().toSeconds()) {
                    phase = Phase.INACTIVE;
                    isGone = false;
                    return Transition.DROPPED;
                }
            }
            return Transition.NONE;
        }

        private Transition firing(Presence seen) {
            if (seen == Presence.PRESENT) {
                Transition transition = isGone ? Transition.RETURNED : Transition.NONE;
                isGone = false;
                return transition;
            }
            if (seen == Presence.UNKNOWN) {
                return Transition.NONE;
            }
            Transition transition = isGone ? Transition.NONE : Transition.KEPT;
            kept = isGone ? kept : 0;
            isGone = true;
            if (kept >= settings.keepFiringFor().toSeconds()) {
                phase = Phase.INACTIVE;
                isGone = false;
                remembered = true;
                over = 0;
                return Transition.RESOLVED;
            }
            return transition;
        }
    }
}
