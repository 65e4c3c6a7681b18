package dev.vigil.flink.sql.lint;

import dev.vigil.flink.sql.lint.Source.TableColumn;
import dev.vigil.rules.ProblemKind;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;

/** A DECIMAL beside a column that may be NaN: in Flink NaN is greater than every decimal. */
final class NanDecimals implements Lint {

    private final Types types;

    NanDecimals(Types types) {
        this.types = types;
    }

    @Override
    public void look(SqlSelect select, Scope scope, Consumer<Finding> found) {
        Expressions.all(select, (node, around) -> {
            if (node instanceof SqlCall call
                    && SqlKind.COMPARISON.contains(call.getKind())
                    && call.operandCount() == 2) {
                check(call.operand(0), call.operand(1), scope, found);
                check(call.operand(1), call.operand(0), scope, found);
            }
        });
    }

    private void check(SqlNode decimal, SqlNode other, Scope scope, Consumer<Finding> found) {
        if (!types.isDecimal(decimal) || types.isDecimal(other)) {
            return;
        }
        Optional<TableColumn> column = Expressions.names(other).stream()
                .map(scope::meaning)
                .filter(TableColumn.class::isInstance)
                .map(TableColumn.class::cast)
                .filter(named -> named.column().domain().nan())
                .findFirst();
        column.ifPresent(named -> found.accept(Finding.at(
                decimal,
                ProblemKind.NAN_DECIMAL,
                "this is a DECIMAL, and " + named.table().name() + "."
                        + named.column().name() + " may be NaN, which counts as greater")));
    }
}
