package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import java.util.List;
import java.util.Set;

/**
 * What is known of a rule's query once it is planned.
 *
 * @param columns of its result, in order
 * @param events whether its result only grows (windows, patterns): each row is an event, none is ever taken back
 * @param join whether inputs meet that run apart, so that a change counts only when it has been stable for a while
 * @param tables the tables that it reads
 */
public record RuleShape(List<OutputColumn> columns, boolean events, boolean join, Set<TableSpec> tables) {

    /** Copies. */
    public RuleShape {
        columns = List.copyOf(columns);
        tables = Set.copyOf(tables);
    }
}
