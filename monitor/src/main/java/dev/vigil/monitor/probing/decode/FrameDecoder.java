package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.fleet.Frame;
import java.util.ArrayList;
import java.util.List;

/** Frames as the sampler writes them: {@code [file, function, line]}, innermost first. */
final class FrameDecoder {

    private static final int LONGEST_FILE = 500;
    private static final int LONGEST_FUNCTION = 200;

    private FrameDecoder() {}

    static List<Frame> frames(JsonFields fields, String name, int most) throws MalformedDocument {
        List<Frame> frames = new ArrayList<>();
        for (JsonNode entry : fields.array(name, most)) {
            JsonNode line = entry.path(2);
            if (!entry.path(0).isTextual() || !entry.path(1).isTextual() || !line.canConvertToInt()) {
                throw fields.wrong(name, "a list of [file, function, line]");
            }
            frames.add(new Frame(
                    JsonFields.cut(entry.get(0).textValue(), LONGEST_FILE),
                    JsonFields.cut(entry.get(1).textValue(), LONGEST_FUNCTION),
                    line.intValue()));
        }
        return frames;
    }
}
