package dev.vigil.flink.sql.lint;

import dev.vigil.fleet.Tables;
import dev.vigil.flink.sql.lint.Source.Computed;
import dev.vigil.flink.sql.lint.Source.Meaning;
import dev.vigil.flink.sql.lint.Source.Nameless;
import dev.vigil.flink.sql.lint.Source.TableColumn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlTableFunction;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/** The names that the expressions of one SELECT see: tables and queries in its FROM, in WITH, and in the SELECTs around it. */
final class Scope {

    /** As deep as a name is followed through queries in FROM. */
    private static final int MAX_DEPTH = 20;

    private final @Nullable Scope outer;
    private final Map<String, Source> names = new LinkedHashMap<>();

    private Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    /** What a whole statement sees: our tables. */
    static Scope ofTables() {
        Scope scope = new Scope(null);
        Tables.ALL.forEach(table -> scope.names.put(table.name(), new Source.Table(table)));
        return scope;
    }

    /** What the body of a WITH sees. */
    Scope with(SqlWith with) {
        Scope scope = new Scope(this);
        for (SqlNode node : with.withList) {
            SqlWithItem item = (SqlWithItem) node;
            // An item sees those before it: a copy, so that a later one of the same name is not taken for it.
            Scope before = new Scope(this);
            before.names.putAll(scope.names);
            scope.names.put(item.name.getSimple(), new Source.Query(item.query, before));
        }
        return scope;
    }

    /** What the expressions of a SELECT see. */
    Scope of(SqlSelect select) {
        Scope scope = new Scope(this);
        if (select.getFrom() != null) {
            enter(scope, select.getFrom(), "");
        }
        return scope;
    }

    private void enter(Scope scope, SqlNode from, String alias) {
        if (from instanceof SqlJoin join) {
            enter(scope, join.getLeft(), "");
            enter(scope, join.getRight(), "");
        } else if (from instanceof SqlBasicCall call && call.getKind() == SqlKind.AS) {
            enter(scope, call.operand(0), ((SqlIdentifier) call.operand(1)).getSimple());
        } else {
            scope.names.put(alias.isEmpty() ? nameOf(from) : alias, source(from));
        }
    }

    private static String nameOf(SqlNode from) {
        return from instanceof SqlIdentifier identifier ? Util.last(identifier.names) : "";
    }

    /** What a FROM item stands for; of a window over a table, the table. */
    Source source(SqlNode from) {
        if (from instanceof SqlIdentifier identifier) {
            return named(Util.last(identifier.names));
        }
        if (from instanceof SqlSelect || from instanceof SqlWith) {
            return new Source.Query(from, this);
        }
        if (from instanceof SqlCall call && isRelation(call)) {
            return call.getOperandList().stream()
                    .filter(operand -> operand != null && isRelation(operand))
                    .map(this::source)
                    .findFirst()
                    .orElseGet(Source.Unknown::new);
        }
        return new Source.Unknown();
    }

    /** TABLE(TUMBLE(TABLE x, …)): each call has the table, or another such call, as its first operand. */
    private static boolean isRelation(SqlNode node) {
        if (node instanceof SqlIdentifier || node instanceof SqlSelect) {
            return true;
        }
        return node instanceof SqlCall call
                && (node.getKind() == SqlKind.COLLECTION_TABLE
                        || node.getKind() == SqlKind.EXPLICIT_TABLE
                        || node.getKind() == SqlKind.SET_SEMANTICS_TABLE
                        || call.getOperator() instanceof SqlTableFunction);
    }

    private Source named(String name) {
        for (Scope at = this; at != null; at = at.outer) {
            Source source = at.names.get(name);
            if (source != null) {
                return source;
            }
        }
        return new Source.Unknown();
    }

    /** The query in FROM that a name in an expression comes from, if it is one. */
    Optional<Source.Query> queryBehind(SqlIdentifier identifier) {
        return identifier.names.size() >= 2
                        && named(identifier.names.get(identifier.names.size() - 2)) instanceof Source.Query query
                ? Optional.of(query)
                : Optional.empty();
    }

    /** What a name in an expression means, followed through queries in FROM down to a table where it comes from one. */
    Meaning meaning(SqlIdentifier identifier) {
        return meaning(identifier, 0);
    }

    private Meaning meaning(SqlIdentifier identifier, int depth) {
        if (depth > MAX_DEPTH || identifier.names.size() < 2) {
            return new Nameless();
        }
        String column = Util.last(identifier.names);
        Source source = named(identifier.names.get(identifier.names.size() - 2));
        if (source instanceof Source.Table table) {
            return table.spec()
                    .column(column)
                    .<Meaning>map(found -> new TableColumn(table.spec(), found))
                    .orElseGet(Nameless::new);
        }
        return source instanceof Source.Query query ? meaning(query, column, depth) : new Nameless();
    }

    private static Meaning meaning(Source.Query query, String column, int depth) {
        Optional<Selects.Part> part =
                Selects.of(query.query(), query.scope()).stream().findFirst();
        Optional<SqlNode> expression = part.flatMap(found -> Selects.item(found.select(), column));
        if (part.isEmpty() || expression.isEmpty()) {
            return new Nameless();
        }
        Scope scope = part.get().scope();
        return expression.get() instanceof SqlIdentifier identifier
                ? scope.meaning(identifier, depth + 1)
                : new Computed(expression.get(), scope);
    }
}
