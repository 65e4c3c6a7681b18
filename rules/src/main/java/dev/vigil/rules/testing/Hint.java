package dev.vigil.rules.testing;

import dev.vigil.rules.yaml.Nearest;
import java.util.Collection;

/** Helps with what was mistyped. */
final class Hint {

    private Hint() {}

    /** {@code , did you mean 'x'?} or all there is, as far as that is readable. */
    static String nearest(String word, Collection<String> known) {
        return Nearest.to(word, known)
                .map(near -> ", did you mean '" + near + "'?")
                .orElseGet(() -> known.isEmpty() || known.size() > 20
                        ? ""
                        : " (there are: "
                                + String.join(", ", known.stream().sorted().toList()) + ")");
    }
}
