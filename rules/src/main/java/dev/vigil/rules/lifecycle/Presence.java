package dev.vigil.rules.lifecycle;

/**
 * Whether an alert's row is in the result of its query.
 *
 * <p>While a target cannot be read its rows stay as they were, so a row that is there then proves nothing, and neither does
 * one that is not: {@link #UNKNOWN}, unless the row came or went after the target fell silent. For then its query is about
 * the silence itself, as that of TargetUnreachable is.
 */
public enum Presence {
    /** It is there. */
    PRESENT,
    /** It is not there. */
    ABSENT,
    /** Nobody can say: the target cannot be read. */
    UNKNOWN
}
