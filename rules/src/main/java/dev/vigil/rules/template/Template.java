package dev.vigil.rules.template;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A parsed template. Immutable; any thread. Serialized as its text.
 *
 * <p>As in Go: {@code {{ $labels.x }}}, pipelines, parentheses, {@code if}, {@code with}, {@code range}, variables,
 * comments, trim markers. What there is to call: {@link Functions}.
 */
public final class Template implements Parsed, Serializable {

    /** Most characters an expanded text has: Alertmanager's receivers show less, and evidence goes into the incident. */
    public static final int MAX_LENGTH = 8192;

    private final String text;
    private final transient List<Node> nodes;
    private final transient Uses uses;

    Template(String text, List<Node> nodes, Uses uses) {
        this.text = text;
        this.nodes = List.copyOf(nodes);
        this.uses = uses;
    }

    /** Parses a text; one without any action is a template too. */
    public static Parsed parse(String text) {
        Objects.requireNonNull(text, "text");
        try {
            return new Parser(text).template();
        } catch (FaultException e) {
            return new TemplateFault(e.index(), e.text());
        }
    }

    /**
     * The text over a row. What goes wrong becomes the text {@code <error expanding template: …>}, as in Prometheus; what
     * is longer than {@link #MAX_LENGTH} is cut and ends in {@code …}.
     */
    public String expand(TemplateInput input) {
        Output out = new Output(MAX_LENGTH);
        try {
            Scope scope = Scope.over(input);
            for (Node node : nodes) {
                node.write(scope, out);
            }
            return out.text();
        } catch (ExpandException e) {
            return "<error expanding template: " + e.getMessage() + ">";
        }
    }

    /** The columns that the template takes from {@code $values}, as far as it names them. */
    public Set<String> columns() {
        return uses.columns();
    }

    /** The labels that the template takes from {@code $labels}, as far as it names them. */
    public Set<String> labels() {
        return uses.labels();
    }

    /** Where the template first uses {@code $value} or {@code $values}; empty where it does not. */
    public OptionalInt firstValueUse() {
        return uses.firstValue();
    }

    @Override
    public String toString() {
        return text;
    }

    private Object writeReplace() {
        return new Text(text);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("only its text is serialized");
    }

    /** The serialized form. */
    private record Text(String text) implements Serializable {
        private Object readResolve() {
            return parse(text);
        }
    }
}
