package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.cluster.InProcess;
import dev.vigil.rules.Rule;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.execution.CancelTaskException;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Stands, in the same task, before all that a rule does with a table's rows up to its first shuffle. What is thrown there
 * ends here: it is counted, the row is dropped, and the other rules never notice.
 */
final class Guard extends ProcessFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    private static final int NAME = Tables.WATCHES.indexOf("name");

    private final String rule;
    private final String table;
    private final int[] columns;
    private final @Nullable String watch;
    private final InProcess<RuleHealth> health;
    private transient RuleHealth listener;
    private transient LongAdder read;

    private Guard(String rule, String table, int[] columns, @Nullable String watch, InProcess<RuleHealth> health) {
        this.rule = rule;
        this.table = table;
        this.columns = columns;
        this.watch = watch;
        this.health = health;
    }

    /** A guard that hands on what the rule may read: no other columns, and no rows of watches but the one it names. */
    static Guard of(Rule rule, RuleText text, TableSpec table, InProcess<RuleHealth> health) {
        Optional<String> watch = table.equals(Tables.WATCHES) ? NamedWatch.of(text) : Optional.empty();
        return new Guard(rule.id(), table.name(), MentionedColumns.of(text, table), watch.orElse(null), health);
    }

    String table() {
        return table;
    }

    @Override
    public void open(OpenContext context) {
        listener = health.get();
        read = listener.rowsRead(rule, table);
    }

    @Override
    public void processElement(Row row, Context context, Collector<Row> out) {
        read.increment();
        if (watch != null && !watch.equals(row.getField(NAME))) {
            return;
        }
        try {
            out.collect(seen(row));
        } catch (CancelTaskException e) {
            throw e;
        } catch (RuntimeException e) {
            listener.rowDropped(rule, root(e));
        }
    }

    private Row seen(Row row) {
        if (columns.length == row.getArity()) {
            return row;
        }
        Row seen = new Row(row.getKind(), row.getArity());
        for (int column : columns) {
            seen.setField(column, row.getField(column));
        }
        return seen;
    }

    /** Flink wraps what an operator throws, once for each operator of the chain. */
    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getClass().getName().startsWith("org.apache.flink.")) {
            root = root.getCause();
        }
        return root;
    }
}
