package dev.vigil.flink.sql.lint;

import dev.vigil.rules.ProblemKind;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.util.Util;

/** GREATEST and LEAST of which one part may be NULL while another is known: the floor that was meant is no floor then. */
final class NullExtremes implements Lint {

    private static final List<String> EXTREMES = List.of("GREATEST", "LEAST");
    private static final List<String> STAND_INS = List.of("COALESCE", "IFNULL", "NVL");

    /** Columns that become known at one moment. */
    private static final Set<String> KNOWN_TOGETHER = Set.of("median50", "mad50");

    private final Types types;

    NullExtremes(Types types) {
        this.types = types;
    }

    @Override
    public void look(SqlSelect select, Scope scope, Consumer<Finding> found) {
        Expressions.all(select, (node, around) -> {
            if (node instanceof SqlCall call
                    && EXTREMES.contains(call.getOperator().getName())
                    && !hasStandIn(around)) {
                check(call, found);
            }
        });
    }

    private static boolean hasStandIn(Deque<SqlNode> around) {
        return around.stream().anyMatch(NullExtremes::isStandIn);
    }

    private static boolean isStandIn(SqlNode node) {
        return node instanceof SqlCall call
                && STAND_INS.contains(call.getOperator().getName());
    }

    private void check(SqlCall call, Consumer<Finding> found) {
        Set<String> unknown = new LinkedHashSet<>();
        boolean anyKnown = false;
        for (SqlNode part : call.getOperandList()) {
            Set<String> columns = isStandIn(part) || !types.mayBeNull(part) ? Set.of() : columns(part);
            anyKnown |= columns.isEmpty();
            unknown.addAll(columns);
        }
        boolean together = unknown.size() <= 1 || KNOWN_TOGETHER.containsAll(unknown);
        if (!unknown.isEmpty() && (anyKnown || !together)) {
            found.accept(Finding.at(
                    call,
                    ProblemKind.NULL_IN_GREATEST,
                    call.getOperator().getName() + " is NULL while " + String.join(" or ", unknown)
                            + " is not known yet"));
        }
    }

    private static Set<String> columns(SqlNode part) {
        return Expressions.names(part).stream()
                .map((SqlIdentifier name) -> Util.last(name.names))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
