package dev.vigil.flink.sql.lint;

import dev.vigil.rules.ProblemKind;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlSelect;

/** Quotients of whole numbers, whose fraction is lost. */
final class IntegerDivisions implements Lint {

    private final Types types;

    IntegerDivisions(Types types) {
        this.types = types;
    }

    @Override
    public void look(SqlSelect select, Scope scope, Consumer<Finding> found) {
        Expressions.all(select, (node, around) -> {
            if (node instanceof SqlCall call
                    && call.getKind() == SqlKind.DIVIDE
                    && types.isWhole(call.operand(0))
                    && types.isWhole(call.operand(1))) {
                found.accept(Finding.at(
                        call,
                        ProblemKind.INTEGER_DIVISION,
                        "both numbers are whole, and so is the quotient: its fraction is lost"));
            }
        });
    }
}
