package dev.vigil.rules.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a mistyped one was probably meant to be. */
public final class Nearest {

    /** Longer words are not compared: a hostile key must not cost time. */
    private static final int LONGEST = 64;

    private Nearest() {}

    /**
     * The known name nearest to a word, if it is near enough: at most one edit in three characters (insert, remove,
     * replace, swap neighbours; case, {@code -} and {@code _} do not count). The first of equals.
     */
    public static Optional<String> to(String word, Collection<String> known) {
        String plain = plain(word);
        int best = Math.max(1, Math.min(plain.length(), LONGEST) / 3) + 1;
        String nearest = null;
        for (String candidate : known) {
            int distance = word.length() > LONGEST ? best : distance(plain, plain(candidate));
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Optimal string alignment distance. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (swapped(a, i, b, j)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }

    private static boolean swapped(String a, int i, String b, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
