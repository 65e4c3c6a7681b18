package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Parses text of a target: bounded in depth and size, and without quoting it in its complaints. */
final class JsonText {

    /** Deepest honest document: the mailbox, 7. */
    private static final int DEPTH = 32;

    private static final int LONGEST_NUMBER = 400;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN so, where nobody prevents it
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();

    private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonText() {}

    static JsonFields object(String text) throws MalformedDocument {
        return new JsonFields(tree(text), "");
    }

    static JsonNode tree(String text) throws MalformedDocument {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException broken) {
            throw malformed(broken);
        }
    }

    static JsonParser parser(String text) throws IOException {
        return FACTORY.createParser(text);
    }

    static MalformedDocument malformed(JsonProcessingException broken) {
        JsonLocation location = broken.getLocation(); // none where a bound of the parser was hit
        String where = location == null ? "" : " (at character " + location.getCharOffset() + ")";
        return new MalformedDocument("not the JSON that was expected" + where);
    }
}
