package dev.vigil.rules.yaml;

import dev.vigil.rules.Expression;
import dev.vigil.rules.ProblemKind;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A single value in a YAML file: text, a number, a truth value, or nothing. */
public final class YamlScalar implements YamlNode {

    private static final Map<String, Boolean> FLAGS =
            Map.of("true", true, "yes", true, "on", true, "false", false, "no", false, "off", false);

    private final Spot spot;
    private final ScalarNode node;
    private final ScalarPlaces places;

    YamlScalar(Spot spot, ScalarNode node, SourceLines lines) {
        this.spot = spot;
        this.node = node;
        this.places = new ScalarPlaces(node, lines);
    }

    /** The text; of a number or truth value as it was written. */
    public String text() {
        return node.getValue();
    }

    /** Whether nothing was written, or {@code null} or {@code ~}. */
    public boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    /** The value as a duration; what is none becomes a problem. */
    public Optional<Duration> duration() {
        Optional<Duration> duration = Durations.parse(text());
        if (duration.isEmpty()) {
            problem("'" + excerpt() + "' is not a duration such as 30s, 1m30s or 500ms");
        }
        return duration;
    }

    /** The value as a truth value; what is none becomes a problem. */
    public Optional<Boolean> flag() {
        Boolean flag = node.isPlain() ? FLAGS.get(text().toLowerCase(Locale.ROOT)) : null;
        if (flag == null) {
            problem("'" + excerpt() + "' is neither true nor false");
        }
        return Optional.ofNullable(flag);
    }

    /** The value as a whole number within bounds; what is none becomes a problem. */
    public Optional<Integer> integer(int least, int most) {
        try {
            int number = Integer.parseInt(text());
            if (number >= least && number <= most) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            problem("'" + excerpt() + "' is not a whole number");
            return Optional.empty();
        }
        problem(excerpt()
                + (most == Integer.MAX_VALUE ? " is less than " + least : " is not between " + least + " and " + most));
        return Optional.empty();
    }

    /** What the value stands for among a fixed set of names; another name becomes a problem. */
    public <T> Optional<T> oneOf(Map<String, T> choices) {
        T choice = choices.get(text());
        if (choice == null) {
            String all = String.join(", ", choices.keySet().stream().sorted().toList());
            String hint = Nearest.to(text(), choices.keySet())
                    .map(near -> ", did you mean '" + near + "'?")
                    .orElse("");
            problem("'" + excerpt() + "' is none of " + all + hint);
        }
        return Optional.ofNullable(choice);
    }

    /** The value as the text of an expression; a folded block keeps its lines, so that places in it stay true. */
    public Expression expression() {
        Spot first = spotOf(0);
        return new Expression(places.unfolded(), spot.file(), first.line(), first.column());
    }

    /** Notes that the value cannot be as it is, at one character of the text, given by its index in {@link #text()}. */
    public void problemAt(int index, String message) {
        problemAt(index, ProblemKind.WRONG_VALUE, message);
    }

    /** Notes a mistake of a kind at one character of the text, given by its index in {@link #text()}. */
    public void problemAt(int index, ProblemKind kind, String message) {
        spotOf(index).problem(kind, message);
    }

    private Spot spotOf(int index) {
        ScalarPlaces.Place place = places.of(index);
        return spot.at(place.line(), place.column());
    }

    /** The text, shortened for a message. */
    private String excerpt() {
        return text().length() <= 60 ? text() : text().substring(0, 60) + "…";
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
        return isNull() ? "nothing" : "'" + excerpt() + "'";
    }

    @Override
    public void problem(ProblemKind kind, String message) {
        spot.problem(kind, message);
    }

    /** Notes that the value is not one that can stand here. */
    @Override
    public void problem(String message) {
        problem(ProblemKind.WRONG_VALUE, message);
    }
}
