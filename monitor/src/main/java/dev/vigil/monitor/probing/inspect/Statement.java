package dev.vigil.monitor.probing.inspect;

import dev.vigil.fleet.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A person's SQL, judged before it is sent (PROTOCOL rule 6).
 *
 * <p>Whoever selects from {@code python.backtrace} means "where is it now". Asked as written, the server signals the
 * training thread, which can break a healthy loop (PROTOCOL rule 4). So the frames are taken by a way that does no harm and
 * given to the same statement as rows of its own: any WHERE, ORDER BY or join works as in the guide.
 */
final class Statement {

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_]+");
    private static final String TABLE = "backtrace";

    private final String sql;
    private final List<SqlToken> tokens;
    private final List<Integer> backtraces = new ArrayList<>();

    Statement(String sql) {
        this.sql = sql;
        this.tokens = SqlToken.read(sql);
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (isPython(i) && tokens.get(i + 2).name().equals(TABLE)) {
                backtraces.add(i);
            }
        }
    }

    /** Why it is better not sent; empty where it is harmless. */
    Optional<String> danger() {
        if (tokens.isEmpty()) {
            return Optional.of("there is no statement");
        }
        SqlToken first = tokens.get(0);
        if (!first.is("SELECT") && !first.is("WITH") && !first.text().equals("(")) {
            return Optional.of(aboutVerb(first));
        }
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            if (token.text().equals(";") && i + 1 < tokens.size()) {
                return Optional.of("one statement at a time");
            }
            if (token.name().equals("information_schema")) {
                return Optional.of("information_schema makes Probing signal the training thread,"
                        + " which can break a healthy loop");
            }
            if (isPython(i) && !isTable(i + 2)) {
                return Optional.of("a Python expression as a table runs in the server's own thread,"
                        + " and a slow one freezes it; use eval");
            }
        }
        return Optional.empty();
    }

    /** Whether it asks where the process stands. */
    boolean readsBacktrace() {
        return !backtraces.isEmpty();
    }

    /** The same statement on frames that were taken before. */
    String over(List<Frame> frames) {
        StringBuilder text = new StringBuilder(sql);
        for (int at = backtraces.size() - 1; at >= 0; at--) {
            int token = backtraces.get(at);
            text.replace(tokens.get(token).start(), tokens.get(token + 2).end(), TABLE);
        }
        String rows = TABLE + "(depth, frame_type, func, file, lineno) AS (" + values(frames) + ")";
        if (!tokens.get(0).is("WITH")) {
            return "WITH " + rows + " " + text;
        }
        boolean recursive = tokens.size() > 1 && tokens.get(1).is("RECURSIVE");
        int behind = tokens.get(recursive ? 1 : 0).end();
        return text.insert(behind, " " + rows + ",").toString();
    }

    private static String aboutVerb(SqlToken first) {
        if (first.is("SHOW") || first.is("DESCRIBE") || first.is("DESC")) {
            return first.text() + " makes Probing signal the training thread, which can break a healthy loop";
        }
        if (first.is("SET")) {
            return "SET changes the process, and freezes its server where Python is stuck";
        }
        return "only SELECT is harmless";
    }

    private boolean isPython(int index) {
        return index + 2 < tokens.size()
                && tokens.get(index).name().equals("python")
                && tokens.get(index + 1).isPoint()
                && !tokens.get(index + 2).name().isEmpty();
    }

    private boolean isTable(int index) {
        return PLAIN_NAME.matcher(tokens.get(index).name()).matches();
    }

    private static String values(List<Frame> frames) {
        if (frames.isEmpty()) {
            return "SELECT 0, '', '', '', 0 WHERE false";
        }
        List<String> rows = new ArrayList<>();
        for (int depth = 0; depth < frames.size(); depth++) {
            Frame frame = frames.get(depth);
            String type = Stack.isPython(frame) ? "Python" : "Native";
            rows.add("(" + depth + ", '" + type + "', " + literal(frame.function()) + ", " + literal(frame.file())
                    + ", " + frame.line() + ")");
        }
        return "VALUES " + String.join(", ", rows);
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
