package dev.vigil.monitor.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A command line that was typed, and what it gave.
 *
 * @param status exit status
 * @param out standard output
 * @param err standard error
 */
record Typed(int status, String out, String err) {

    /** Runs {@code vigil} in this process. */
    static Typed vigil(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = Terminal.of(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                Map.of());
        int status = VigilCommand.commandLine(
                        (config, rules, rereading, progress) -> {
                            throw new StartFailure("no monitor in this test");
                        },
                        terminal)
                .execute(arguments);
        return new Typed(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
