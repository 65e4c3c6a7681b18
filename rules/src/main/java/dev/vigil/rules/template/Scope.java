package dev.vigil.rules.template;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The variables and the dot that an action sees; inner blocks have inner scopes. */
final class Scope {

    private final @Nullable Scope outer;
    private final @Nullable Object dot;
    private final Map<String, @Nullable Object> variables = new HashMap<>();

    private Scope(@Nullable Scope outer, @Nullable Object dot) {
        this.outer = outer;
        this.dot = dot;
    }

    /** The outermost scope: Prometheus' variables, and ours. */
    static Scope over(TemplateInput input) {
        Entries labels = new Entries("label", new TreeMap<>(input.labels()), true);
        Map<String, @Nullable Object> columns = new TreeMap<>();
        input.values().forEach((name, value) -> columns.put(name, Values.ofColumn(value)));
        Entries values = new Entries("column", columns, false);
        Entries externalLabels = new Entries("label", Map.of(), true);
        Map<String, @Nullable Object> fields = new TreeMap<>();
        fields.put("Labels", labels);
        fields.put("Value", input.value());
        fields.put("Values", values);
        fields.put("ExternalLabels", externalLabels);
        fields.put("ExternalURL", input.externalUrl());
        Scope scope = new Scope(null, new Entries("field", fields, false));
        scope.declare("", scope.dot);
        scope.declare("labels", labels);
        scope.declare("value", input.value());
        scope.declare("values", values);
        scope.declare("externalLabels", externalLabels);
        scope.declare("externalURL", input.externalUrl());
        return scope;
    }

    Scope inner(@Nullable Object innerDot) {
        return new Scope(this, innerDot);
    }

    Scope inner() {
        return new Scope(this, dot);
    }

    @Nullable
    Object dot() {
        return dot;
    }

    void declare(String name, @Nullable Object value) {
        variables.put(name, value);
    }

    /** Changes a variable where it was declared; the parser has seen to it that it was. */
    void assign(String name, @Nullable Object value) {
        Scope scope = holder(name);
        if (scope != null) {
            scope.declare(name, value);
        }
    }

    @Nullable
    Object variable(String name) {
        Scope scope = holder(name);
        return scope == null ? null : scope.variables.get(name);
    }

    private @Nullable Scope holder(String name) {
        Scope scope = this;
        while (scope != null && !scope.variables.containsKey(name)) {
            scope = scope.outer;
        }
        return scope;
    }
}
