package dev.vigil.rules.template;

import dev.vigil.rules.template.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes nodes of tokens: the actions. What stands in them is {@link ExprParser}'s. */
final class Parser {

    /** Longer than any text that a person writes into an annotation. */
    private static final int LONGEST = 16 << 10;

    /** Deeper than any person nests; keeps the stack small. */
    private static final int DEEPEST = 50;

    private final String text;
    private final TokenStream tokens;
    private final Uses uses = new Uses();
    private final Deque<Set<String>> declared = new ArrayDeque<>();
    private final ExprParser expressions;

    Parser(String text) {
        if (text.length() > LONGEST) {
            throw new FaultException(LONGEST, "a template of more than " + LONGEST + " characters");
        }
        this.text = text;
        tokens = new TokenStream(new Lexer(text).tokens());
        declared.push(new HashSet<>(Set.of("", "labels", "value", "values", "externalLabels", "externalURL")));
        expressions = new ExprParser(tokens, uses, this::isDeclared);
    }

    Template template() {
        List<Node> nodes = nodes();
        if (!tokens.peek().is(Kind.END)) {
            throw tokens.fault("'" + tokens.peek(1).text() + "' without a block that it could belong to");
        }
        return new Template(text, nodes, uses);
    }

    /** Everything up to the template's end or an action that ends or splits a block. */
    private List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        while (!tokens.peek().is(Kind.END) && !blockEnds()) {
            Token token = tokens.next();
            nodes.add(token.is(Kind.TEXT) ? new Node.Plain(token.text()) : action());
        }
        return nodes;
    }

    private boolean blockEnds() {
        return tokens.peek().is(Kind.OPEN)
                && (tokens.peek(1).isWord("end") || tokens.peek(1).isWord("else"));
    }

    private Node action() {
        if (declared.size() > DEEPEST) {
            throw tokens.fault("blocks are nested too deeply");
        }
        Token first = tokens.peek();
        if (first.isWord("if") || first.isWord("with")) {
            tokens.next();
            return branch(first);
        }
        if (first.isWord("range")) {
            tokens.next();
            return range(first);
        }
        Node node = assignment();
        tokens.expect(Kind.CLOSE, "}}");
        return node;
    }

    private Node assignment() {
        Token name = tokens.peek();
        Kind sign = tokens.peek(1).kind();
        if (!name.is(Kind.VARIABLE) || (sign != Kind.DECLARE && sign != Kind.ASSIGN)) {
            return new Node.Print(expressions.pipeline());
        }
        tokens.next();
        tokens.next();
        Expr expr = expressions.pipeline();
        if (sign == Kind.DECLARE) {
            declare(name.text());
        } else if (!isDeclared(name.text())) {
            throw new FaultException(name.index(), "variable $" + name.text() + " is not declared");
        }
        return new Node.Assign(name.text(), expr, sign == Kind.DECLARE);
    }

    private Node branch(Token keyword) {
        declared.push(new HashSet<>());
        String variable = declaration();
        Expr condition = expressions.pipeline();
        tokens.expect(Kind.CLOSE, "}}");
        declare(variable);
        List<Node> then = block();
        List<Node> otherwise = otherwise(keyword);
        declared.pop();
        return new Node.Branch(condition, variable, keyword.isWord("with"), then, otherwise);
    }

    private Node range(Token keyword) {
        declared.push(new HashSet<>());
        String first = "";
        String second = "";
        if (tokens.peek().is(Kind.VARIABLE) && tokens.peek(1).is(Kind.COMMA)) {
            first = tokens.next().text();
            tokens.next();
            second = declaration();
            if (second.isEmpty()) {
                throw tokens.fault("expected $key, $value := after range");
            }
        } else {
            second = declaration();
        }
        Expr over = expressions.pipeline();
        tokens.expect(Kind.CLOSE, "}}");
        declare(first);
        declare(second);
        List<Node> body = block();
        List<Node> otherwise = otherwise(keyword);
        declared.pop();
        return new Node.Range(over, first, second, body, otherwise);
    }

    /** {@code $x :=}, if it is there; the empty name else. */
    private String declaration() {
        if (!tokens.peek().is(Kind.VARIABLE) || !tokens.peek(1).is(Kind.DECLARE)) {
            return "";
        }
        String name = tokens.next().text();
        tokens.next();
        return name;
    }

    private List<Node> block() {
        declared.push(new HashSet<>());
        List<Node> nodes = nodes();
        declared.pop();
        return nodes;
    }

    /** What stands between {@code else} and {@code end}, and the {@code end}. */
    private List<Node> otherwise(Token keyword) {
        if (tokens.peek().is(Kind.END)) {
            throw new FaultException(keyword.index(), "'" + keyword.text() + "' has no {{ end }}");
        }
        tokens.next();
        if (tokens.next().isWord("end")) {
            tokens.expect(Kind.CLOSE, "}}");
            return List.of();
        }
        Token next = tokens.peek();
        if (next.isWord("if") || next.isWord("with")) {
            return List.of(action());
        }
        tokens.expect(Kind.CLOSE, "}}");
        List<Node> nodes = block();
        if (tokens.peek().is(Kind.OPEN) && tokens.peek(1).isWord("else")) {
            throw tokens.fault("a second 'else'");
        }
        otherwise(keyword);
        return nodes;
    }

    private void declare(String name) {
        if (!name.isEmpty()) {
            declared.element().add(name);
        }
    }

    private boolean isDeclared(String name) {
        return declared.stream().anyMatch(names -> names.contains(name));
    }
}
