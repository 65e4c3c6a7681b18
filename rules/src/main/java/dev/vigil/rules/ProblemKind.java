package dev.vigil.rules;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What sort of mistake a {@link Problem} is. The {@link #id()} is fixed: people write it into comments that mute a warning,
 * and programs compare it.
 */
public enum ProblemKind {
    /** A file that cannot be read at all. */
    UNREADABLE_FILE(
            "The file is missing, is no file, is too large, or is not UTF-8 text.",
            "Name a readable file of UTF-8 text, at most 4 MiB."),
    /** A file that is not YAML as Vigil reads it. */
    NOT_YAML(
            "The text is not YAML, or uses what Vigil does not read: tags, merge keys, several documents, endless aliases.",
            "Write plain YAML: mappings, lists and single values, indented with spaces."),
    /** A key that means nothing. */
    UNKNOWN_KEY(
            "Nobody reads this key, so what it says would be passed over in silence.",
            "Correct the spelling, or take the key out."),
    /** A key that is there twice. */
    DUPLICATE_KEY("Only one of two values can hold.", "Keep the one that you mean."),
    /** A key that must be there. */
    MISSING_KEY("Without this key the entry means nothing."),
    /** A value of a wrong kind or beyond its bounds. */
    WRONG_VALUE("The value is not of the kind that the key takes."),
    /** Anything else that no reader can take. */
    INVALID("The entry contradicts itself or another one."),
    /** Two rules that would make the same alerts. */
    DUPLICATE_RULE(
            "Two rules of one name and the same labels make alerts that nobody can tell apart.",
            "Give one of them another name or another label, or take it out."),
    /** A template that cannot be read. */
    TEMPLATE_ERROR(
            "The text of the alert would be an error message.",
            "Correct the template: docs/rules.md lists what it may use."),
    /** A label whose template uses the row's values. */
    VALUE_IN_LABEL(
            "A label with a value in it makes a new alert of each new value.",
            "Use $value and $values in annotations only."),
    /** Text that is not SQL. */
    SQL_SYNTAX("The query is not SQL."),
    /** A statement that is not a query. */
    NOT_A_SELECT("A rule reads, and does nothing else.", "Write one SELECT (or WITH … SELECT)."),
    /** A table that is not there. */
    UNKNOWN_TABLE("No table has this name."),
    /** A column that is not there. */
    UNKNOWN_COLUMN("No table that the query reads has this column.", "Use a column of the tables in FROM."),
    /** A function that is not there. */
    UNKNOWN_FUNCTION(
            "No function has this name and takes these arguments.",
            "Use a function of Flink SQL, or IS_NAN, IS_INF, IS_FINITE, MEDIAN or MAD."),
    /** A result that can never change. */
    READS_NO_TABLE(
            "The result depends on no table: it is always the same, often because a condition is always false.",
            "Read a table, and remove the condition that is always false."),
    /** A query that keeps every row for ever. */
    KEEPS_HISTORY(
            "State would grow until memory is full.",
            "Bound it in time, or use the tables of latest states and their ready columns."),
    /** A join without an equality. */
    CROSS_JOIN("Each row would meet each.", "Join on an equality such as a.job = b.job."),
    /** An order or a limit. */
    ORDERED_RESULT(
            "A result that changes all the time has no order and no first rows.", "Leave ORDER BY and LIMIT out."),
    /** A clock in a query over rows that are taken back. */
    READS_CLOCK(
            "A row would not be found again when it is to be taken back.",
            "Use a column that counts seconds, such as phase_seconds."),
    /** A call that gives another value each time, or that reaches out of the process. */
    NOT_REPEATABLE(
            "A rule gives the same result for the same rows, and reads nothing but tables.", "Leave the call out."),
    /** A column of the result that has no name, the same name as another, or the wrong type. */
    RESULT_COLUMN(
            "Labels and values are known by the names and types of columns.",
            "Name the column with AS, once, or cast it."),
    /** An identity that names what is no text of the result. */
    UNKNOWN_IDENTITY("Only STRING columns of the result can be labels.", "Name a STRING column of the result."),
    /** An annotation over a column that is not there. */
    UNKNOWN_VALUE("The text of the alert would be an error message.", "Select the column, or use another one."),
    /** A text compared with a number. */
    TYPE_MISMATCH(
            "A text is never equal to a number.",
            "Write a number without quotes, and a text such as a rank with them: '0'."),
    /** A query that the planner refuses for another reason. */
    CANNOT_RUN("Flink cannot run it as a continuous query."),

    /** A condition that no row can meet. */
    NEVER_TRUE(
            Severity.WARNING,
            "No row of the table can meet the condition: the rule, or this part of it, is silent for ever.",
            "Compare with a value that the column can have."),
    /** A watch that nobody configured. */
    UNKNOWN_WATCH(
            Severity.WARNING,
            "No watch has this name, so the rule has no row.",
            "Correct the name, or configure the watch."),
    /** An aggregate that one NaN spoils. */
    NAN_AGGREGATE(
            Severity.WARNING,
            "One NaN or infinity makes the whole aggregate NaN; AVG and SUM OVER never recover from it.",
            "Aggregate finite values only (WHERE IS_FINITE(value)), use MEDIAN, or a ready column such as mean5."),
    /** A decimal compared with what may be NaN. */
    NAN_DECIMAL(
            Severity.WARNING,
            "Against a DECIMAL, NaN counts as greater than every number.",
            "Compare with a plain number such as 0.5, which Vigil reads as a DOUBLE, or CAST it AS DOUBLE."),
    /** GREATEST or LEAST over what may be NULL. */
    NULL_IN_GREATEST(
            Severity.WARNING,
            "One NULL makes the whole of it NULL, and a comparison with NULL is never true: the rule falls silent.",
            "Put COALESCE(column, …) around what may not be known."),
    /** A label with no end of values. */
    UNBOUNDED_LABEL(
            Severity.WARNING,
            "Each new text is a new alert, and a new series in Prometheus.",
            "Leave the column out of the labels with identity, or make a short list of texts of it with CASE."),
    /** A quotient of whole numbers. */
    INTEGER_DIVISION(
            Severity.WARNING,
            "A quotient of whole numbers is a whole number: 1 / 2 is 0.",
            "Write one of them with a point: 1.0 / 2, or CAST it AS DOUBLE."),
    /** A GROUP BY job that is joined with the table it was made of. */
    JOB_JOIN(
            Severity.WARNING,
            "Each change of one rank changes the group, and with it every rank's row: the cost grows with the square of the"
                    + " ranks.",
            "Use the columns that hold the peers' figures already: peer_step_seconds, peer_step_max and others."),
    /** A hold that is shorter than one poll. */
    SHORT_FOR(
            Severity.WARNING,
            "Nothing changes between two polls: the hold filters nothing and only delays the alert.",
            "Write 0s, or at least two poll intervals."),
    /** An alert without a summary. */
    MISSING_SUMMARY(
            Severity.WARNING,
            "Whoever is woken by the alert reads its summary first.",
            "Add annotations: {summary: …}."),
    /** A text over a label that the row does not have. */
    UNKNOWN_LABEL(
            Severity.WARNING,
            "A label that is not there prints as nothing.",
            "Use a STRING column of the result or a label of the rule; numbers are $values."),
    /** A clock in a query over history. */
    CLOCK_ON_ARRIVAL(
            Severity.WARNING,
            "The clock is read when a row arrives; the passing of time alone changes nothing.",
            "Use a window, or a table of latest states with a column that counts seconds."),
    /** A comment that mutes a warning that does not exist. */
    UNKNOWN_IGNORE(
            Severity.WARNING,
            "The comment names no warning, so it mutes none.",
            "Correct the id: docs/rules.md lists them.");

    private final Severity severity;
    private final String reason;
    private final @Nullable String advice;

    /** Each message of this kind says what to do. */
    ProblemKind(String reason) {
        this(Severity.ERROR, reason, null);
    }

    ProblemKind(String reason, String advice) {
        this(Severity.ERROR, reason, advice);
    }

    ProblemKind(Severity severity, String reason, @Nullable String advice) {
        this.severity = severity;
        this.reason = reason;
        this.advice = advice;
    }

    /** The kind with an id; empty where there is none. */
    public static Optional<ProblemKind> withId(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
    }

    /** The name for comments and programs: {@code unknown-column}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether nothing starts with it. */
    public Severity severity() {
        return severity;
    }

    /** Why it is a mistake, in one sentence. */
    public String reason() {
        return reason;
    }

    /** What to do, in one sentence; empty where that is another thing each time, and the message says it. */
    public Optional<String> advice() {
        return Optional.ofNullable(advice);
    }

    /** How bad a mistake is. */
    public enum Severity {
        /** Nothing starts with it. */
        ERROR,
        /** It can run, and probably does not do what its author wants. */
        WARNING
    }
}
