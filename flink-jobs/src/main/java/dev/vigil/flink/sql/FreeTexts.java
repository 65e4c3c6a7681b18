package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.TableSpec.Column;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Names, in one query, of texts that change by themselves and therefore are no labels: the tables' own, and what the query
 * renames them to ({@code top_frame AS frame}). A text that the query makes of them is its author's, and a label.
 */
final class FreeTexts {

    private final Set<String> names = new HashSet<>();

    FreeTexts(RuleText text, Set<TableSpec> tables) {
        for (TableSpec table : tables) {
            table.columns().stream().filter(Column::freeText).map(Column::name).forEach(names::add);
        }
        List<SqlToken> tokens = text.tokens();
        for (int i = 1; i + 1 < tokens.size(); i++) {
            boolean renamed = tokens.get(i).is("AS")
                    && tokens.get(i - 1).isName()
                    && tokens.get(i + 1).isName();
            if (renamed && names.contains(tokens.get(i - 1).text())) {
                names.add(tokens.get(i + 1).text());
            }
        }
    }

    boolean contains(String column) {
        return names.contains(column);
    }
}
