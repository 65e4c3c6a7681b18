package dev.vigil.flink.sql.lint;

import dev.vigil.fleet.Tables;
import dev.vigil.flink.sql.lint.Source.TableColumn;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.yaml.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;

/**
 * Names of watches that there are not. Where the configuration is not known, only what looks like a misspelt usual name is told:
 * any other may well be configured.
 */
final class UnknownWatches implements Lint {

    /** The watches that are looked for without any configuration. */
    private static final Set<String> USUAL = Set.of("loss", "lr", "grad_norm", "step");

    private final Optional<Set<String>> watches;

    UnknownWatches(Optional<Set<String>> watches) {
        this.watches = watches;
    }

    @Override
    public void look(SqlSelect select, Scope scope, Consumer<Finding> found) {
        Expressions.all(select, (node, around) -> {
            if (!(node instanceof SqlCall call) || call.operandCount() != 2) {
                return;
            }
            if (call.getKind() == SqlKind.EQUALS) {
                check(call.operand(0), call.operand(1), scope, found);
                check(call.operand(1), call.operand(0), scope, found);
            } else if (call.getKind() == SqlKind.IN && call.operand(1) instanceof SqlNodeList list) {
                list.forEach(name -> check(call.operand(0), name, scope, found));
            }
        });
    }

    private void check(SqlNode column, SqlNode value, Scope scope, Consumer<Finding> found) {
        Optional<String> text = value instanceof SqlLiteral literal ? Numbers.text(literal) : Optional.empty();
        if (text.isEmpty() || !isWatchName(column, scope) || USUAL.contains(text.get())) {
            return;
        }
        String name = text.get();
        Set<String> known = watches.orElse(USUAL);
        Optional<String> near = Nearest.to(name, known).or(() -> Nearest.to(name, USUAL));
        boolean unknown = watches.isPresent() ? !known.contains(name) : near.isPresent();
        if (unknown) {
            found.accept(Finding.at(
                    value,
                    ProblemKind.UNKNOWN_WATCH,
                    "there is no watch '" + name + "'"
                            + near.map(n -> "; did you mean '" + n + "'?")
                                    .orElse("; there are " + String.join(", ", List.copyOf(known)))));
        }
    }

    private static boolean isWatchName(SqlNode node, Scope scope) {
        return node instanceof SqlIdentifier identifier
                && scope.meaning(identifier) instanceof TableColumn column
                && column.column().name().equals("name")
                && (column.table().equals(Tables.WATCHES) || column.table().equals(Tables.WATCH_SAMPLES));
    }
}
