package dev.vigil.monitor.discover;

import java.util.List;

/** How one look at a source ended. */
sealed interface Look {

    /** What is wrong, for people. */
    List<String> problems();

    /**
     * It was read.
     *
     * @param leads all that it names, never a difference
     * @param problems what was left out, and why
     */
    record Found(List<Lead> leads, List<String> problems) implements Look {
        /** Copies. */
        public Found {
            leads = List.copyOf(leads);
            problems = List.copyOf(problems);
        }
    }

    /** It could not be read: what was found before stays. */
    record Failed(String reason) implements Look {
        @Override
        public List<String> problems() {
            return List.of(reason);
        }
    }
}
