package dev.vigil.monitor.probing.inspect;

import dev.vigil.monitor.probing.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether the main thread of a process of this machine stands still, as the kernel counts: asleep, no CPU time used and no
 * switch made from one look to the next. Such a thread waits in a system call, where Probing's signal does no harm. One
 * that waits only for a processor is not asleep.
 */
public final class StandStill {

    /** Longer than a training loop's own pauses. */
    private static final Duration BETWEEN = Duration.ofMillis(500);

    /** A thread that was just interrupted needs a moment until it waits again; then it is as still as before. */
    private static final int LOOKS = 4;

    private final Vertx vertx;
    private final Path proc;

    /**
     * Looks under a folder.
     *
     * @param proc {@code /proc}
     */
    public StandStill(Vertx vertx, Path proc) {
        this.vertx = vertx;
        this.proc = proc;
    }

    /**
     * Whether it stands still; false where that cannot be seen, as on another machine. Never fails.
     *
     * @param pid as the process itself says
     */
    public Future<Boolean> of(Endpoint endpoint, long pid) {
        if (endpoint instanceof Endpoint.Tcp tcp
                && !tcp.host().equals("127.0.0.1")
                && !tcp.host().equals("localhost")) {
            return Future.succeededFuture(false);
        }
        return look(pid).compose(first -> first.isEmpty() ? Future.succeededFuture(false) : again(pid, first, 2));
    }

    private Future<Boolean> again(long pid, Optional<Activity> before, int look) {
        return vertx.timer(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)
                .compose(fired -> look(pid))
                .compose(now -> {
                    boolean still =
                            now.equals(before) && now.filter(Activity::asleep).isPresent();
                    return still || look == LOOKS ? Future.succeededFuture(still) : again(pid, now, look + 1);
                });
    }

    private Future<Optional<Activity>> look(long pid) {
        return vertx.executeBlocking(() -> activity(pid), false);
    }

    private Optional<Activity> activity(long pid) {
        Path main = proc.resolve(pid + "/task/" + pid);
        try {
            String stat = Files.readString(main.resolve("stat"));
            // Behind the command in brackets: state, then from field 14 on user and system time in ticks.
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1));
            long switches = 0;
            for (String line : Files.readAllLines(main.resolve("status"))) {
                if (line.contains("ctxt_switches:")) {
                    switches +=
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
                }
            }
            boolean asleep = fields.get(0).equals("S") || fields.get(0).equals("D");
            return Optional.of(new Activity(asleep, fields.get(11) + "+" + fields.get(12), switches));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private record Activity(boolean asleep, String ticks, long switches) {}
}
