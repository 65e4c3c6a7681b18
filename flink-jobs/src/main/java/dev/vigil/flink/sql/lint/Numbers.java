package dev.vigil.flink.sql.lint;

import java.math.BigDecimal;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.util.NlsString;

/** What is written out in a query: numbers, texts, NULL. */
final class Numbers {

    private Numbers() {}

    /** The number, where one is written out, with its sign. */
    static Optional<Double> number(SqlNode node) {
        if (node instanceof SqlBasicCall call && node.getKind() == SqlKind.MINUS_PREFIX) {
            return number(call.operand(0)).map(number -> -number);
        }
        return node instanceof SqlLiteral literal && literal.getValue() instanceof BigDecimal number
                ? Optional.of(number.doubleValue())
                : Optional.empty();
    }

    /** The text, where one is written out. */
    static Optional<String> text(SqlLiteral literal) {
        return literal.getValue() instanceof NlsString text ? Optional.of(text.getValue()) : Optional.empty();
    }

    /** Whether it is NULL, cast or not. */
    static boolean isNull(SqlNode node) {
        if (node instanceof SqlBasicCall call && node.getKind() == SqlKind.CAST) {
            return isNull(call.operand(0));
        }
        return node instanceof SqlLiteral literal && literal.getValue() == null;
    }

    /** Whether it is {@code CAST('NaN' AS …)}. */
    static boolean isNanCast(SqlNode node) {
        return node instanceof SqlBasicCall call
                && node.getKind() == SqlKind.CAST
                && call.operand(0) instanceof SqlLiteral literal
                && text(literal).filter("NaN"::equalsIgnoreCase).isPresent();
    }

    /** As people write it: {@code 5}, not {@code 5.0}. */
    static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
