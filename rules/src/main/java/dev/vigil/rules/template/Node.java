package dev.vigil.rules.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a template that writes something. */
sealed interface Node {

    void write(Scope scope, Output out);

    /** Plain text. */
    record Plain(String text) implements Node {
        @Override
        public void write(Scope scope, Output out) {
            out.append(text);
        }
    }

    /** A value, printed. */
    record Print(Expr expr) implements Node {
        @Override
        public void write(Scope scope, Output out) {
            out.append(Values.text(expr.value(scope)));
        }
    }

    /** {@code $x := …}, or {@code $x = …} where it does not declare. */
    record Assign(String name, Expr expr, boolean declares) implements Node {
        @Override
        public void write(Scope scope, Output out) {
            Object value = expr.value(scope);
            if (declares) {
                scope.declare(name, value);
            } else {
                scope.assign(name, value);
            }
        }
    }

    /**
     * {@code if} and {@code with}.
     *
     * @param condition what decides
     * @param variable that takes the condition's value; empty = none
     * @param rebinds whether the dot becomes the condition's value, as in {@code with}
     */
    record Branch(Expr condition, String variable, boolean rebinds, List<Node> then, List<Node> otherwise)
            implements Node {
        @Override
        public void write(Scope scope, Output out) {
            Object value = condition.value(scope);
            boolean holds = Values.truth(value);
            Scope inner = rebinds && holds ? scope.inner(value) : scope.inner();
            if (!variable.isEmpty()) {
                inner.declare(variable, value);
            }
            writeAll(holds ? then : otherwise, inner, out);
        }
    }

    /**
     * {@code range} over a map, sorted by key.
     *
     * @param key variable that takes the key; empty = none
     * @param element variable that takes the value; empty = none
     */
    record Range(Expr over, String key, String element, List<Node> body, List<Node> otherwise) implements Node {
        @Override
        public void write(Scope scope, Output out) {
            Object value = over.value(scope);
            Map<String, ? extends @Nullable Object> all = value instanceof Entries entries ? entries.all() : Map.of();
            if (value != null && !(value instanceof Entries)) {
                throw new ExpandException("range over something that is no map");
            }
            if (all.isEmpty()) {
                writeAll(otherwise, scope.inner(), out);
            }
            for (String name : new ArrayList<>(all.keySet())) {
                Scope inner = scope.inner(all.get(name));
                inner.declare(key, name);
                inner.declare(element, all.get(name));
                writeAll(body, inner, out);
            }
        }
    }

    private static void writeAll(List<Node> nodes, Scope scope, Output out) {
        for (Node node : nodes) {
            node.write(scope, out);
        }
    }
}
