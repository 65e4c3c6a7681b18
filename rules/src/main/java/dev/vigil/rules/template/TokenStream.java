package dev.vigil.rules.template;

import dev.vigil.rules.template.Token.Kind;
import java.util.List;

/** Tokens in their order; the last is always {@link Kind#END}. */
final class TokenStream {

    private final List<Token> tokens;
    private int at;

    TokenStream(List<Token> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = peek();
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    void expect(Kind kind, String what) {
        if (!peek().is(kind)) {
            throw fault("expected " + what + (peek().is(Kind.END) ? "" : " before '" + peek().written() + "'"));
        }
        next();
    }

    /** A mistake at the next token. */
    FaultException fault(String message) {
        return new FaultException(peek().index(), message);
    }
}
