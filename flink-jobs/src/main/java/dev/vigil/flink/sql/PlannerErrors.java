package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.TableSpec.Column;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.sql.SqlToken.Kind;
import dev.vigil.flink.table.Schemas;
import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.yaml.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says in the user's terms, and at a place in the user's text, why the planner refused a query. */
final class PlannerErrors {

    /** Both of the parser's and the validator's ways to name a place; a range is named by its beginning. */
    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");

    private static final Pattern UNKNOWN_COLUMN =
            Pattern.compile("Column '([^']+)' not found in (?:any table|table '([^']+)')");
    private static final Pattern UNKNOWN_TABLE = Pattern.compile("(?:Object|Table) '([^']+)' not found");
    private static final Pattern UNKNOWN_FUNCTION =
            Pattern.compile("No match found for function signature ([^(]+)\\((.*)\\)");
    private static final Pattern UNEXPECTED =
            Pattern.compile("(?:Encountered \"|Incorrect syntax near the keyword ')(.*?)[\"'] at line");

    /** Words that nobody means as a name. */
    private static final Set<String> CLAUSES = Set.of(
            "SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "BY", "JOIN", "ON", "AS", "AND", "OR", "NOT", "IN",
            "UNION", "CASE", "WHEN", "THEN", "ELSE", "END", "OVER", "WITH");

    /** Functions that people coming from elsewhere write without an underscore. */
    private static final List<String> OWN_FUNCTIONS = List.of("IS_NAN", "IS_INF", "IS_FINITE", "MEDIAN", "MAD");

    /** A message is for one line of a terminal. */
    private static final int LONGEST = 300;

    private final RuleText text;

    PlannerErrors(RuleText text) {
        this.text = text;
    }

    Problem problem(Throwable error) {
        String message = messageWithPlace(error);
        Matcher place = PLACE.matcher(message);
        if (!place.find()) {
            return unplaced(message);
        }
        int line = Integer.parseInt(place.group(1));
        int column = Integer.parseInt(place.group(2));
        Reason reason = explain(message, line, column);
        return text.problem(line, column, reason.kind(), reason.message());
    }

    /** Why, and what sort of mistake that is. */
    private record Reason(ProblemKind kind, String message) {}

    /** Whether the planner's reason is that types do not go together, which it tells without a place. */
    static boolean isOfTypes(Throwable error) {
        return messageWithPlace(error).contains("implicit type conversion between");
    }

    /** The outermost message that names a place, or else the outermost one that says anything. */
    private static String messageWithPlace(Throwable error) {
        String outermost = "";
        for (Throwable at = error; at != null; at = at.getCause()) {
            String message = at.getMessage() == null ? "" : at.getMessage();
            if (PLACE.matcher(message).find()) {
                return message;
            }
            outermost = outermost.isEmpty() ? message : outermost;
        }
        return outermost.isEmpty() ? error.getClass().getSimpleName() : outermost;
    }

    private Reason explain(String message, int line, int column) {
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.find()) {
            return new Reason(ProblemKind.SQL_SYNTAX, unexpected(unexpected.group(1), message, line, column));
        }
        Matcher unknownColumn = UNKNOWN_COLUMN.matcher(message);
        if (unknownColumn.find()) {
            return new Reason(ProblemKind.UNKNOWN_COLUMN, unknownColumn(unknownColumn.group(1)));
        }
        Matcher unknownTable = UNKNOWN_TABLE.matcher(message);
        if (unknownTable.find()) {
            return new Reason(ProblemKind.UNKNOWN_TABLE, unknownTable(unknownTable.group(1)));
        }
        Matcher unknownFunction = UNKNOWN_FUNCTION.matcher(message);
        if (unknownFunction.find()) {
            String call = unknownFunction.group(1) + " that takes (" + unknownFunction.group(2) + ")";
            return new Reason(
                    ProblemKind.UNKNOWN_FUNCTION,
                    "there is no function " + call + suggestion(unknownFunction.group(1), OWN_FUNCTIONS));
        }
        return new Reason(
                ProblemKind.CANNOT_RUN,
                shortened(message.replaceFirst("^.*?line \\d+, column \\d+(?: to line \\d+, column \\d+)?:?\\s*", "")));
    }

    private String unexpected(String found, String message, int line, int column) {
        if (found.equals("<EOF>")) {
            return "the query ends too early";
        }
        Optional<SqlToken> token = text.tokenAt(line, column);
        boolean nameExpected = message.contains("<BACK_QUOTED_IDENTIFIER>");
        if (nameExpected && token.isPresent() && mayBeMeantAsName(token.get())) {
            String word = token.get().text();
            return "unexpected '" + word + "', a reserved word of SQL; a column of that name is written `" + word + "`";
        }
        return "unexpected '" + token.map(SqlToken::text).orElse(found) + "'";
    }

    private static boolean mayBeMeantAsName(SqlToken token) {
        return token.kind() == Kind.WORD && !CLAUSES.contains(token.text().toUpperCase(Locale.ROOT));
    }

    private String unknownColumn(String column) {
        List<TableSpec> tables =
                Tables.ALL.stream().filter(table -> text.names(table.name())).toList();
        List<String> known =
                tables.stream().flatMap(PlannerErrors::columns).distinct().toList();
        String where = tables.isEmpty()
                ? ""
                : " in " + tables.stream().map(TableSpec::name).collect(Collectors.joining(", "));
        String suggestion = suggestion(column, known);
        return "there is no column '" + column + "'" + where
                + (suggestion.isEmpty() ? instead(column, known) : suggestion);
    }

    /** The tables that have such a column, or else the columns that there are. */
    private static String instead(String column, List<String> known) {
        String having = Tables.ALL.stream()
                .filter(table -> table.column(column).isPresent())
                .map(TableSpec::name)
                .collect(Collectors.joining(", "));
        String there = known.isEmpty() ? "" : "; there are " + String.join(", ", known);
        return having.isEmpty() ? there : "; it is a column of " + having;
    }

    private static Stream<String> columns(TableSpec table) {
        return Stream.concat(table.columns().stream().map(Column::name), Stream.of(Schemas.ROW_TIME));
    }

    private static String unknownTable(String table) {
        List<String> known = Tables.ALL.stream().map(TableSpec::name).toList();
        String suggestion = suggestion(table, known);
        return "there is no table '" + table + "'"
                + (suggestion.isEmpty() ? "; there are " + String.join(", ", known) : suggestion);
    }

    private static String suggestion(String word, List<String> known) {
        return Nearest.to(word, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
    }

    private Problem unplaced(String message) {
        if (message.contains("OverAggregate") && message.contains("doesn't support consuming")) {
            return at(
                    "OVER",
                    ProblemKind.CANNOT_RUN,
                    "OVER needs a history: read a table whose name ends in _samples, or one of the ready columns"
                            + " (previous, mean5, median50, …)");
        }
        if (message.contains("Over Agg: The window rank function") || message.contains("OVER windows' ordering")) {
            return at("OVER", ProblemKind.CANNOT_RUN, shortened(message));
        }
        if (message.startsWith("Sort on a non-time-attribute")) {
            return at(
                    "ORDER",
                    ProblemKind.ORDERED_RESULT,
                    "ORDER BY has no meaning in a result that changes all the time; leave it out");
        }
        if (message.startsWith("Unsupported SQL query") || message.startsWith("only single statement supported")) {
            return text.problem(ProblemKind.NOT_A_SELECT, "a rule is one SELECT (or WITH … SELECT) and nothing else");
        }
        return text.problem(ProblemKind.CANNOT_RUN, "this cannot run as a continuous query: " + shortened(message));
    }

    private Problem at(String keyword, ProblemKind kind, String message) {
        return text.first(token -> token.is(keyword))
                .map(token -> text.problem(token, kind, message))
                .orElseGet(() -> text.problem(kind, message));
    }

    private static String shortened(String message) {
        String line = message.lines().findFirst().orElse(message).strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
