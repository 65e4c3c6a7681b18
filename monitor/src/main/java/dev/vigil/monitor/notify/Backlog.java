package dev.vigil.monitor.notify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What waits for one receiver, oldest first: of each thing its newest word only, and no more than a limit. One thread at a
 * time.
 *
 * @param <T> what waits
 */
final class Backlog<T> {

    private final int limit;
    private final Function<T, Object> key;
    private LinkedHashMap<Object, T> waiting = new LinkedHashMap<>();

    /**
     * Nothing waits.
     *
     * @param limit most things that wait
     * @param key what tells things apart
     */
    Backlog(int limit, Function<T, Object> key) {
        this.limit = limit;
        this.key = key;
    }

    /**
     * Adds what is new; it takes the place of what was said of the same thing before.
     *
     * @return how many of the oldest had to go for it
     */
    int add(List<T> items) {
        items.forEach(item -> waiting.put(key.apply(item), item));
        return trim();
    }

    /** Takes the oldest. */
    List<T> take(int most) {
        List<T> taken = new ArrayList<>(Math.min(most, waiting.size()));
        var values = waiting.values().iterator();
        while (taken.size() < most && values.hasNext()) {
            taken.add(values.next());
            values.remove();
        }
        return taken;
    }

    /**
     * Takes back what could not be delivered, in front of all else; a newer word that has come meanwhile is kept instead.
     *
     * @return how many of the oldest had to go
     */
    int takeBack(List<T> items) {
        LinkedHashMap<Object, T> all = new LinkedHashMap<>();
        items.forEach(item -> all.put(key.apply(item), item));
        waiting.forEach(all::put);
        waiting = all;
        return trim();
    }

    /** As {@link #takeBack}, behind all else: what a receiver cannot digest must not block the rest. */
    int takeBackLast(List<T> items) {
        items.forEach(item -> waiting.putIfAbsent(key.apply(item), item));
        return trim();
    }

    int size() {
        return waiting.size();
    }

    private int trim() {
        int dropped = 0;
        var entries = waiting.entrySet().iterator();
        while (waiting.size() > limit) {
            Map.Entry<Object, T> oldest = entries.next();
            entries.remove();
            dropped += oldest == null ? 0 : 1;
        }
        return dropped;
    }
}
