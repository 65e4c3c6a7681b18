package dev.vigil.monitor.simulator;

import java.util.List;

/** Stacks of a simulated process, innermost first, as real ones looked (golden replies). */
final class Scenery {

    static final String SCRIPT = "/home/user/train.py";
    private static final String TORCH = "/home/user/venv/lib/python3.11/site-packages/torch";
    private static final Place TRAIN = new Place(SCRIPT, "train", 72);
    private static final Place MODULE = new Place(SCRIPT, "<module>", 80);

    private Scenery() {}

    /** One Python or native frame; a native one has no file here. */
    record Place(String file, String function, int line) {
        boolean isNative() {
            return file.isEmpty();
        }
    }

    /** Where the training thread stands, as the sampler tells it. */
    static List<Place> frames(Fault fault) {
        return switch (fault) {
            case LOCK_HANG ->
                List.of(
                        new Place("/usr/lib/python3.11/threading.py", "wait", 327),
                        new Place(SCRIPT, "flush_metrics", 41),
                        TRAIN,
                        MODULE);
            case COLLECTIVE_HANG ->
                List.of(
                        new Place(TORCH + "/distributed/distributed_c10d.py", "all_reduce", 2810),
                        new Place(TORCH + "/distributed/c10d_logger.py", "wrapper", 83),
                        new Place(SCRIPT, "average_loss", 55),
                        TRAIN,
                        MODULE);
            default -> List.of(new Place(TORCH + "/optim/optimizer.py", "wrapper", 575), TRAIN, MODULE);
        };
    }

    /** The same with native frames, as {@code python.backtrace} tells it: lines are the functions' first ones. */
    static List<Place> backtrace(Fault fault) {
        Place handler = new Place("", "_RNvCscmqRhJArDPt_20signal_hook_registry7handler", 0);
        Place train = new Place(SCRIPT, "train", 49);
        Place module = new Place(SCRIPT, "<module>", 1);
        Place main = new Place("", "Py_RunMain", 0);
        return switch (fault) {
            case PYTHON_STUCK ->
                List.of(
                        handler,
                        new Place("", "__GI___clock_nanosleep", 0),
                        new Place("", "__sleep", 0),
                        new Place("", "ffi_call", 0),
                        new Place("", "_ctypes_callproc", 0),
                        new Place("", "PyCFuncPtr_call", 0),
                        train,
                        module,
                        main);
            case LOCK_HANG ->
                List.of(
                        handler,
                        new Place("", "__futex_abstimed_wait_common", 0),
                        new Place("", "PyThread_acquire_lock_timed", 0),
                        new Place("", "lock_PyThread_acquire_lock", 0),
                        new Place(SCRIPT, "flush_metrics", 38),
                        train,
                        module,
                        main);
            case COLLECTIVE_HANG ->
                List.of(
                        handler,
                        new Place("", "c10d::Work::wait", 0),
                        new Place(TORCH + "/distributed/distributed_c10d.py", "all_reduce", 2740),
                        train,
                        module,
                        main);
            default -> List.of(handler, new Place("", "time_sleep", 0), train, module, main);
        };
    }
}
