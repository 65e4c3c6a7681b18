package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Which tables a query may read, from its text alone. */
public final class TableNames {

    private TableNames() {}

    /** All tables whose names the query mentions, be it as tables or otherwise: none that it reads is missing. */
    public static Set<TableSpec> in(Rule rule) {
        RuleText text = RuleText.of(rule.expr());
        return Tables.ALL.stream().filter(table -> text.names(table.name())).collect(Collectors.toSet());
    }

    /** The same for rules together. */
    public static Set<TableSpec> in(RuleSet rules) {
        return rules.rules().stream().flatMap(rule -> in(rule).stream()).collect(Collectors.toSet());
    }
}
