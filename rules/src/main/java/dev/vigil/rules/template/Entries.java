package dev.vigil.rules.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map that a template sees.
 *
 * @param what it is, for messages: {@code column}, {@code field}
 * @param all its entries
 * @param lenient whether a key that is not there is the empty text, as with labels, or an error
 */
record Entries(String what, Map<String, ? extends @Nullable Object> all, boolean lenient) {

    @Nullable
    Object get(String key) {
        if (all.containsKey(key)) {
            return all.get(key);
        }
        if (lenient) {
            return "";
        }
        throw new ExpandException("there is no " + what + " '" + key + "'");
    }
}
