package dev.vigil.monitor.probing.inspect;

import dev.vigil.fleet.Frame;
import java.util.List;

/** Whether a process that stands still holds the GIL, by its native frames (PROTOCOL section 7): a pure function. */
final class HeldGil {

    /** Functions in which Python waits without the GIL: locks, sleeps, polls, and torch's collectives. */
    private static final List<String> WAITS_WITHOUT = List.of(
            "PyThread_acquire_lock",
            "lock_acquire",
            "pysleep",
            "time_sleep",
            "select_poll",
            "select_select",
            "select_epoll",
            "os_read",
            "os_waitpid",
            "sock_recv",
            "take_gil",
            "Work4wait",
            "Work::wait");

    private HeldGil() {}

    /**
     * Whether it seems to. Frames of an older Python have no names for what waits: then the answer is yes, the careful one.
     *
     * @param frames innermost first
     */
    static boolean seemsHeld(List<Frame> frames) {
        for (Frame frame : frames) {
            if (Stack.isPython(frame)) {
                return true;
            }
            if (WAITS_WITHOUT.stream().anyMatch(frame.function()::contains)) {
                return false;
            }
        }
        return true;
    }
}
