package dev.vigil.rules.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that has a value. */
sealed interface Expr {

    @Nullable
    Object value(Scope scope);

    /** A constant. */
    record Literal(@Nullable Object constant) implements Expr {
        @Override
        public @Nullable Object value(Scope scope) {
            return constant;
        }
    }

    /** The dot. */
    record Dot() implements Expr {
        @Override
        public @Nullable Object value(Scope scope) {
            return scope.dot();
        }
    }

    /** A variable, by its name without the dollar sign. */
    record Variable(String name) implements Expr {
        @Override
        public @Nullable Object value(Scope scope) {
            return scope.variable(name);
        }
    }

    /** An entry of a map. */
    record Field(Expr base, String name) implements Expr {
        @Override
        public @Nullable Object value(Scope scope) {
            if (base.value(scope) instanceof Entries entries) {
                return entries.get(name);
            }
            throw new ExpandException("'." + name + "' of something that has no fields");
        }
    }

    /** A function's result. */
    record Call(Function function, List<Expr> arguments) implements Expr {
        @Override
        public @Nullable Object value(Scope scope) {
            List<@Nullable Object> values = new ArrayList<>();
            for (Expr argument : arguments) {
                values.add(argument.value(scope));
            }
            Object result = function.body().apply(values);
            return result instanceof String text ? Output.cut(text, Template.MAX_LENGTH) : result;
        }
    }

    /** {@code and}, {@code or}: the first argument that decides, and none beyond it is looked at. */
    record Logic(boolean decisive, List<Expr> arguments) implements Expr {
        @Override
        public @Nullable Object value(Scope scope) {
            Object last = null;
            for (Expr argument : arguments) {
                last = argument.value(scope);
                if (Values.truth(last) == decisive) {
                    return last;
                }
            }
            return last;
        }
    }
}
