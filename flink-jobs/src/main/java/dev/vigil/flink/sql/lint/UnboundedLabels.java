package dev.vigil.flink.sql.lint;

import dev.vigil.flink.sql.lint.Source.Computed;
import dev.vigil.flink.sql.lint.Source.Meaning;
import dev.vigil.flink.sql.lint.Source.TableColumn;
import dev.vigil.rules.ProblemKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;

/** Labels of the result whose texts have no end: an error, a place in the program, a number as text. */
final class UnboundedLabels {

    /** Functions that are about a text but give none of it. */
    private static final Set<SqlKind> ELEMENTS = EnumSet.of(SqlKind.ITEM);

    private static final int MAX_DEPTH = 20;

    private UnboundedLabels() {}

    /** Looks at one SELECT whose rows are the query's rows. */
    static void look(Selects.Part part, Set<String> labels, Consumer<Finding> found) {
        SqlSelect select = part.select();
        for (String label : labels) {
            Optional<SqlNode> item = Selects.item(select, label);
            item.flatMap(expression -> endless(expression, part.scope(), 0)
                            .map(why -> Finding.at(
                                    expression, ProblemKind.UNBOUNDED_LABEL, "label " + label + " is made of " + why)))
                    .ifPresent(found);
        }
    }

    /** What has no end in a text; empty where it can have only so many values. */
    private static Optional<String> endless(SqlNode text, Scope scope, int depth) {
        if (text instanceof SqlLiteral || depth > MAX_DEPTH || ELEMENTS.contains(text.getKind())) {
            return Optional.empty();
        }
        if (text instanceof SqlIdentifier name) {
            return endless(scope.meaning(name), depth);
        }
        if (text instanceof SqlCase choice) {
            return choice.getThenOperands().stream()
                    .flatMap(result -> endless(result, scope, depth + 1).stream())
                    .findFirst()
                    .or(() -> Optional.ofNullable(choice.getElseOperand())
                            .flatMap(result -> endless(result, scope, depth + 1)));
        }
        List<SqlNode> operands = text instanceof SqlCall ? Selects.operands(text) : List.of();
        return operands.stream()
                .flatMap(operand -> endless(operand, scope, depth + 1).stream())
                .findFirst();
    }

    private static Optional<String> endless(Meaning meaning, int depth) {
        if (meaning instanceof Computed computed) {
            return endless(computed.expression(), computed.scope(), depth + 1);
        }
        if (!(meaning instanceof TableColumn column)) {
            return Optional.empty();
        }
        String named = column.table().name() + "." + column.column().name();
        return switch (column.column().type()) {
            case DOUBLE -> Optional.of(named + ", a number");
            case STRING ->
                column.column().freeText() && column.column().domain().texts().isEmpty()
                        ? Optional.of(named + ", a text without end")
                        : Optional.empty();
            case BOOLEAN, LABELS -> Optional.empty();
        };
    }
}
