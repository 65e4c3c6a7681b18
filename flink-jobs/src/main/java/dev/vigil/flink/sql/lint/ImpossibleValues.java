package dev.vigil.flink.sql.lint;

import dev.vigil.fleet.Domain;
import dev.vigil.flink.sql.lint.Source.TableColumn;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.yaml.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.util.Litmus;

/** Columns that are compared with a value that they never have: a state that does not exist, a share of 90, NULL, NaN. */
final class ImpossibleValues implements Lint {

    private static final List<SqlKind> MEMBERSHIPS = List.of(SqlKind.IN, SqlKind.NOT_IN);

    @Override
    public void look(SqlSelect select, Scope scope, Consumer<Finding> found) {
        Expressions.all(select, (node, around) -> {
            if (node instanceof SqlCall call && call.operandCount() > 0) {
                check(call, scope, found);
            }
        });
    }

    private static void check(SqlCall call, Scope scope, Consumer<Finding> found) {
        if (call.getKind() == SqlKind.IS_NULL && call.operand(0) instanceof SqlIdentifier name) {
            column(name, scope)
                    .filter(column -> column.column().domain().known())
                    .ifPresent(column -> found.accept(Finding.at(name, ProblemKind.NEVER_TRUE, neverNull(column))));
        } else if (MEMBERSHIPS.contains(call.getKind()) && call.operand(1) instanceof SqlNodeList list) {
            list.forEach(literal -> literal(call.operand(0), SqlKind.EQUALS, literal, scope, found));
        } else if (SqlKind.COMPARISON.contains(call.getKind()) && call.operandCount() == 2) {
            compare(call, scope, found);
        }
    }

    private static void compare(SqlCall call, Scope scope, Consumer<Finding> found) {
        SqlNode left = call.operand(0);
        SqlNode right = call.operand(1);
        if (left instanceof SqlIdentifier && left.equalsDeep(right, Litmus.IGNORE)) {
            if (call.getKind() == SqlKind.NOT_EQUALS) {
                found.accept(Finding.at(
                        call.operand(0),
                        ProblemKind.NEVER_TRUE,
                        "'" + left + " <> " + right + "' is never true, also not for NaN: write IS_NAN(…)"));
            }
        } else if (Numbers.isNull(left) || Numbers.isNull(right)) {
            found.accept(Finding.at(
                    Numbers.isNull(left) ? left : right,
                    ProblemKind.NEVER_TRUE,
                    "a comparison with NULL is never true: write IS NULL or IS NOT NULL"));
        } else if (Numbers.isNanCast(left) || Numbers.isNanCast(right)) {
            found.accept(Finding.at(
                    Numbers.isNanCast(left) ? left : right,
                    ProblemKind.NEVER_TRUE,
                    "a comparison with NaN is never true: write IS_NAN(…)"));
        } else {
            literal(left, call.getKind(), right, scope, found);
            literal(right, call.getKind().reverse(), left, scope, found);
        }
    }

    private static void literal(SqlNode left, SqlKind kind, SqlNode right, Scope scope, Consumer<Finding> found) {
        if (!(left instanceof SqlIdentifier name)) {
            return;
        }
        Optional<TableColumn> column = column(name, scope);
        if (column.isEmpty()) {
            return;
        }
        Optional<String> message =
                right instanceof SqlLiteral literal && Numbers.text(literal).isPresent()
                        ? text(column.get(), Numbers.text(literal).get())
                        : Numbers.number(right).flatMap(number -> number(column.get(), kind, number));
        message.ifPresent(told -> found.accept(Finding.at(right, ProblemKind.NEVER_TRUE, told)));
    }

    private static Optional<String> text(TableColumn column, String text) {
        Domain domain = column.column().domain();
        if (domain.texts().isEmpty() || domain.texts().contains(text)) {
            return Optional.empty();
        }
        return Optional.of(named(column) + " is never '" + text + "'"
                + Nearest.to(text, domain.texts())
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; it is one of " + String.join(", ", domain.texts())));
    }

    private static Optional<String> number(TableColumn column, SqlKind kind, double number) {
        Domain domain = column.column().domain();
        boolean impossible =
                switch (kind) {
                    case EQUALS -> number < domain.least() || number > domain.most();
                    case GREATER_THAN -> number >= domain.most();
                    case GREATER_THAN_OR_EQUAL -> number > domain.most();
                    case LESS_THAN -> number <= domain.least();
                    case LESS_THAN_OR_EQUAL -> number < domain.least();
                    default -> false;
                };
        if (!impossible) {
            return Optional.empty();
        }
        String range = domain.most() == Double.POSITIVE_INFINITY
                ? " is never less than " + Numbers.plain(domain.least())
                : " is always between " + Numbers.plain(domain.least()) + " and " + Numbers.plain(domain.most());
        boolean percent = domain.equals(Domain.SHARE) && number > 1 && number <= 100;
        return Optional.of(
                named(column) + range + (percent ? "; " + Numbers.plain(number) + " % is " + number / 100 : ""));
    }

    private static String neverNull(TableColumn column) {
        return named(column) + " is never NULL"
                + (column.column().name().equals("rank") ? "; where there is no rank it is ''" : "");
    }

    private static String named(TableColumn column) {
        return column.table().name() + "." + column.column().name();
    }

    private static Optional<TableColumn> column(SqlIdentifier name, Scope scope) {
        return scope.meaning(name) instanceof TableColumn column ? Optional.of(column) : Optional.empty();
    }
}
