package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.monitor.probing.SamplesRead;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The tree of a mailbox document without the samples that were read before. A document holds the newest 16, of which a
 * poller needs two: to leave the others out halves what a poll costs the monitor.
 */
final class UnreadDocument {

    private final JsonParser json;
    private final SamplesRead read;

    private UnreadDocument(JsonParser json, SamplesRead read) {
        this.json = json;
        this.read = read;
    }

    /** Parses a document; a sample that does not begin with its number counts as not read. */
    static JsonFields parse(String text, SamplesRead read) throws MalformedDocument {
        try (JsonParser json = JsonText.parser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedDocument("the document is not an object");
            }
            ObjectNode document = new UnreadDocument(json, read).document();
            if (json.nextToken() != null) {
                throw new MalformedDocument("something follows on the document");
            }
            return new JsonFields(document, "");
        } catch (JsonProcessingException broken) {
            throw JsonText.malformed(broken);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private ObjectNode document() throws IOException {
        ObjectNode document = object();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            boolean object = json.nextToken() == JsonToken.START_OBJECT;
            boolean known = read.token().equals(document.path("token").textValue());
            document.set(name, object && known && name.equals("values") ? values() : JsonText.value(json));
        }
        return document;
    }

    private ObjectNode values() throws IOException {
        ObjectNode values = object();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            boolean list = json.nextToken() == JsonToken.START_ARRAY;
            values.set(name, list && name.equals("samples") ? samples() : JsonText.value(json));
        }
        return values;
    }

    private ArrayNode samples() throws IOException {
        ArrayNode samples = JsonNodeFactory.instance.arrayNode();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                addUnlessRead(samples);
            } else {
                samples.add(JsonText.value(json));
            }
        }
        return samples;
    }

    private void addUnlessRead(ArrayNode samples) throws IOException {
        ObjectNode sample = object();
        boolean old = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (old) {
                json.skipChildren();
                continue;
            }
            JsonNode value = JsonText.value(json);
            old = sample.isEmpty() && name.equals("seq") && isRead(value);
            sample.set(name, value);
        }
        if (!old) {
            samples.add(sample);
        }
    }

    private boolean isRead(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToLong() && number.longValue() <= read.sequence();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
