package dev.vigil.rules.lifecycle;

/** Whether an alert's row is in the result of its query. */
public enum Presence {
    /** It is there. */
    PRESENT,
    /** It is not there. */
    ABSENT,
    /** Nobody can say: the target cannot be read. */
    UNKNOWN
}
