package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Parses text of a target: bounded in depth and size, and without quoting it in its complaints. */
final class JsonText {

    /** Deepest honest document: the mailbox, 7. */
    private static final int DEPTH = 32;

    private static final int LONGEST_NUMBER = 400;

    /** Bytes parse faster than characters, but cost a copy. */
    private static final int SHORT = 64 << 10;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION) // what is parsed is text of ours
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN so, where nobody prevents it
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();

    private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectReader VALUES =
            JsonMapper.builder(FACTORY).build().readerFor(JsonNode.class);

    private JsonText() {}

    static JsonFields object(String text) throws MalformedDocument {
        return new JsonFields(tree(text), "");
    }

    static JsonNode tree(String text) throws MalformedDocument {
        try (JsonParser json = parser(text)) {
            JsonNode tree = MAPPER.readTree(json);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException broken) {
            throw malformed(broken);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The value that the parser stands at; it moves to that value's end. */
    static JsonNode value(JsonParser json) throws IOException {
        return VALUES.readValue(json);
    }

    static JsonParser parser(String text) throws IOException {
        return text.length() < SHORT
                ? FACTORY.createParser(text.getBytes(StandardCharsets.UTF_8))
                : FACTORY.createParser(text);
    }

    static MalformedDocument malformed(JsonProcessingException broken) {
        JsonLocation location = broken.getLocation(); // none where a bound of the parser was hit
        String where = location == null
                ? ""
                : " (at character " + Math.max(location.getCharOffset(), location.getByteOffset()) + ")";
        return new MalformedDocument("not the JSON that was expected" + where);
    }
}
