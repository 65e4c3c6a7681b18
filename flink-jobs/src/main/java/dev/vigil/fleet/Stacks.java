package dev.vigil.fleet;

import java.util.List;

/** How stacks are read: which frames are the user's own, and how a stack is written. Pure functions. */
final class Stacks {

    private Stacks() {}

    /** Whether a frame is of a library, of Python itself, or native: not code that the user wrote. */
    static boolean isLibrary(Frame frame) {
        String file = frame.file();
        boolean source = file.endsWith(".py") || file.startsWith("<ipython") || file.contains("ipykernel_");
        return !source || file.contains("-packages") || file.contains("/torchinductor_") || isPythonItself(file);
    }

    private static boolean isPythonItself(String file) {
        int at = file.indexOf("/lib/python3");
        return file.startsWith("<frozen") || (at >= 0 && file.indexOf('/', at + 12) > 0);
    }

    /** Whether the frame belongs to an import: what lies further in is loaded, not used. */
    static boolean isImport(Frame frame) {
        return frame.file().startsWith("<frozen importlib");
    }

    /** The innermost frame of user code as {@code file:line function}, else the innermost frame; empty without frames. */
    static String topFrame(List<Frame> frames) {
        if (frames.isEmpty()) {
            return "";
        }
        Frame top = frames.get(0);
        for (Frame frame : frames) {
            if (!isLibrary(frame)) {
                top = frame;
                break;
            }
        }
        return top.file() + ":" + top.line() + " " + top.function();
    }

    /** Of a native stack the user's frame, and the function in C that it does not come back from. */
    static String nativeTopFrame(List<Frame> frames) {
        String top = topFrame(frames);
        return frames.isEmpty() || !isLibrary(frames.get(0))
                ? top
                : top + " in " + frames.get(0).function();
    }

    /** The whole stack, root first, {@code function (file:line)} joined by semicolons. */
    static String text(List<Frame> frames) {
        StringBuilder text = new StringBuilder(64 * frames.size());
        for (int i = frames.size() - 1; i >= 0; i--) {
            Frame frame = frames.get(i);
            text.append(frame.function().replace(';', ','));
            if (!frame.file().isEmpty()) {
                text.append(" (").append(frame.file().replace(';', ',')).append(':');
                text.append(frame.line()).append(')');
            }
            text.append(i > 0 ? ";" : "");
        }
        return text.toString();
    }

    /**
     * What makes two stacks the same to somebody who compares ranks: what is waited for and the user's functions, without
     * lines and without what the libraries do underneath.
     */
    static String fingerprint(List<Frame> frames, Wait wait) {
        long hash = 17;
        boolean user = false;
        for (Frame frame : frames) {
            if (!isLibrary(frame)) {
                user = true;
                hash = mix(mix(hash, frame.file()), frame.function());
            }
        }
        if (!user && !frames.isEmpty()) {
            hash = mix(mix(hash, frames.get(0).file()), frames.get(0).function());
        }
        return wait.text() + "-" + Long.toHexString(hash);
    }

    private static long mix(long hash, String text) {
        return (hash * 31 + text.hashCode()) * 0x9E3779B97F4A7C15L;
    }
}
