package dev.vigil.monitor.simulator;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the monitor asks a sampler to do, read from the statement with which it installs or joins one (PROTOCOL 6.1).
 *
 * @param token of the installation
 * @param watches names to look at
 * @param interval between looks
 */
record SamplerRequest(String token, Set<String> watches, Duration interval) {

    private static final Pattern BOOT = Pattern.compile("builtins\\.exec\\(.*b64decode\\('([A-Za-z0-9+/=]+)'\\)");
    private static final Pattern START = Pattern.compile("(?:m|vigil_probe)\\.start\\('([A-Za-z0-9+/=]+)'\\)");

    /** Whether a statement is for the sampler. */
    static Optional<SamplerRequest> in(String sql) {
        Matcher boot = BOOT.matcher(sql);
        Matcher start = START.matcher(boot.find() ? decode(boot.group(1)) : sql);
        if (!start.find()) {
            return Optional.empty();
        }
        try {
            JsonObject options = new JsonObject(decode(start.group(1)));
            long nanos = (long) (options.getDouble("interval", 1.0) * 1e9);
            return Optional.of(new SamplerRequest(
                    options.getString("token", ""),
                    new TreeSet<>(
                            options.getJsonObject("watch", new JsonObject()).fieldNames()),
                    Duration.ofNanos(Math.max(nanos, 1_000_000))));
        } catch (DecodeException | ClassCastException wrong) {
            return Optional.empty();
        }
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
