package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which columns of a table a query may read. Most of what a filter costs is to translate, for each change of a row, the texts
 * and labels that it never looks at.
 */
final class MentionedColumns {

    /** Ways to read columns without their names. */
    private static final Set<String> READ_ALL = Set.of("NATURAL", "MATCH_RECOGNIZE");

    private MentionedColumns() {}

    /** Their places in the table, in order; all where the query does not name what it reads. */
    static int[] of(RuleText text, TableSpec table) {
        boolean all = readsAll(text.tokens());
        return IntStream.range(0, table.columns().size())
                .filter(i -> all || text.names(table.columns().get(i).name()))
                .toArray();
    }

    private static boolean readsAll(List<SqlToken> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            if ((i > 0 && token.is('*') && isForAll(tokens.get(i - 1)))
                    || READ_ALL.stream().anyMatch(token::is)) {
                return true;
            }
        }
        return false;
    }

    /** Behind these a star stands for all columns; behind an operand it multiplies. */
    private static boolean isForAll(SqlToken before) {
        return before.is("SELECT") || before.is("DISTINCT") || before.is("ALL") || before.is(',') || before.is('.');
    }
}
