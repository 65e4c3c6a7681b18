package dev.vigil.monitor.reload;

import dev.vigil.rules.Problem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came of a reload. */
public sealed interface Outcome {

    /** Whether what runs is what the files say, as far as a reload can make it so. */
    boolean isSuccessful();

    /** For people, a line each. */
    List<String> lines();

    /**
     * The files are what runs.
     *
     * @param changes what is different now; empty where nothing is
     * @param restarts what stays as it was until the next start
     */
    record Applied(List<String> changes, List<String> restarts) implements Outcome {

        /** Copies. */
        public Applied {
            changes = List.copyOf(changes);
            restarts = List.copyOf(restarts);
        }

        @Override
        public boolean isSuccessful() {
            return true;
        }

        @Override
        public List<String> lines() {
            String summary = changes.isEmpty() ? "nothing is different" : String.join("; ", changes);
            return Stream.concat(
                            Stream.of("Configuration and rules reloaded: " + summary),
                            restarts.stream().map(what -> "Only a restart changes " + what))
                    .toList();
        }
    }

    /**
     * The files cannot run; all stays as it was.
     *
     * @param problems why not
     */
    record Refused(List<Problem> problems) implements Outcome {

        /** Copies. */
        public Refused {
            problems = List.copyOf(problems);
        }

        @Override
        public boolean isSuccessful() {
            return false;
        }

        @Override
        public List<String> lines() {
            String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
            return Stream.concat(
                            Stream.of("Nothing was reloaded, all goes on as before; " + count + ":"),
                            problems.stream().map(Problem::toString))
                    .collect(Collectors.toUnmodifiableList());
        }
    }

    /**
     * It did not work out; all stays as it was.
     *
     * @param reason why
     */
    record Failed(String reason) implements Outcome {

        @Override
        public boolean isSuccessful() {
            return false;
        }

        @Override
        public List<String> lines() {
            return List.of("Nothing was reloaded, all goes on as before: " + reason);
        }
    }
}
