package dev.vigil.flink.alert;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which alerts of each rule are active, to keep rules within their limits. Not stored: after a restart the active alerts
 * are judged before any new one can begin, and so counted first.
 */
final class RuleLimits {

    private final Map<String, Set<String>> active = new HashMap<>();

    /** Whether one more alert may begin. */
    boolean room(String rule, int limit) {
        return limit == 0 || active.getOrDefault(rule, Set.of()).size() < limit;
    }

    /** An alert is active, or is not. */
    void note(String rule, String key, boolean isActive) {
        Set<String> keys = active.computeIfAbsent(rule, unused -> new HashSet<>());
        if (isActive) {
            keys.add(key);
        } else {
            keys.remove(key);
        }
    }
}
