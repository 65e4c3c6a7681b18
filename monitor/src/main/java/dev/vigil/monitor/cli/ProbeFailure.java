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
        if (failed instanceof Reply.SqlError && isOfTableWithoutRows(failed.reason())) {
            return failed.reason() + ". Nothing was recorded in it so far; python.torch_trace is filled only where the"
                    + " process was started with PROBING_TORCH_PROFILING=on, from its third step on";
        }
        return failed.reason();
    }

    /** Probing makes such a table with its first row; until then each server has its own words for its absence. */
    private static boolean isOfTableWithoutRows(String reason) {
        return reason.contains("torch_trace") || reason.contains("no data found for lazy table");
    }
}
