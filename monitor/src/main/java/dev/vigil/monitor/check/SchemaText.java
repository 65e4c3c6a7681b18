package dev.vigil.monitor.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** A JSON Schema as text. */
public final class SchemaText {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SchemaText() {}

    /** The schema, indented; the same schema is the same text. */
    public static String of(Map<String, Object> schema) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of texts and numbers", e);
        }
    }
}
