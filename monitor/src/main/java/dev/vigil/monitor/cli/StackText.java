package dev.vigil.monitor.cli;

import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.inspect.Stack;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Stacks as people read them. */
final class StackText {

    private StackText() {}

    static List<String> lines(Stack stack) {
        return lines(stack.frames());
    }

    /** One line a frame: {@code #0 function  file:line}. */
    static List<String> lines(List<Frame> frames) {
        int width = frames.stream()
                .mapToInt(frame -> frame.function().length())
                .filter(length -> length <= 40)
                .max()
                .orElse(0);
        return IntStream.range(0, frames.size())
                .mapToObj(depth -> line(depth, frames.get(depth), width))
                .toList();
    }

    /** Who saw it, in a sentence. */
    static String origin(Stack stack) {
        return switch (stack.source()) {
            case SAMPLER -> "Frames from the sampler in the process: current lines of Python.";
            case NATIVE -> "Native stack, taken by a signal: Python frames show the first line of their function.";
        };
    }

    private static String line(int depth, Frame frame, int width) {
        String place = frame.file().isEmpty() ? "" : frame.file() + (frame.line() > 0 ? ":" + frame.line() : "");
        String padded = frame.function()
                + " ".repeat(Math.max(0, width - frame.function().length()));
        return Printable.text(
                String.format(Locale.ROOT, "#%-3d %s  %s", depth, padded, place).stripTrailing());
    }
}
