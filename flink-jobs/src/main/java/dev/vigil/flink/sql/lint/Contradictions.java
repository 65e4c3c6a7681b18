package dev.vigil.flink.sql.lint;

import dev.vigil.rules.ProblemKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;

/** Conditions on one column that exclude each other: {@code phase = 'a' AND phase = 'b'}, {@code x > 5 AND x < 3}. */
final class Contradictions implements Lint {

    /**
     * What the conditions so far leave of a column.
     *
     * @param text the one text that it may be; empty = any
     * @param least smallest number
     * @param open whether that itself is left out
     * @param most largest number
     * @param openAbove whether that itself is left out
     */
    private record Left(Optional<String> text, double least, boolean open, double most, boolean openAbove) {

        static final Left ALL =
                new Left(Optional.empty(), Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);

        Left above(double bound, boolean without) {
            return bound > least || (bound == least && without)
                    ? new Left(text, bound, without, most, openAbove)
                    : this;
        }

        Left below(double bound, boolean without) {
            return bound < most || (bound == most && without) ? new Left(text, least, open, bound, without) : this;
        }

        boolean isEmpty() {
            return least > most || (least == most && (open || openAbove));
        }
    }

    @Override
    public void look(SqlSelect select, Scope scope, Consumer<Finding> found) {
        Map<String, Left> left = new HashMap<>();
        for (SqlNode condition : Expressions.conditions(select)) {
            if (condition instanceof SqlCall call && call.operandCount() == 2) {
                if (call.operand(0) instanceof SqlIdentifier name) {
                    narrow(left, name, call.getKind(), call.operand(1), found);
                } else if (call.operand(1) instanceof SqlIdentifier name) {
                    narrow(left, name, call.getKind().reverse(), call.operand(0), found);
                }
            }
        }
    }

    private static void narrow(
            Map<String, Left> left, SqlIdentifier name, SqlKind kind, SqlNode value, Consumer<Finding> found) {
        Left before = left.getOrDefault(name.toString(), Left.ALL);
        Optional<String> text = value instanceof SqlLiteral literal ? Numbers.text(literal) : Optional.empty();
        Optional<Double> number = Numbers.number(value);
        Left after = before;
        boolean apart = false;
        if (text.isPresent() && kind == SqlKind.EQUALS) {
            apart = before.text().isPresent() && !before.text().equals(text);
            after = new Left(text, before.least(), before.open(), before.most(), before.openAbove());
        } else if (number.isPresent()) {
            after = narrowed(before, kind, number.get());
            apart = after.isEmpty();
        }
        if (apart) {
            found.accept(Finding.at(
                    name,
                    ProblemKind.NEVER_TRUE,
                    "this condition on " + name.names.get(name.names.size() - 1)
                            + " excludes an earlier one: both are never true at once"));
        } else {
            left.put(name.toString(), after);
        }
    }

    private static Left narrowed(Left left, SqlKind kind, double number) {
        return switch (kind) {
            case EQUALS -> left.above(number, false).below(number, false);
            case GREATER_THAN -> left.above(number, true);
            case GREATER_THAN_OR_EQUAL -> left.above(number, false);
            case LESS_THAN -> left.below(number, true);
            case LESS_THAN_OR_EQUAL -> left.below(number, false);
            default -> left;
        };
    }
}
