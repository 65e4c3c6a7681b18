package dev.vigil.monitor.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Hands over what is written, line by line; the last line only once it is ended. */
final class LineStream extends OutputStream {

    /** A longer line is cut: nobody reads it in a terminal. */
    private static final int LONGEST = 4096;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LineStream(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            lines.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        } else if (line.size() < LONGEST) {
            line.write(b);
        }
    }
}
