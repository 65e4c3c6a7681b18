package dev.vigil.flink.sql.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** Looks through a query that can run for what its author will not have meant. Pure; any thread. */
public final class QueryLinter {

    private final SqlNode query;
    private final Types types;

    /**
     * Over one query.
     *
     * @param query as the planner validated it: every name in full, every place that of the text
     * @param types the type that the planner gave to an expression; null where it gave none
     */
    public QueryLinter(SqlNode query, Function<SqlNode, @Nullable RelDataType> types) {
        this.query = query;
        this.types = new Types(types);
    }

    /**
     * What it finds, by lint and then by place.
     *
     * @param labels names of the result's columns that are labels
     * @param watches names of the watches that there are; empty where they are not known
     */
    public List<Finding> findings(Set<String> labels, Optional<Set<String>> watches) {
        List<Lint> lints = List.of(
                new ImpossibleValues(),
                new Contradictions(),
                new UnknownWatches(watches),
                new NanAggregates(types),
                new NanDecimals(types),
                new NullExtremes(types),
                new IntegerDivisions(types),
                new JobJoins());
        List<Finding> found = new ArrayList<>();
        lints.forEach(lint -> look(lint, found));
        Selects.of(query, Scope.ofTables()).forEach(part -> UnboundedLabels.look(part, labels, found::add));
        return List.copyOf(found);
    }

    /** Why the planner could not translate a query that it had found valid, as far as that shows. */
    public List<Finding> reasons() {
        List<Finding> found = new ArrayList<>();
        look(new TypeMismatches(types), found);
        return List.copyOf(found);
    }

    private void look(Lint lint, List<Finding> found) {
        Selects.all(query, Scope.ofTables(), (select, scope) -> lint.look(select, scope, found::add));
    }
}
