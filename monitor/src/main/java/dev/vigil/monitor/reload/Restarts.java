package dev.vigil.monitor.reload;

import dev.vigil.monitor.config.VigilConfig;
import java.util.ArrayList;
import java.util.List;

/** What a reload cannot change, because the running process holds it: sockets, locks and the size of its cluster. */
public final class Restarts {

    private Restarts() {}

    /**
     * What is different and needs a restart, in words.
     *
     * @param running what runs
     * @param wanted what the files say
     */
    public static List<String> needed(VigilConfig running, VigilConfig wanted) {
        List<String> needed = new ArrayList<>();
        note(needed, "web.listen_address", address(running.web()), address(wanted.web()));
        note(needed, "storage.path", running.storage().path(), wanted.storage().path());
        note(needed, "flink.parallelism", running.parallelism(), wanted.parallelism());
        return needed;
    }

    private static String address(VigilConfig.Web web) {
        return web.host() + ":" + web.port();
    }

    private static void note(List<String> needed, String what, Object running, Object wanted) {
        if (!running.equals(wanted)) {
            needed.add(what + ": it is " + running + ", the file says " + wanted);
        }
    }
}
