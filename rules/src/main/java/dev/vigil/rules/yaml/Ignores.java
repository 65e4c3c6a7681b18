package dev.vigil.rules.yaml;

import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.ProblemKind.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments of a file that mute warnings: {@code # vigil: ignore never-true, short-for}, in SQL also behind {@code --}.
 *
 * <p>A comment holds for what begins on its line, or, on a line of its own, on the next line that is none: a rule, a group, the
 * whole file where that is its first line, else that line alone. Errors cannot be muted.
 */
public final class Ignores {

    private static final Pattern COMMENT =
            Pattern.compile("(?:^|\\s)(?:#|--)\\s*vigil:\\s*ignore\\s+([\\w-]+(?:[\\s,]+[\\w-]+)*)");

    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");

    private final List<Muted> muted = new ArrayList<>();
    private final List<Problem> unknown = new ArrayList<>();

    private Ignores() {}

    /** Lines, the first and last included, in which a kind of warning is muted. */
    private record Muted(ProblemKind kind, int first, int last) {}

    /** The comments of a file, whether it can be read as YAML or not. */
    public static Ignores of(YamlSource source) {
        Ignores ignores = new Ignores();
        SourceLines lines = new SourceLines(source.text());
        Map<Integer, Integer> spans = spans(source, lines);
        for (int i = 0; i < lines.count(); i++) {
            Matcher comment = COMMENT.matcher(lines.line(i));
            while (comment.find()) {
                int first = target(lines, i) + 1;
                ignores.add(source, lines, i, comment, first, spans.getOrDefault(first, first));
            }
        }
        return ignores;
    }

    /** Whether a comment mutes it. */
    public boolean mute(Problem problem) {
        return !problem.isError()
                && muted.stream()
                        .anyMatch(m -> m.kind == problem.kind()
                                && m.first <= Math.max(1, problem.line())
                                && problem.line() <= m.last);
    }

    /** Comments that name no warning. */
    public List<Problem> unknown() {
        return List.copyOf(unknown);
    }

    private void add(YamlSource source, SourceLines lines, int line, Matcher comment, int first, int last) {
        for (String id : SEPARATOR.split(comment.group(1), 0)) {
            Optional<ProblemKind> kind = ProblemKind.withId(id).filter(found -> found.severity() == Severity.WARNING);
            kind.ifPresent(found -> muted.add(new Muted(found, first, last)));
            if (kind.isEmpty()) {
                int column = lines.column(line, lines.line(line).indexOf(id, comment.start(1)));
                unknown.add(new Problem(source.file(), line + 1, column, ProblemKind.UNKNOWN_IGNORE, notAWarning(id)));
            }
        }
    }

    private static String notAWarning(String id) {
        if (ProblemKind.withId(id).isPresent()) {
            return "'" + id + "' is an error, which cannot be muted";
        }
        List<String> warnings = Arrays.stream(ProblemKind.values())
                .filter(kind -> kind.severity() == Severity.WARNING)
                .map(ProblemKind::id)
                .toList();
        return "no warning is called '" + id + "'"
                + Nearest.to(id, warnings)
                        .map(near -> ", did you mean '" + near + "'?")
                        .orElse("");
    }

    /** The line that a comment is about, from 0. */
    private static int target(SourceLines lines, int comment) {
        int line = comment;
        while (line < lines.count() - 1 && isBare(lines.line(line))) {
            line++;
        }
        return line;
    }

    private static boolean isBare(String line) {
        String text = line.strip();
        return text.isEmpty() || text.startsWith("#") || (text.startsWith("--") && !text.startsWith("---"));
    }

    /** From the first line of the file, of each group and of each rule to its last, from 1. */
    private static Map<Integer, Integer> spans(YamlSource source, SourceLines lines) {
        Map<Integer, Integer> spans = new TreeMap<>();
        YamlDocument.read(source, new Problems()).ifPresent(root -> {
            List<YamlMap> groups = root.maps("groups");
            for (int i = 0; i < groups.size(); i++) {
                int end = i + 1 < groups.size() ? groups.get(i + 1).line() - 1 : lines.count();
                List<YamlMap> rules = groups.get(i).maps("rules");
                for (int j = 0; j < rules.size(); j++) {
                    spans.put(
                            rules.get(j).line(),
                            j + 1 < rules.size() ? rules.get(j + 1).line() - 1 : end);
                }
                spans.put(groups.get(i).line(), end);
            }
            spans.put(root.line(), lines.count());
        });
        return spans;
    }
}
