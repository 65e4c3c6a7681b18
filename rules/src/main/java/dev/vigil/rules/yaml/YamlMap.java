package dev.vigil.rules.yaml;

import dev.vigil.rules.ProblemKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping in a YAML file. Every key asked for is ticked off, whether it is there or not; {@link #finish} reports those
 * that nobody asked for, with the nearest one that somebody did.
 *
 * <p>A value of the wrong type is reported when it is asked for and then looks absent: as there is a problem, the default
 * that takes its place is never used. A mapping or list without content ({@code labels:} and nothing after it) is absent.
 */
public final class YamlMap implements YamlNode {

    private final Spot spot;
    private final Map<String, Entry> entries;
    private final Set<String> known = new LinkedHashSet<>();

    YamlMap(Spot spot, Map<String, Entry> entries) {
        this.spot = spot;
        this.entries = new LinkedHashMap<>(entries);
    }

    /** A key's place and its value. */
    record Entry(Spot key, YamlNode value) {}

    /** Whether the key is there, with or without a value. Ticks it off. */
    public boolean has(String key) {
        known.add(key);
        return entries.containsKey(key);
    }

    /** The keys in their order. Ticks none off. */
    public List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    /** The value, of whatever kind. Ticks the key off. */
    public Optional<YamlNode> get(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    /** The value, which must be text, a number or a truth value. */
    public Optional<YamlScalar> scalar(String key) {
        Optional<YamlNode> node = get(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get() instanceof YamlScalar scalar && !scalar.isNull()) {
            return Optional.of(scalar);
        }
        problemAt(
                key,
                ProblemKind.WRONG_VALUE,
                "'" + key + "': expected a single value, got " + node.get().kind());
        return Optional.empty();
    }

    /** The value, which must be a mapping. */
    public Optional<YamlMap> map(String key) {
        return collection(key, YamlMap.class, "a mapping");
    }

    /** The value, which must be a list. */
    public Optional<YamlList> list(String key) {
        return collection(key, YamlList.class, "a list");
    }

    /** The value as text: a number or truth value as it was written. */
    public Optional<String> text(String key) {
        return scalar(key).map(YamlScalar::text);
    }

    /** The value, which must be a duration. */
    public Optional<Duration> duration(String key) {
        return scalar(key).flatMap(YamlScalar::duration);
    }

    /** The value, which must be a truth value. */
    public Optional<Boolean> flag(String key) {
        return scalar(key).flatMap(YamlScalar::flag);
    }

    /** The value, which must be a whole number within bounds. */
    public Optional<Integer> integer(String key, int least, int most) {
        return scalar(key).flatMap(value -> value.integer(least, most));
    }

    /** The items of a list of mappings; empty where the key is absent. */
    public List<YamlMap> maps(String key) {
        return list(key).map(YamlList::maps).orElse(List.of());
    }

    /** The items of a list of texts; empty where the key is absent. */
    public List<YamlScalar> scalars(String key) {
        return list(key).map(YamlList::scalars).orElse(List.of());
    }

    /** All entries of a mapping whose keys are the user's own, such as labels; ticks all off. */
    public Map<String, YamlScalar> scalars() {
        Map<String, YamlScalar> scalars = new LinkedHashMap<>();
        for (String key : entries.keySet()) {
            scalar(key).ifPresent(scalar -> scalars.put(key, scalar));
        }
        return scalars;
    }

    /** As {@link #scalars()}, only the texts. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        scalars().forEach((key, scalar) -> texts.put(key, scalar.text()));
        return texts;
    }

    /** Notes a mistake about a key: at the key where it is there, else at the mapping. */
    public void problemAt(String key, String message) {
        problemAt(key, ProblemKind.INVALID, message);
    }

    /** As {@link #problemAt(String, String)}, with the kind of mistake. */
    public void problemAt(String key, ProblemKind kind, String message) {
        Entry entry = entries.get(key);
        (entry == null ? spot : entry.key()).problem(kind, message);
    }

    /** Notes that a key must be there; {@code why} follows "is missing", and may be empty. */
    public void missing(String key, String why) {
        problemAt(key, ProblemKind.MISSING_KEY, "'" + key + "' is missing" + why);
    }

    /** Reports every key that was never asked for. To be called when all keys have been. */
    public void finish() {
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                entry.key().problem(ProblemKind.UNKNOWN_KEY, unknown(key, entry.value()));
            }
        });
    }

    private String unknown(String key, YamlNode value) {
        if (key.contains(" ") && value instanceof YamlScalar scalar && scalar.isNull()) {
            return "'" + key + "' is no key: between braces, a text that holds a comma needs quotes";
        }
        String all = String.join(", ", known.stream().sorted().toList());
        return "unknown key '" + key + "'"
                + Nearest.to(key, known)
                        .map(near -> ", did you mean '" + near + "'?")
                        .orElse(known.isEmpty() ? "" : " (known: " + all + ")");
    }

    private <T extends YamlNode> Optional<T> collection(String key, Class<T> type, String wanted) {
        Optional<YamlNode> node = get(key).filter(value -> !(value instanceof YamlScalar scalar && scalar.isNull()));
        if (node.isPresent() && !type.isInstance(node.get())) {
            problemAt(
                    key,
                    ProblemKind.WRONG_VALUE,
                    "'" + key + "': expected " + wanted + ", got " + node.get().kind());
        }
        return node.filter(type::isInstance).map(type::cast);
    }

    @Override
    public int line() {
        return spot.line();
    }

    @Override
    public int column() {
        return spot.column();
    }

    @Override
    public String kind() {
        return "a mapping";
    }

    @Override
    public void problem(ProblemKind kind, String message) {
        spot.problem(kind, message);
    }
}
