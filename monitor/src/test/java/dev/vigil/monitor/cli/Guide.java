package dev.vigil.monitor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of Probing's debugging guide, read from a copy of its text. */
final class Guide {

    private static final Pattern BLOCK = Pattern.compile("```(bash|sql)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile(
            "^probing \\$ENDPOINT (?<verb>backtrace|eval|query)(?: \"(?<text>(?:[^\"\\\\]|\\\\.)*)\")?$",
            Pattern.MULTILINE | Pattern.DOTALL);

    private Guide() {}

    /**
     * One example.
     *
     * @param verb backtrace, eval or query
     * @param text code or SQL as a shell would hand it over, empty for backtrace
     */
    record Example(String verb, String text) {

        /** What is typed behind {@code vigil}. */
        String[] command(String target) {
            return verb.equals("backtrace")
                    ? new String[] {"probe", target, verb}
                    : new String[] {"probe", target, verb, text};
        }
    }

    /** All of them in the order of the guide. */
    static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        Matcher block = BLOCK.matcher(text());
        while (block.find()) {
            if (block.group(1).equals("sql")) {
                examples.add(new Example("query", block.group(2)));
                continue;
            }
            Matcher command = COMMAND.matcher(block.group(2));
            while (command.find()) {
                String text = command.group("text") == null ? "" : command.group("text");
                examples.add(new Example(command.group("verb"), text.replaceAll("\\\\([\"\\\\$`])", "$1")));
            }
        }
        return examples;
    }

    private static String text() {
        try (InputStream guide = Guide.class.getResourceAsStream("/guide/debugging-guide.md")) {
            if (guide == null) {
                throw new IllegalStateException("the copy of the guide is missing");
            }
            return new String(guide.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
