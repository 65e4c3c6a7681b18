package dev.vigil.flink.sql.lint;

import dev.vigil.flink.sql.lint.Source.Computed;
import dev.vigil.flink.sql.lint.Source.Meaning;
import dev.vigil.flink.sql.lint.Source.TableColumn;
import dev.vigil.rules.ProblemKind;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;

/** Aggregates over a column that keeps NaN: one spoils the whole, and a running sum never gets rid of it. */
final class NanAggregates implements Lint {

    private static final Set<SqlKind> SPOILT = EnumSet.of(
            SqlKind.AVG,
            SqlKind.SUM,
            SqlKind.SUM0,
            SqlKind.MIN,
            SqlKind.MAX,
            SqlKind.STDDEV_POP,
            SqlKind.STDDEV_SAMP,
            SqlKind.VAR_POP,
            SqlKind.VAR_SAMP);

    private static final List<String> GUARDS = List.of("IS_FINITE", "IS_NAN", "IS_INF");

    private final Types types;

    NanAggregates(Types types) {
        this.types = types;
    }

    @Override
    public void look(SqlSelect select, Scope scope, Consumer<Finding> found) {
        if (Expressions.conditions(select).stream().anyMatch(NanAggregates::guards)) {
            return;
        }
        Expressions.all(select, (node, around) -> {
            if (node instanceof SqlCall call && SPOILT.contains(call.getKind()) && call.operandCount() == 1) {
                spoilt(call.operand(0), scope)
                        .filter(column -> around.stream().noneMatch(NanAggregates::isGuardedFilter))
                        .ifPresent(column -> found.accept(
                                Finding.at(call, ProblemKind.NAN_AGGREGATE, message(call, column, around))));
            }
        });
    }

    private static String message(SqlCall call, TableColumn column, Deque<SqlNode> around) {
        String name = call.getOperator().getName();
        boolean over = around.stream().anyMatch(outer -> outer.getKind() == SqlKind.OVER);
        boolean running = over && call.getKind() != SqlKind.MIN && call.getKind() != SqlKind.MAX;
        return name + " over " + column.table().name() + "." + column.column().name() + ", which may be NaN: "
                + (running ? "one makes it NaN for ever" : "one makes all of it NaN");
    }

    /** The first column below that may be NaN, where nothing between keeps NaN out. */
    private Optional<TableColumn> spoilt(SqlNode argument, Scope scope) {
        if (guards(argument) || types.isText(argument)) {
            return Optional.empty();
        }
        return Expressions.names(argument).stream()
                .flatMap(name -> spoiltColumn(name, scope).stream())
                .findFirst();
    }

    private Optional<TableColumn> spoiltColumn(SqlIdentifier name, Scope scope) {
        Meaning meaning = scope.meaning(name);
        if (meaning instanceof Computed computed) {
            return guardedBySource(name, scope) ? Optional.empty() : spoilt(computed.expression(), computed.scope());
        }
        return meaning instanceof TableColumn column && column.column().domain().nan() && !guardedBySource(name, scope)
                ? Optional.of(column)
                : Optional.empty();
    }

    /** Whether the query in FROM that the name comes from lets finite rows through only. */
    private static boolean guardedBySource(SqlIdentifier name, Scope scope) {
        return scope.queryBehind(name)
                .filter(query -> Selects.of(query.query(), query.scope()).stream()
                        .anyMatch(part ->
                                Expressions.conditions(part.select()).stream().anyMatch(NanAggregates::guards)))
                .isPresent();
    }

    private static boolean isGuardedFilter(SqlNode outer) {
        return outer instanceof SqlCall call && call.getKind() == SqlKind.FILTER && guards(call.operand(1));
    }

    private static boolean guards(SqlNode node) {
        return Expressions.calls(node, GUARDS);
    }
}
