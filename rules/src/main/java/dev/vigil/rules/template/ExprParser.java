package dev.vigil.rules.template;

import dev.vigil.rules.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Parses pipelines: operands, function calls, parentheses. */
final class ExprParser {

    private static final int DEEPEST = 50;

    private final TokenStream tokens;
    private final Uses uses;
    private final Predicate<String> declared;
    private int depth;

    ExprParser(TokenStream tokens, Uses uses, Predicate<String> declared) {
        this.tokens = tokens;
        this.uses = uses;
        this.declared = declared;
    }

    /** One command or several joined by {@code |}: the value of each is the last argument of the next. */
    Expr pipeline() {
        if (++depth > DEEPEST) {
            throw tokens.fault("parentheses are nested too deeply");
        }
        Expr value = command(null);
        while (tokens.peek().is(Kind.PIPE)) {
            tokens.next();
            value = command(value);
        }
        depth--;
        return value;
    }

    private Expr command(@Nullable Expr piped) {
        Token first = tokens.peek();
        if (isFunction(first)) {
            tokens.next();
            List<Expr> arguments = new ArrayList<>();
            while (!endsCommand(tokens.peek())) {
                arguments.add(operand());
            }
            if (piped != null) {
                arguments.add(piped);
            }
            return call(first, arguments);
        }
        Expr value = operand();
        if (piped != null || !endsCommand(tokens.peek())) {
            throw new FaultException(first.index(), "'" + first.written() + "' is not a function");
        }
        return value;
    }

    private static boolean endsCommand(Token token) {
        return token.is(Kind.CLOSE) || token.is(Kind.PIPE) || token.is(Kind.RIGHT) || token.is(Kind.END);
    }

    private static boolean isFunction(Token token) {
        return token.is(Kind.WORD) && !token.isWord("true") && !token.isWord("false") && !token.isWord("nil");
    }

    private Expr operand() {
        Token token = tokens.next();
        Expr value =
                switch (token.kind()) {
                    case CONSTANT -> new Expr.Literal(token.constant());
                    case DOT -> new Expr.Dot();
                    case FIELD -> field(token, new Expr.Dot(), token.text());
                    case VARIABLE -> variable(token);
                    case WORD -> isFunction(token) ? call(token, List.of()) : constant(token);
                    case LEFT -> parenthesis();
                    case CLOSE, END -> throw new FaultException(token.index(), "a value is missing");
                    default ->
                        throw new FaultException(token.index(), "'" + token.written() + "' is not expected here");
                };
        while (tokens.peek().is(Kind.FIELD) && tokens.peek().glued()) {
            value = field(token, value, tokens.next().text());
        }
        return value;
    }

    private Expr parenthesis() {
        Expr value = pipeline();
        tokens.expect(Kind.RIGHT, ")");
        return value;
    }

    private static Expr constant(Token word) {
        return new Expr.Literal(word.isWord("nil") ? null : (Object) word.isWord("true"));
    }

    private Expr variable(Token token) {
        String name = token.text();
        if (!declared.test(name)) {
            throw new FaultException(token.index(), "variable $" + name + " is not declared");
        }
        if (name.equals("value") || name.equals("values")) {
            uses.value(token.index());
        }
        return new Expr.Variable(name);
    }

    private Expr field(Token start, Expr base, String name) {
        boolean ofRoot = base instanceof Expr.Dot || base.equals(new Expr.Variable(""));
        if (ofRoot && (name.equals("Value") || name.equals("Values"))) {
            uses.value(start.index());
        }
        if (isColumns(base)) {
            uses.column(name);
        } else if (isLabels(base)) {
            uses.label(name);
        }
        return new Expr.Field(base, name);
    }

    private static boolean isColumns(Expr expr) {
        return expr.equals(new Expr.Variable("values"))
                || (expr instanceof Expr.Field field && field.name().equals("Values"));
    }

    private static boolean isLabels(Expr expr) {
        return expr.equals(new Expr.Variable("labels"))
                || (expr instanceof Expr.Field field && field.name().equals("Labels"));
    }

    private Expr call(Token name, List<Expr> arguments) {
        Map<String, Boolean> logic = Map.of("and", false, "or", true);
        if (logic.containsKey(name.text()) && !arguments.isEmpty()) {
            return new Expr.Logic(name.isWord("or"), List.copyOf(arguments));
        }
        Function function = Functions.ALL.get(name.text());
        if (function == null) {
            throw new FaultException(name.index(), unknown(name.text()));
        }
        if (arguments.size() < function.least() || arguments.size() > function.most()) {
            String wanted = function.least() == function.most()
                    ? String.valueOf(function.least())
                    : function.most() < 20
                            ? function.least() + " to " + function.most()
                            : "at least " + function.least();
            throw new FaultException(
                    name.index(), "'" + name.text() + "' takes " + wanted + " arguments, not " + arguments.size());
        }
        checkRegex(name, arguments);
        if (name.isWord("index") && arguments.size() > 1 && isColumns(arguments.get(0))) {
            text(arguments.get(1)).ifPresent(uses::column);
        }
        return new Expr.Call(function, List.copyOf(arguments));
    }

    private static void checkRegex(Token name, List<Expr> arguments) {
        if (name.isWord("match") || name.isWord("reReplaceAll")) {
            text(arguments.get(0)).flatMap(Regexes::fault).ifPresent(message -> {
                throw new FaultException(name.index(), message);
            });
        }
    }

    private static Optional<String> text(Expr expr) {
        return expr instanceof Expr.Literal literal && literal.constant() instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    private static String unknown(String name) {
        String reason = Functions.MISSING.get(name);
        return reason == null ? "there is no function '" + name + "'" : "'" + name + "': " + reason;
    }
}
