package dev.vigil.monitor.probing;

import java.time.Duration;
import java.util.Map;

/**
 * How the sampler works.
 *
 * @param token fresh random hex
 * @param watch name to expression
 * @param automatic whether it looks for the usual names as well
 * @param interval how often it looks
 * @param exitGrace how long an ending process lingers
 * @param gradients whether it looks at gradients
 * @param tracerOff whether Probing's frame hook is switched off (PROTOCOL 8.2)
 */
public record SamplerOptions(
        String token,
        Map<String, String> watch,
        boolean automatic,
        Duration interval,
        Duration exitGrace,
        boolean gradients,
        boolean tracerOff) {

    /** Copies. */
    public SamplerOptions {
        watch = Map.copyOf(watch);
    }
}
