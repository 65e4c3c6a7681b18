package dev.vigil.flink.sql;

import dev.vigil.flink.sql.SqlToken.Kind;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Expression;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule with one of its numbers or guards changed, as a slip of the finger would: a test of the rule should fail on it.
 *
 * @param of the rule as it is
 * @param place which one: {@code for}, {@code keep_firing_for}, or a literal with the two tokens before it, and a count
 *     where the query has that more than once
 * @param from what stands there
 * @param to what the mutant has there
 * @param mutant the changed rule, under a name and an id of its own
 */
record Mutation(AlertRule of, String place, String from, String to, AlertRule mutant) {

    private static final Duration SOME = Duration.ofSeconds(10);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    /**
     * All mutants of a rule. Each number literal of its query and both of its clocks, twice and half as large; zero has
     * neither: a literal becomes 1 and -1, a clock 10 s. A text that a column must be: any will do; one of several that it
     * may be: that one will not.
     */
    static List<Mutation> all(AlertRule rule) {
        Maker maker = new Maker(rule);
        maker.literals();
        maker.clock("for", rule.holdFor());
        maker.clock("keep_firing_for", rule.keepFiringFor());
        return maker.mutations;
    }

    /** For people: which rule, which number, and what it becomes. */
    String text() {
        return of.name() + ", " + place + " (" + from + " -> " + to + ")";
    }

    private static final class Maker {

        private final AlertRule rule;
        private final List<Mutation> mutations = new ArrayList<>();
        private final Map<String, Integer> places = new HashMap<>();

        Maker(AlertRule rule) {
            this.rule = rule;
        }

        private void literals() {
            List<SqlToken> tokens = SqlLexer.tokens(rule.expr().sql());
            for (int i = 0; i < tokens.size(); i++) {
                if (tokens.get(i).kind() == Kind.NUMBER) {
                    String place = place(tokens, i);
                    for (String other : others(new BigDecimal(tokens.get(i).text()))) {
                        replace(place, tokens.get(i), tokens.get(i), other);
                    }
                } else if (tokens.get(i).kind() == Kind.STRING) {
                    text(tokens, i);
                }
            }
        }

        private void text(List<SqlToken> tokens, int index) {
            SqlToken before = tokens.get(index - 1);
            if (before.is('=')) {
                replace(place(tokens, index), before, tokens.get(index), "<> ''");
            } else if (isOneOfSeveral(tokens, index)) {
                replace(place(tokens, index), tokens.get(index), tokens.get(index), "''");
            }
        }

        private static boolean isOneOfSeveral(List<SqlToken> tokens, int index) {
            int at = index - 1;
            while (tokens.get(at).is(',') || tokens.get(at).kind() == Kind.STRING) {
                at--;
            }
            return tokens.get(at).is('(') && tokens.get(at - 1).is("IN");
        }

        private String place(List<SqlToken> tokens, int index) {
            String place = tokens.get(Math.max(0, index - 2)).text() + " "
                    + tokens.get(Math.max(0, index - 1)).text() + " "
                    + tokens.get(index).text();
            int count = places.merge(place, 1, Integer::sum);
            return count == 1 ? place : place + " #" + count;
        }

        private void replace(String place, SqlToken first, SqlToken last, String other) {
            Expression expr = rule.expr();
            String sql = expr.sql();
            String mutated = sql.substring(0, first.start()) + other + sql.substring(last.end());
            Expression there = new Expression(mutated, expr.file(), expr.line(), expr.column());
            String from = sql.substring(first.start(), last.end());
            add(place, from, other, there, rule.holdFor(), rule.keepFiringFor());
        }

        private static List<String> others(BigDecimal number) {
            if (number.signum() == 0) {
                return List.of("1", "(-1)");
            }
            return List.of(
                    number.multiply(TWO).toString(),
                    number.divide(TWO, MathContext.DECIMAL64).toString());
        }

        /** What is not given is zero. */
        private void clock(String name, @Nullable Duration given) {
            Duration time = given == null ? Duration.ZERO : given;
            List<Duration> others = time.isZero() ? List.of(SOME) : List.of(time.multipliedBy(2), time.dividedBy(2));
            for (Duration other : others) {
                boolean hold = name.equals("for");
                add(
                        name,
                        time.toSeconds() + "s",
                        other.toSeconds() + "s",
                        rule.expr(),
                        hold ? other : rule.holdFor(),
                        hold ? rule.keepFiringFor() : other);
            }
        }

        private void add(
                String place, String from, String to, Expression expr, Duration hold, @Nullable Duration keep) {
            String suffix = "~" + mutations.size();
            AlertRule mutant = Rules.variant(rule, suffix, expr, hold, keep);
            mutations.add(new Mutation(rule, place, from, to, mutant));
        }
    }
}
