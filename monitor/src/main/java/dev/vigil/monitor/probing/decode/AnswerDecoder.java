package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.monitor.probing.Answer;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.ThreadStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the sampler says to questions (MAILBOX section 4): first whether it takes one, later the answer. */
public final class AnswerDecoder {

    /** The sampler's bound on output and on a value is 64 Ki characters, and a word that it was cut. */
    private static final int LONGEST_TEXT = (1 << 16) + 100;

    private static final int MOST_THREADS = 1000;
    private static final int MOST_FRAMES = 100;
    private static final int LONGEST_NAME = 200;

    private AnswerDecoder() {}

    /** Whether the sampler took a question: its id, or the failure that says why not. */
    public static Reply<String> taken(Reply<QueryTable> reply) {
        if (!(reply instanceof Reply.Read<QueryTable> read)) {
            return pythonFailure((Reply.Failed<QueryTable>) reply);
        }
        try {
            JsonFields said = JsonText.object(cell(read.value()));
            if (said.has("id")) {
                return new Reply.Read<>(said.text("id", LONGEST_NAME), read.took());
            }
            String why = said.has("refused")
                    ? "refused: " + said.any("refused").asText()
                    : "the process is busy with another question";
            return new Reply.NotAsked<>(JsonFields.cut(why, LONGEST_TEXT), read.took());
        } catch (MalformedDocument malformed) {
            return new Reply.Malformed<>("question: " + malformed.getMessage(), read.took());
        }
    }

    /** An expression that raises looks like a table without the column (PROTOCOL 6.2). */
    public static <T> Reply.Failed<T> pythonFailure(Reply.Failed<?> failed) {
        if (failed instanceof Reply.SqlError<?> error && error.reason().contains("unknown_fields")) {
            return new Reply.PythonError<>("the statement raised in Python, or the sampler is not there", error.took());
        }
        return failed.as();
    }

    /** The one cell of an expression's table. */
    public static String cell(QueryTable table) {
        if (table.rows().isEmpty() || table.rows().get(0).isEmpty()) {
            return "";
        }
        return table.rows().get(0).get(0) instanceof String text ? text : "";
    }

    /** An answer as published; empty as long as there is none. */
    public static Reply<Optional<Answer>> answer(RawReply raw) {
        return published(
                raw,
                fields -> new Answer(
                        text(fields, "output"),
                        fields.optionalText("value", LONGEST_TEXT),
                        fields.optionalText("error", LONGEST_TEXT),
                        text(fields, "where"),
                        Duration.ofNanos((long) (Math.max(0, fields.number("pause", 0)) * 1e9))));
    }

    /** The threads of an answer as published, which are text in its value; empty as long as there is none. */
    public static Reply<Optional<List<ThreadStack>>> threads(RawReply raw) {
        Reply<Optional<Answer>> reply = answer(raw);
        if (!(reply instanceof Reply.Read<Optional<Answer>> read)) {
            return ((Reply.Failed<Optional<Answer>>) reply).as();
        }
        if (read.value().isEmpty()) {
            return raw.read(Optional.empty());
        }
        Answer answer = read.value().get();
        if (answer.error() != null) {
            return new Reply.PythonError<>(answer.error(), raw.took());
        }
        String stacks = answer.value() == null ? "" : answer.value();
        return published(new RawReply(raw.status(), stacks, raw.took()), fields -> {
            List<ThreadStack> threads = new ArrayList<>();
            for (JsonNode entry : fields.array("threads", MOST_THREADS)) {
                threads.add(thread(new JsonFields(entry, "threads")));
            }
            return threads;
        });
    }

    private static ThreadStack thread(JsonFields fields) throws MalformedDocument {
        String name = fields.optionalText("name", LONGEST_NAME);
        return new ThreadStack(
                name == null ? "thread " + fields.any("ident").asText() : name,
                fields.flag("main"),
                fields.has("daemon") ? (Boolean) fields.flag("daemon") : null,
                FrameDecoder.frames(fields, "frames", MOST_FRAMES));
    }

    private static String text(JsonFields fields, String name) throws MalformedDocument {
        String text = fields.optionalText(name, LONGEST_TEXT);
        return text == null ? "" : text;
    }

    private static <T> Reply<Optional<T>> published(RawReply raw, Reader<T> reader) {
        if (SettingDecoder.isMissing(raw)) {
            return raw.read(Optional.empty());
        }
        if (!raw.isOk()) {
            return raw.unexpected();
        }
        try {
            return raw.read(Optional.of(reader.read(JsonText.object(raw.body()))));
        } catch (MalformedDocument malformed) {
            return raw.malformed("answer: " + malformed.getMessage());
        }
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(JsonFields fields) throws MalformedDocument;
    }
}
