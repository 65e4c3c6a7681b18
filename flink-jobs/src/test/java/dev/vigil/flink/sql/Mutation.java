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
 * A rule with one of its numbers changed, as a slip of the finger would: a test of the rule should fail on it.
 *
 * @param of the rule as it is
 * @param place which number: {@code for}, {@code keep_firing_for}, or a literal with the two tokens before it, and a count
 *     where the query has that more than once
 * @param from what stands there
 * @param to what the mutant has there
 * @param mutant the changed rule, under a name and an id of its own
 */
record Mutation(AlertRule of, String place, String from, String to, AlertRule mutant) {

    private static final Duration SOME = Duration.ofSeconds(10);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    /**
     * All mutants of a rule: each number literal of its query and both of its clocks, twice and half as large. Zero has
     * neither: a literal becomes 1 and -1, a clock 10 s.
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
                    literal(tokens, i);
                }
            }
        }

        private void literal(List<SqlToken> tokens, int index) {
            SqlToken literal = tokens.get(index);
            String before = tokens.get(Math.max(0, index - 2)).text() + " "
                    + tokens.get(Math.max(0, index - 1)).text() + " " + literal.text();
            int count = places.merge(before, 1, Integer::sum);
            String place = count == 1 ? before : before + " #" + count;
            BigDecimal number = new BigDecimal(literal.text());
            String sql = rule.expr().sql();
            for (String other : others(number)) {
                String mutated = sql.substring(0, literal.start()) + other + sql.substring(literal.end());
                Expression expr = rule.expr();
                Expression there = new Expression(mutated, expr.file(), expr.line(), expr.column());
                add(place, literal.text(), other, there, rule.holdFor(), rule.keepFiringFor());
            }
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
            AlertRule mutant = new AlertRule(
                    rule.id() + suffix,
                    rule.group(),
                    rule.name() + suffix,
                    expr,
                    hold,
                    keep,
                    rule.limit(),
                    rule.noData(),
                    rule.identity(),
                    rule.labels(),
                    rule.annotations(),
                    rule.investigate());
            mutations.add(new Mutation(rule, place, from, to, mutant));
        }
    }
}
