package dev.vigil.rules.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something a template can call.
 *
 * @param least arguments it takes
 * @param most arguments it takes
 * @param body what it does; throws {@link ExpandException} where it cannot
 */
record Function(int least, int most, Body body) {

    /** Takes evaluated arguments, as many as allowed. */
    @FunctionalInterface
    interface Body {
        @Nullable
        Object apply(List<@Nullable Object> arguments);
    }
}
