package dev.vigil.flink.sql.lint;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.sql.lint.Source.TableColumn;
import dev.vigil.rules.ProblemKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.util.Util;

/** A GROUP BY job over a table of ranks that is joined with such a table again. */
final class JobJoins implements Lint {

    /** Column of an aggregate over the ranks of a job, and the columns that hold such a figure of its peers already. */
    private static final Map<String, String> READY = Map.of(
            "step", "peer_step_max",
            "step_seconds", "peer_step_seconds",
            "work_seconds", "peer_work_seconds",
            "seconds", "peer_seconds",
            "odd", "odd_ranks",
            "value", "loss_spread of jobs");

    private static final List<TableSpec> OF_RANKS =
            List.of(Tables.TARGETS, Tables.WATCHES, Tables.GRADIENTS, Tables.MODULES, Tables.STACKS);

    @Override
    public void look(SqlSelect select, Scope scope, Consumer<Finding> found) {
        if (select.getFrom() != null) {
            join(select.getFrom(), scope, found);
        }
    }

    private static void join(SqlNode from, Scope scope, Consumer<Finding> found) {
        if (!(from instanceof SqlJoin join)) {
            return;
        }
        List<SqlNode> sides =
                Stream.concat(sides(join.getLeft()), sides(join.getRight())).toList();
        boolean withRanks = sides.stream().anyMatch(side -> isOfRanks(scope.source(bare(side))));
        for (SqlNode side : sides) {
            group(scope.source(bare(side)))
                    .filter(group -> withRanks)
                    .ifPresent(group -> found.accept(Finding.at(side, ProblemKind.JOB_JOIN, message(group))));
        }
    }

    private static Stream<SqlNode> sides(SqlNode from) {
        return from instanceof SqlJoin join
                ? Stream.concat(sides(join.getLeft()), sides(join.getRight()))
                : Stream.of(from);
    }

    private static SqlNode bare(SqlNode side) {
        return side instanceof SqlBasicCall call && side.getKind() == SqlKind.AS ? call.operand(0) : side;
    }

    private static boolean isOfRanks(Source source) {
        return source instanceof Source.Table table && OF_RANKS.contains(table.spec());
    }

    /** The SELECT behind a side of the join that groups ranks by their job. */
    private static Optional<Selects.Part> group(Source source) {
        return source instanceof Source.Query query
                ? Selects.of(query.query(), query.scope()).stream()
                        .filter(JobJoins::groupsByJob)
                        .findFirst()
                : Optional.empty();
    }

    private static boolean groupsByJob(Selects.Part part) {
        SqlNodeList group = part.select().getGroup();
        if (group == null) {
            return false;
        }
        List<TableColumn> keys = group.stream()
                .filter(SqlIdentifier.class::isInstance)
                .map(key -> part.scope().meaning((SqlIdentifier) key))
                .filter(TableColumn.class::isInstance)
                .map(TableColumn.class::cast)
                .toList();
        return keys.stream().anyMatch(key -> key.column().name().equals("job") && OF_RANKS.contains(key.table()))
                && keys.stream().noneMatch(key -> key.column().name().equals("instance"));
    }

    private static String message(Selects.Part group) {
        Set<String> ready = new LinkedHashSet<>();
        Expressions.names(group.select().getSelectList()).forEach(name -> {
            String column = READY.get(Util.last(name.names));
            if (column != null) {
                ready.add(column);
            }
        });
        return "grouped by job and joined with the ranks again, each change of one rank changes all"
                + (ready.isEmpty() ? "" : "; the row of each rank has " + String.join(", ", ready) + " already");
    }
}
