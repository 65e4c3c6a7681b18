package dev.vigil.flink.sql.lint;

import java.util.function.Consumer;
import org.apache.calcite.sql.SqlSelect;

/** Looks at one SELECT. */
interface Lint {

    /**
     * Tells what it finds.
     *
     * @param select one SELECT of the query; those in it are shown on their own
     * @param scope what its expressions see
     * @param found takes the findings
     */
    void look(SqlSelect select, Scope scope, Consumer<Finding> found);
}
