package dev.vigil.flink.sql.lint;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.TableSpec.Column;
import org.apache.calcite.sql.SqlNode;

/** What stands behind a name in FROM, and behind a name in an expression. */
sealed interface Source {

    /** One of our tables. */
    record Table(TableSpec spec) implements Source {}

    /** A query in parentheses or in WITH, and what it sees. */
    record Query(SqlNode query, Scope scope) implements Source {}

    /** Something else, of which nothing is known. */
    record Unknown() implements Source {}

    /** What a name in an expression means. */
    sealed interface Meaning {}

    /** A column of one of our tables. */
    record TableColumn(TableSpec table, Column column) implements Meaning {}

    /** An expression of a query in FROM, and what it sees. */
    record Computed(SqlNode expression, Scope scope) implements Meaning {}

    /** Nothing is known of it. */
    record Nameless() implements Meaning {}
}
