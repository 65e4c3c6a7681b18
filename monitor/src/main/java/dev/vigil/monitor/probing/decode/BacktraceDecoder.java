package dev.vigil.monitor.probing.decode;

import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of {@code python.backtrace} as frames: innermost first, without those of the handler that took them. */
public final class BacktraceDecoder {

    /** What {@link #decode} reads (PROTOCOL 6.3). */
    public static final String SQL =
            "SELECT depth, frame_type, func, file, lineno FROM python.backtrace ORDER BY depth LIMIT 500";

    /** Where a native stack begins. */
    private static final List<String> ROOTS =
            List.of("_start", "__libc_start_main", "Py_BytesMain", "pymain_run_python");

    private BacktraceDecoder() {}

    /** The frames; an answer without rows is malformed, since every process stands somewhere. */
    public static Reply<List<Frame>> decode(QueryTable table, Duration took) {
        int function = table.columns().indexOf("func");
        int file = table.columns().indexOf("file");
        int line = table.columns().indexOf("lineno");
        if (function < 0 || file < 0 || line < 0 || table.rows().isEmpty()) {
            return new Reply.Malformed<>("backtrace without frames", took);
        }
        List<Frame> frames = new ArrayList<>();
        for (List<@Nullable Object> row : table.rows()) {
            Object number = row.get(line);
            frames.add(new Frame(
                    text(row.get(file)), text(row.get(function)), number instanceof Long at ? at.intValue() : 0));
        }
        if (isOutermostFirst(frames)) {
            Collections.reverse(frames);
        }
        return new Reply.Read<>(frames.subList(handler(frames) + 1, frames.size()), took);
    }

    /** 0.2.4 lists the innermost frame first, the later line the outermost: the handler and the root tell which. */
    private static boolean isOutermostFirst(List<Frame> frames) {
        int handler = handler(frames);
        if (handler >= 0) {
            return handler >= frames.size() / 2;
        }
        for (int i = 0; i < frames.size(); i++) {
            if (ROOTS.contains(frames.get(i).function())) {
                return i < frames.size() / 2;
            }
        }
        return false;
    }

    private static int handler(List<Frame> frames) {
        for (int i = 0; i < frames.size(); i++) {
            String function = frames.get(i).function();
            if (function.contains("signal_hook_registry") && function.contains("handler")) {
                return i;
            }
        }
        return -1;
    }

    private static String text(@Nullable Object cell) {
        return cell instanceof String text ? text : "";
    }
}
