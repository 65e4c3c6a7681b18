package dev.vigil.monitor.collect;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * What the collector takes from the machine it runs on.
 *
 * @param clock for intervals; must not jump
 * @param tokens fresh random hex for each installation
 * @param processes the machine's own process table
 */
public record Surroundings(InstantSource clock, Supplier<String> tokens, LocalProcesses processes) {

    private static final int TOKEN_BYTES = 8;

    /** Those of this machine. */
    public static Surroundings ofThisMachine() {
        SecureRandom random = new SecureRandom();
        return new Surroundings(
                new MonotonicClock(),
                () -> {
                    byte[] bytes = new byte[TOKEN_BYTES];
                    random.nextBytes(bytes);
                    return HexFormat.of().formatHex(bytes);
                },
                LocalProcesses.ofThisMachine());
    }
}
