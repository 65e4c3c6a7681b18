package dev.vigil.flink.sql.lint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;

/** The expressions of one SELECT, without those of the SELECTs in it. */
final class Expressions {

    private Expressions() {}

    /** Shows each node of each expression with the calls around it, the nearest first. */
    static void all(SqlSelect select, BiConsumer<SqlNode, Deque<SqlNode>> visitor) {
        List<SqlNode> roots = new ArrayList<>(Selects.operands(select));
        if (select.getFrom() != null) {
            roots.remove(select.getFrom());
            roots.addAll(joinConditions(select.getFrom()));
        }
        roots.forEach(root -> walk(root, new ArrayDeque<>(), visitor));
    }

    /** Shows a node and those below it. */
    static void walk(SqlNode node, Deque<SqlNode> around, BiConsumer<SqlNode, Deque<SqlNode>> visitor) {
        if (node instanceof SqlSelect || node instanceof SqlWith) {
            return;
        }
        visitor.accept(node, around);
        around.push(node);
        Selects.operands(node).forEach(operand -> walk(operand, around, visitor));
        around.pop();
    }

    /** The conditions that must all hold for a row of a SELECT. */
    static List<SqlNode> conditions(SqlSelect select) {
        List<SqlNode> all = new ArrayList<>();
        if (select.getWhere() != null) {
            conjuncts(select.getWhere(), all);
        }
        if (select.getHaving() != null) {
            conjuncts(select.getHaving(), all);
        }
        return all;
    }

    private static void conjuncts(SqlNode node, List<SqlNode> all) {
        if (node instanceof SqlBasicCall call && node.getKind() == SqlKind.AND) {
            call.getOperandList().forEach(operand -> conjuncts(operand, all));
        } else {
            all.add(node);
        }
    }

    private static List<SqlNode> joinConditions(SqlNode from) {
        List<SqlNode> all = new ArrayList<>();
        if (from instanceof SqlJoin join) {
            all.addAll(joinConditions(join.getLeft()));
            all.addAll(joinConditions(join.getRight()));
            if (join.getCondition() != null) {
                all.add(join.getCondition());
            }
        }
        return all;
    }

    /** The names in an expression. */
    static List<SqlIdentifier> names(SqlNode node) {
        List<SqlIdentifier> names = new ArrayList<>();
        walk(node, new ArrayDeque<>(), (each, around) -> {
            if (each instanceof SqlIdentifier identifier) {
                names.add(identifier);
            }
        });
        return names;
    }

    /** Whether a function of one of these names is called anywhere in an expression. */
    static boolean calls(SqlNode node, List<String> functions) {
        List<SqlNode> found = new ArrayList<>();
        walk(node, new ArrayDeque<>(), (each, around) -> {
            if (each instanceof SqlCall call
                    && functions.contains(call.getOperator().getName())) {
                found.add(each);
            }
        });
        return !found.isEmpty();
    }
}
