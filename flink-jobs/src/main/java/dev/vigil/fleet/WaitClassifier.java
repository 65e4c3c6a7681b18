package dev.vigil.fleet;

import java.util.List;
import java.util.Set;

/**
 * Names what a thread waits for from its stack: Python frames, or native and Python frames mixed. Pure; tested on stacks
 * of real programs.
 */
final class WaitClassifier {

    private static final Set<String> LOADER =
            Set.of("_next_data", "_try_get_data", "_get_data", "_shutdown_workers", "_process_data", "fetch");

    private static final Set<String> LOCK_NATIVE = Set.of(
            "PyThread_acquire_lock_timed",
            "lock_PyThread_acquire_lock",
            "rlock_acquire",
            "acquire_timed",
            "_PyMutex_LockTimed",
            "_PySemaphore_Wait");

    /** Functions in C that the sampler names as a frame without a file. */
    private static final Set<String> LOCK_CALLS = Set.of("acquire", "__enter__", "wait");

    private static final Set<String> LOCK_PYTHON =
            Set.of("wait", "acquire", "join", "_wait_for_tstate_lock", "__enter__", "wait_for", "get", "put", "result");

    private static final List<String> LOCK_FILES =
            List.of("/threading.py", "/queue.py", "/multiprocessing/synchronize.py", "/concurrent/futures/_base.py");

    /** Native functions that carry out Python code: the interpreter is at work, not stuck in somebody's C code. */
    private static final List<String> INTERPRETER = List.of(
            "_PyEval_",
            "_PyLong_",
            "PyLong_",
            "_PyObject_Malloc",
            "PyObject_Malloc",
            "_PyUnicode_",
            "PyNumber_",
            "_PyDict_",
            "PyDict_",
            "_PyObject_GC",
            "gc_collect",
            "list_",
            "dict_",
            "long_",
            "float_",
            "unicode_");

    /** Python frames that may tell of a collective: the function, its logger, the operator. */
    private static final int INNERMOST = 3;

    private WaitClassifier() {}

    /**
     * What the thread waits for, or which kind of code it is in.
     *
     * @param frames innermost first
     * @param distributed whether the process is one of several ranks: then a backward that stands waits for the others
     * @param moving whether the innermost frames changed since the look before
     */
    static Wait of(List<Frame> frames, boolean distributed, boolean moving) {
        if (frames.isEmpty()) {
            return Wait.UNKNOWN;
        }
        if (isInCollective(frames, distributed && !moving)) {
            return Wait.COLLECTIVE;
        }
        if (isInLoader(frames)) {
            return Wait.DATA;
        }
        Phase phase = PhaseClassifier.of(frames);
        if (phase == Phase.CHECKPOINT) {
            return Wait.CHECKPOINT;
        }
        if (phase == Phase.COMPILE) {
            return moving ? Wait.PYTHON : Wait.NATIVE; // it waits for its own workers: that is no lock
        }
        if (isAtLock(frames)) {
            return Wait.LOCK;
        }
        return working(frames.get(0), moving);
    }

    /**
     * By the innermost frames only, up to the first of the model or the user: what lies further out is how one got there,
     * and a library that talks to other ranks does much else.
     */
    private static boolean isInCollective(List<Frame> frames, boolean waitsHere) {
        int python = 0;
        boolean found = false;
        for (Frame frame : frames) {
            if (Stacks.isImport(frame)) {
                return false; // being loaded, not called
            }
            python += frame.file().endsWith(".py") ? 1 : 0;
            found |= isCollectiveNative(frame.function())
                    || (python <= INNERMOST && isCollectiveFile(frame.file()))
                    || (waitsHere && isWaitOfRanks(frame));
            if (!Stacks.isLibrary(frame) || frame.file().contains("/torch/nn/modules/")) {
                return found;
            }
        }
        return found;
    }

    /** What a rank that stands may be in while it waits for the others: the backward, or a handle's {@code wait}. */
    private static boolean isWaitOfRanks(Frame frame) {
        return frame.function().equals("_engine_run_backward")
                || (frame.file().isEmpty() && frame.function().equals("wait"));
    }

    private static boolean isCollectiveFile(String file) {
        if (file.contains("/torch/distributed/")) {
            return !file.contains("/torch/distributed/elastic/")
                    && !file.contains("/torch/distributed/launcher/")
                    && !file.endsWith("/torch/distributed/run.py");
        }
        return file.endsWith("/torch/nn/parallel/distributed.py")
                || file.contains("/horovod/")
                || file.contains("/mpi4py/")
                || file.contains("/deepspeed/comm/");
    }

    private static boolean isCollectiveNative(String function) {
        return function.startsWith("c10d::") || function.startsWith("gloo::") || function.startsWith("nccl");
    }

    private static boolean isInLoader(List<Frame> frames) {
        for (Frame frame : frames) {
            if (frame.file().contains("/torch/utils/data/") && LOADER.contains(frame.function())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAtLock(List<Frame> frames) {
        for (Frame frame : frames) {
            if (LOCK_NATIVE.contains(frame.function())
                    || (frame.file().isEmpty() && LOCK_CALLS.contains(frame.function()))) {
                return true;
            }
            if (LOCK_PYTHON.contains(frame.function()) && isLockFile(frame.file())) {
                return true;
            }
            if (!Stacks.isLibrary(frame)) {
                return false;
            }
        }
        return false;
    }

    private static boolean isLockFile(String file) {
        for (String part : LOCK_FILES) {
            if (file.endsWith(part)) {
                return true;
            }
        }
        return false;
    }

    private static Wait working(Frame innermost, boolean moving) {
        String file = innermost.file();
        if (file.endsWith(".py") || file.startsWith("<")) {
            boolean tensors = file.contains("/torch/") || file.contains("/numpy/");
            return moving ? Wait.PYTHON : tensors ? Wait.NATIVE : Wait.UNKNOWN;
        }
        for (String prefix : INTERPRETER) {
            if (innermost.function().startsWith(prefix)) {
                return Wait.PYTHON;
            }
        }
        return Wait.NATIVE;
    }
}
