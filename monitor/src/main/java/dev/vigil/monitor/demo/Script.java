package dev.vigil.monitor.demo;

import java.time.Duration;
import java.util.List;

/**
 * What goes wrong with one rank, and when.
 *
 * @param fault name of the fault, as {@code trainer.py} has it
 * @param after from the start of the script
 * @param words for people
 */
public record Script(String fault, Duration after, String words) {

    /** One for each rank. */
    public static final List<Script> ALL = List.of(
            new Script("nan", Duration.ofSeconds(5), "the loss of rank 0 turns NaN"),
            new Script("lock", Duration.ofSeconds(9), "rank 1 waits for a lock that it holds itself"),
            new Script("crash", Duration.ofSeconds(16), "rank 2 dies of an exception"));
}
