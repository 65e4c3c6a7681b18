package dev.vigil.rules.yaml;

import dev.vigil.rules.NamedFile;
import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The text of one file.
 *
 * @param file path as the user gave it; messages begin with it
 * @param text its contents
 */
public record YamlSource(String file, String text) {

    /** 4 MiB: ten times the largest public rule collection, and still read in a blink. */
    public static final int MAX_BYTES = 4 << 20;

    /** Checks the arguments; drops a byte order mark. */
    public YamlSource {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(text, "text");
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Reads a file; what cannot be read, is too large or no UTF-8 becomes a problem. */
    public static Optional<YamlSource> load(Path path, Problems problems) {
        String file = path.toString();
        try {
            return decode(file, NamedFile.read(path, MAX_BYTES + 1), problems);
        } catch (IOException e) {
            problems.add(new Problem(file, 0, 0, ProblemKind.UNREADABLE_FILE, NamedFile.why(e)));
            return Optional.empty();
        }
    }

    /** Takes the bytes of a file; too many, or bytes that are no UTF-8, become a problem. */
    public static Optional<YamlSource> decode(String file, byte[] bytes, Problems problems) {
        if (bytes.length > MAX_BYTES) {
            problems.add(
                    new Problem(file, 0, 0, ProblemKind.UNREADABLE_FILE, "larger than " + (MAX_BYTES >> 20) + " MiB"));
            return Optional.empty();
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            SourceLines lines = new SourceLines(text);
            int last = lines.count() - 1;
            problems.add(new Problem(
                    file,
                    last + 1,
                    lines.column(last, lines.line(last).length()),
                    ProblemKind.UNREADABLE_FILE,
                    "not UTF-8 from here on"));
            return Optional.empty();
        }
        return Optional.of(new YamlSource(file, text));
    }
}
