package dev.vigil.flink.alert;

import java.util.Map;
import java.util.TreeMap;

/**
 * One change of a rule's result. A flat public record, so that Flink serialises it without Kryo.
 *
 * @param rule id of the rule
 * @param key rule and identity as one text; rows with one key are one alert
 * @param behind the watermark behind which its query emitted it, ms since 1970: it belongs to the result as it is after that
 *     time, and both halves of an update are behind one watermark
 * @param added true: the row is in the result now; false: it is taken back
 * @param labels the identity: columns that are labels; never empty texts
 * @param values the other columns
 */
public record RuleRow(
        String rule, String key, long behind, boolean added, Map<String, String> labels, RowValues values) {

    /** A change, with the key that belongs to it. */
    public static RuleRow of(String rule, long behind, boolean added, Map<String, String> labels, RowValues values) {
        StringBuilder key = new StringBuilder(rule);
        new TreeMap<>(labels)
                .forEach((name, text) ->
                        key.append('\0').append(name).append('\0').append(text));
        return new RuleRow(rule, key.toString(), behind, added, labels, values);
    }
}
