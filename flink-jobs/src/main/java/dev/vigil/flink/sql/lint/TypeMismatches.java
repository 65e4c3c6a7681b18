package dev.vigil.flink.sql.lint;

import dev.vigil.rules.ProblemKind;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;

/** Texts compared with numbers: {@code rank = 0}. The planner refuses them, and does not say where. */
final class TypeMismatches implements Lint {

    private final Types types;

    TypeMismatches(Types types) {
        this.types = types;
    }

    @Override
    public void look(SqlSelect select, Scope scope, Consumer<Finding> found) {
        Expressions.all(select, (node, around) -> {
            if (node instanceof SqlCall call
                    && SqlKind.COMPARISON.contains(call.getKind())
                    && call.operandCount() == 2) {
                check(call.operand(0), call.operand(1), found);
                check(call.operand(1), call.operand(0), found);
            }
        });
    }

    private void check(SqlNode text, SqlNode number, Consumer<Finding> found) {
        if (types.isText(text) && types.isNumber(number)) {
            boolean literal = Numbers.number(number).isPresent();
            String fix = literal
                    ? "a text is compared with the number " + number + ": write '" + number + "'"
                    : "a number is compared with the text " + text + ": write it without quotes";
            found.accept(Finding.at(literal ? number : text, ProblemKind.TYPE_MISMATCH, fix));
        }
    }
}
