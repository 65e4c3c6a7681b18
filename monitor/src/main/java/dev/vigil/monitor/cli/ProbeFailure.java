package dev.vigil.monitor.cli;

import dev.vigil.monitor.probing.Reply;

/** A look that gave nothing; the message is for people. */
final class ProbeFailure extends Exception {

    private static final long serialVersionUID = 1L;

    ProbeFailure(String message) {
        super(message, null, false, false);
    }

    /** What a reply means for whoever looks at one process. */
    static ProbeFailure of(String target, Reply.Failed<?> failed) {
        return new ProbeFailure(target + ": " + sentence(failed));
    }

    static String sentence(Reply.Failed<?> failed) {
        if (failed instanceof Reply.TimedOut) {
            return failed.reason() + ". It accepts connections, so it is not gone: its Python may be held by C code, or"
                    + " the process is stopped. It answers again when that ends; backtrace --native may still work";
        }
        if (failed instanceof Reply.SqlError && failed.reason().contains("torch_trace")) {
            return failed.reason() + ". Modules are recorded only where the process was started with"
                    + " PROBING_TORCH_PROFILING=on, from its third step on";
        }
        return failed.reason();
    }
}
