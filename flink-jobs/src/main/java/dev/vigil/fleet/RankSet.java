package dev.vigil.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes ranks short, as {@code 2,5-7}. */
final class RankSet {

    private static final int MAX_LENGTH = 200;

    private RankSet() {}

    /** The ranks in order, neighbours joined; null where there are none. */
    static @Nullable String text(Collection<String> ranks) {
        TreeSet<Integer> numbers = new TreeSet<>();
        List<String> parts = new ArrayList<>();
        for (String rank : ranks) {
            try {
                numbers.add(Integer.parseInt(rank));
            } catch (NumberFormatException notANumber) {
                parts.add(rank); // a name is as good
            }
        }
        int first = 0;
        int last = 0;
        boolean open = false;
        for (int number : numbers) {
            if (open && number == last + 1) {
                last = number;
                continue;
            }
            if (open) {
                parts.add(range(first, last));
            }
            first = number;
            last = number;
            open = true;
        }
        if (open) {
            parts.add(range(first, last));
        }
        String text = String.join(",", parts);
        return text.isEmpty() ? null : text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }

    private static String range(int first, int last) {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
