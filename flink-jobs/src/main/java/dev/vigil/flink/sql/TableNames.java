package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.table.RowsRead;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which tables, and which rows of them, a query may read, from its text alone. */
public final class TableNames {

    private TableNames() {}

    /** All tables whose names the query mentions, be it as tables or otherwise: none that it reads is missing. */
    public static Set<TableSpec> in(Rule rule) {
        RuleText text = RuleText.of(rule.expr());
        return Tables.ALL.stream().filter(table -> text.names(table.name())).collect(Collectors.toSet());
    }

    /** The rows that some rules together may use. */
    public static RowsRead rowsReadBy(RuleSet rules) {
        Set<TableSpec> tables =
                rules.rules().stream().flatMap(rule -> in(rule).stream()).collect(Collectors.toSet());
        Set<String> watches = new HashSet<>();
        for (Rule rule : rules.rules()) {
            if (in(rule).contains(Tables.WATCHES)) {
                Optional<String> watch = NamedWatch.of(RuleText.of(rule.expr()));
                if (watch.isEmpty()) {
                    return new RowsRead(tables, Optional.empty());
                }
                watches.add(watch.get());
            }
        }
        return new RowsRead(tables, Optional.of(watches));
    }
}
