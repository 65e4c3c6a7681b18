package dev.vigil.monitor.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the commands write. On a terminal it keeps a block of lines at the bottom that is redrawn in place, and other
 * output scrolls above it. Thread-safe.
 */
public final class Terminal {

    private static final int UNKNOWN_WIDTH = 100;
    /** The terminal of this process, whichever that is. */
    private static final Path TTY = Path.of("/dev/tty");

    private final PrintStream out;
    private final PrintStream err;
    private final boolean live;
    private final boolean colour;
    private final int width;
    private List<String> block = List.of();

    private Terminal(PrintStream out, PrintStream err, boolean live, boolean colour, int width) {
        this.out = out;
        this.err = err;
        this.live = live;
        this.colour = colour;
        this.width = width;
    }

    /**
     * The terminal of this process. The launcher script tells in system properties what it knows of it: Java cannot ask.
     *
     * @param properties {@code vigil.terminal}: {@code true} where both streams are a terminal; {@code vigil.columns}
     * @param environment {@code NO_COLOR}, {@code TERM}
     */
    public static Terminal of(
            PrintStream out, PrintStream err, Map<String, String> properties, Map<String, String> environment) {
        boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
        boolean live = properties.getOrDefault("vigil.terminal", "false").equals("true") && !dumb;
        boolean colour = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(out, err, live, colour, columns(properties.getOrDefault("vigil.columns", "")));
    }

    /** Whether lines can be redrawn. */
    public boolean isLive() {
        return live;
    }

    /** Whether this was a terminal and its window was closed since: then nobody can open it any more. */
    boolean isGone() {
        if (!live) {
            return false;
        }
        try {
            Files.newOutputStream(TTY).close();
            return false;
        } catch (IOException hungUp) {
            return true;
        }
    }

    /** Columns of a line. */
    public int width() {
        return width;
    }

    /** A line of the result, to standard output. */
    public synchronized void result(String line) {
        erase();
        out.println(line);
        out.flush();
        draw();
    }

    /** A line of progress or a problem, to standard error. */
    public synchronized void note(String line) {
        erase();
        err.println(line);
        err.flush();
        draw();
    }

    /** Replaces the block at the bottom; nothing happens where lines cannot be redrawn. */
    public synchronized void block(List<String> lines) {
        if (live) {
            erase();
            block = List.copyOf(lines);
            draw();
        }
    }

    /** A stream whose lines become notes: for what writes to standard error without knowing of the block. */
    PrintStream notes() {
        return new PrintStream(new LineStream(this::note), true, StandardCharsets.UTF_8);
    }

    /** A style around a text, where colours are wanted. */
    public String styled(Style style, String text) {
        return colour ? "\033[" + style.code + "m" + text + "\033[0m" : text;
    }

    private void erase() {
        if (!block.isEmpty()) {
            err.print("\033[" + block.size() + "A\r\033[J");
            err.flush();
        }
    }

    private void draw() {
        block.forEach(line -> err.println(line));
        err.flush();
    }

    /** Some terminals do not know their width and say 0. */
    private static int columns(String text) {
        try {
            int columns = Integer.parseInt(text.strip());
            return columns > 0 ? Math.max(40, Math.min(400, columns)) : UNKNOWN_WIDTH;
        } catch (NumberFormatException e) {
            return UNKNOWN_WIDTH;
        }
    }

    /** How a text looks. */
    public enum Style {
        /** A heading. */
        BOLD("1"),
        /** Of less interest. */
        DIM("2"),
        /** Something is wrong. */
        BAD("1;31"),
        /** Something may be wrong. */
        WARN("33"),
        /** As it should be. */
        GOOD("32");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }
}
