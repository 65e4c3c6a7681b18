package dev.vigil.monitor.discover;

import dev.vigil.monitor.probing.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every Probing process of this machine, by the abstract sockets that the kernel lists (PROTOCOL section 2). */
final class LocalSource implements Source {

    /** Enough attempts to be sure that a process is gone and how it went. */
    static final Duration LINGERING = Duration.ofSeconds(60);

    /** Columns: address, users, protocol, flags (00010000 = listening), type, state, inode, name. */
    private static final Pattern LISTENING =
            Pattern.compile("[0-9a-fA-F]+: \\S+ \\S+ 00010000 \\S+ \\S+ +\\d+ @probing-([1-9][0-9]{0,8})");

    private final Vertx vertx;
    private final Path sockets;
    private final InstantSource clock;
    private final Linger<Long> linger = new Linger<>(LINGERING);

    /** @param sockets {@code /proc/net/unix} */
    LocalSource(Vertx vertx, Path sockets, InstantSource clock) {
        this.vertx = vertx;
        this.sockets = sockets;
        this.clock = clock;
    }

    @Override
    public Future<Look> look() {
        return vertx.executeBlocking(this::pids, false)
                .map(pids -> {
                    List<Lead> leads = linger.with(pids, clock.instant()).stream()
                            .map(pid -> new Lead(new Endpoint.Local(pid), Map.of()))
                            .toList();
                    return (Look) new Look.Found(leads, List.of());
                })
                .otherwise(failed -> new Look.Failed(sockets + ": " + failed));
    }

    private Set<Long> pids() throws IOException {
        Set<Long> pids = new TreeSet<>();
        try (Stream<String> lines = Files.lines(sockets, StandardCharsets.ISO_8859_1)) {
            lines.forEach(line -> {
                Matcher matcher = LISTENING.matcher(line);
                if (matcher.matches()) {
                    pids.add(Long.valueOf(matcher.group(1)));
                }
            });
        }
        return pids;
    }
}
