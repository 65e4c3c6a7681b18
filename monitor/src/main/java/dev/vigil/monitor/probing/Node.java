package dev.vigil.monitor.probing;

import java.time.Instant;

/**
 * An entry of rank 0's node list.
 *
 * @param address as listed; rank 0 lists itself as {@code 0.0.0.0:PORT}
 * @param rank as listed; not to be trusted (PROTOCOL 2.2)
 * @param worldSize how many ranks to expect
 * @param reported when the rank last reported
 */
public record Node(String address, int rank, int worldSize, Instant reported) {}
