package dev.vigil.flink.alert;

/**
 * How often one row is in a rule's result for one identity. State of Flink's.
 *
 * @param count above zero
 * @param order grows with each row added: the highest is the newest
 */
public record Copies(long count, long order) {}
