package dev.vigil.monitor.collect;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Reading;
import dev.vigil.monitor.probing.Overview;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which process answers at an address.
 *
 * @param overview what it says of itself
 * @param mark the same process as this machine knows it, null where it is elsewhere
 * @param launcher whether its command line is a launcher's
 */
record Identity(Overview overview, LocalProcesses.@Nullable Mark mark, boolean launcher) {

    static Identity of(Overview overview, Optional<LocalProcesses.Mark> mark) {
        return new Identity(overview, mark.orElse(null), Launchers.isLauncher(overview));
    }

    long pid() {
        return overview.pid();
    }

    /** What the tables should know of it; the mailbox knows the rank better than the environment. */
    Reading.Joined joined(Target target, @Nullable Beat beat) {
        String rank = beat != null && !beat.rank().isEmpty() ? beat.rank() : number("RANK");
        int world = beat != null && beat.worldSize() > 0 ? beat.worldSize() : worldSize();
        boolean launches = launcher || (beat != null && Launchers.isLaunching(beat));
        return new Reading.Joined(target.key(), target.labels(), pid(), rank, world, launches);
    }

    private int worldSize() {
        String size = number("WORLD_SIZE");
        return size.isEmpty() ? 0 : Integer.parseInt(size);
    }

    /** A variable that must be a number; what a process puts there is its own affair. */
    private String number(String variable) {
        String value = overview.environment().getOrDefault(variable, "");
        return value.matches("[0-9]{1,7}") ? value : "";
    }
}
