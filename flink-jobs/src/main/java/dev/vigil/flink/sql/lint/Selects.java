package dev.vigil.flink.sql.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.util.Util;

/** The SELECTs of a query. */
final class Selects {

    private Selects() {}

    /** A SELECT and what its expressions see. */
    record Part(SqlSelect select, Scope scope) {}

    /** The SELECTs whose rows are the query's rows: one, or those of a UNION. */
    static List<Part> of(SqlNode query, Scope around) {
        if (query instanceof SqlSelect select) {
            return List.of(new Part(select, around.of(select)));
        }
        if (query instanceof SqlWith with) {
            return of(with.body, around.with(with));
        }
        if (query instanceof SqlOrderBy order) {
            return of(order.query, around);
        }
        List<Part> parts = new ArrayList<>();
        if (query instanceof SqlCall call && SqlKind.SET_QUERY.contains(query.getKind())) {
            call.getOperandList().forEach(operand -> parts.addAll(of(operand, around)));
        }
        return parts;
    }

    /** Shows every SELECT of a query, also those in FROM, in WITH and in conditions. */
    static void all(SqlNode node, Scope around, BiConsumer<SqlSelect, Scope> visitor) {
        if (node instanceof SqlWith with) {
            Scope scope = around.with(with);
            for (SqlNode item : with.withList) {
                all(((SqlWithItem) item).query, scope, visitor);
            }
            all(with.body, scope, visitor);
        } else if (node instanceof SqlSelect select) {
            Scope scope = around.of(select);
            visitor.accept(select, scope);
            operands(select).forEach(operand -> all(operand, scope, visitor));
        } else {
            operands(node).forEach(operand -> all(operand, around, visitor));
        }
    }

    /** The nodes below a node. */
    static List<SqlNode> operands(SqlNode node) {
        List<SqlNode> operands = new ArrayList<>();
        if (node instanceof SqlCall call) {
            call.getOperandList().stream().filter(operand -> operand != null).forEach(operands::add);
        } else if (node instanceof SqlNodeList list) {
            list.stream().filter(operand -> operand != null).forEach(operands::add);
        }
        return operands;
    }

    /** The expression of a SELECT's column. */
    static Optional<SqlNode> item(SqlSelect select, String column) {
        for (SqlNode item : select.getSelectList()) {
            if (nameOf(item).equals(column)) {
                return Optional.of(expression(item));
            }
        }
        return Optional.empty();
    }

    /** Without AS. */
    static SqlNode expression(SqlNode item) {
        return item instanceof SqlCall call && item.getKind() == SqlKind.AS ? call.operand(0) : item;
    }

    private static String nameOf(SqlNode item) {
        SqlNode name = item instanceof SqlCall call && item.getKind() == SqlKind.AS ? call.operand(1) : item;
        return name instanceof SqlIdentifier identifier ? Util.last(identifier.names) : "";
    }
}
