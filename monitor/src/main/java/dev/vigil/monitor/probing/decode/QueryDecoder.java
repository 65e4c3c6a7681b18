package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code POST /query}: payload first, status second, since 0.2.4 says 200 with an error inside and the later
 * line says 500. Read as a stream: an answer may have 16 MiB.
 */
public final class QueryDecoder {

    /** Rows times columns; an answer of 16 MiB could else become a gigabyte of objects. */
    static final int MOST_CELLS = 1_000_000;

    private static final int MOST_COLUMNS = 2_000;
    private static final int LONGEST_ERROR = 2_000;

    private final JsonParser json;
    private int cells;
    private @Nullable String error;
    private boolean nil;
    private @Nullable List<String> names;
    private @Nullable List<List<@Nullable Object>> columns;

    private QueryDecoder(JsonParser json) {
        this.json = json;
    }

    /** Rows, or what the server said against the query. */
    public static Reply<QueryTable> decode(RawReply raw) {
        try (JsonParser json = JsonText.parser(raw.body())) {
            QueryDecoder decoder = new QueryDecoder(json);
            decoder.envelope();
            return decoder.reply(raw);
        } catch (MalformedDocument malformed) {
            return wrong(raw, malformed);
        } catch (JsonProcessingException broken) {
            return wrong(raw, JsonText.malformed(broken));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Reply<QueryTable> wrong(RawReply raw, MalformedDocument why) {
        return raw.isOk() ? raw.malformed("query: " + why.getMessage()) : raw.unexpected();
    }

    private Reply<QueryTable> reply(RawReply raw) throws MalformedDocument {
        if (error != null) {
            return new Reply.SqlError<>(error, raw.took());
        }
        if (!raw.isOk()) {
            return raw.unexpected();
        }
        if (nil) {
            return raw.read(new QueryTable(List.of(), List.of()));
        }
        if (names == null || columns == null || names.size() != columns.size()) {
            throw new MalformedDocument("no payload of a known kind");
        }
        QueryTable table = table(names, columns);
        if (table.columns().equals(List.of("_error")) && !table.rows().isEmpty()) {
            // The later line's way to say that a table is missing.
            return new Reply.SqlError<>(Objects.toString(table.rows().get(0).get(0)), raw.took());
        }
        return raw.read(table);
    }

    private static QueryTable table(List<String> names, List<List<@Nullable Object>> columns) throws MalformedDocument {
        int size = columns.stream().mapToInt(List::size).max().orElse(0);
        if ((long) size * columns.size() > MOST_CELLS) {
            throw new MalformedDocument("more than " + MOST_CELLS + " cells");
        }
        List<List<@Nullable Object>> rows = new ArrayList<>(size);
        for (int row = 0; row < size; row++) {
            List<@Nullable Object> line = new ArrayList<>(columns.size());
            for (List<@Nullable Object> column : columns) {
                line.add(row < column.size() ? column.get(row) : null);
            }
            rows.add(line);
        }
        return new QueryTable(names, rows);
    }

    private void envelope() throws IOException, MalformedDocument {
        expect(json.nextToken() == JsonToken.START_OBJECT, "not an object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean isPayload = "payload".equals(json.currentName());
            json.nextToken();
            if (isPayload) {
                payload();
            } else {
                json.skipChildren();
            }
        }
    }

    private void payload() throws IOException, MalformedDocument {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            nil = "Nil".equals(json.getText());
            return;
        }
        expect(json.currentToken() == JsonToken.START_OBJECT, "the payload is not an object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String kind = json.currentName();
            json.nextToken();
            switch (kind) {
                case "DataFrame" -> frame();
                case "Error" -> error();
                default -> json.skipChildren();
            }
        }
    }

    private void error() throws IOException {
        error = "error without a message";
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            error = JsonFields.cut(json.getText(), LONGEST_ERROR);
        }
        while (json.currentToken() != JsonToken.END_OBJECT && json.nextToken() == JsonToken.FIELD_NAME) {
            boolean isMessage = "message".equals(json.currentName());
            if (json.nextToken() == JsonToken.VALUE_STRING && isMessage) {
                error = JsonFields.cut(json.getText(), LONGEST_ERROR);
            }
            json.skipChildren();
        }
    }

    private void frame() throws IOException, MalformedDocument {
        expect(json.currentToken() == JsonToken.START_OBJECT, "the data frame is not an object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "names" -> names = names();
                case "cols" -> columns = columns();
                default -> json.skipChildren();
            }
        }
    }

    private List<String> names() throws IOException, MalformedDocument {
        expect(json.currentToken() == JsonToken.START_ARRAY, "names are not a list");
        List<String> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken() == JsonToken.VALUE_STRING, "a name is not a text");
            read.add(json.getText());
            expect(read.size() <= MOST_COLUMNS, "more than " + MOST_COLUMNS + " columns");
        }
        return read;
    }

    private List<List<@Nullable Object>> columns() throws IOException, MalformedDocument {
        expect(json.currentToken() == JsonToken.START_ARRAY, "columns are not a list");
        List<List<@Nullable Object>> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            read.add(column());
            expect(read.size() <= MOST_COLUMNS, "more than " + MOST_COLUMNS + " columns");
        }
        return read;
    }

    /** {@code {"SeqI64":[…]}}, or a bare word for a kind that the protocol cannot carry: a column without cells. */
    private List<@Nullable Object> column() throws IOException, MalformedDocument {
        List<@Nullable Object> read = new ArrayList<>();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return read;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean floats = json.currentName().startsWith("SeqF");
            if (json.nextToken() != JsonToken.START_ARRAY) {
                json.skipChildren();
                continue;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                read.add(cell(floats));
                expect(++cells <= MOST_CELLS, "more than " + MOST_CELLS + " cells");
            }
        }
        return read;
    }

    private @Nullable Object cell(boolean floats) throws IOException, MalformedDocument {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_NUMBER_INT -> floats ? (Object) json.getDoubleValue() : (Object) integer();
            case VALUE_NULL -> null;
            default -> {
                json.skipChildren();
                yield null;
            }
        };
    }

    private long integer() throws IOException, MalformedDocument {
        JsonParser.NumberType type = json.getNumberType();
        expect(type != JsonParser.NumberType.BIG_INTEGER, "an integer beyond 64 bits");
        return json.getLongValue();
    }

    private static void expect(boolean condition, String otherwise) throws MalformedDocument {
        if (!condition) {
            throw new MalformedDocument(otherwise);
        }
    }
}
