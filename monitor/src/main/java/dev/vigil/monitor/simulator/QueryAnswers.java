package dev.vigil.monitor.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers the statements that Vigil sends to {@code POST /query} (PROTOCOL section 4), and refuses all others. */
final class QueryAnswers {

    private static final List<String> MODULES = List.of("encoder", "hidden", "head");
    private static final Pattern FROM_TIME = Pattern.compile("timestamp >= (\\d{1,18})");
    private static final Pattern LIMIT = Pattern.compile("LIMIT (\\d{1,6})");
    private static final Pattern SELECT = Pattern.compile("SELECT (.*) FROM python\\.torch_trace.*");

    /** As many steps back as a first question can show. */
    private static final long OLDEST_STEPS = 400;

    private QueryAnswers() {}

    /**
     * One answer, in its envelope.
     *
     * @param sql the statement
     * @param profiling whether module rows are recorded
     */
    static String answer(SimulatedProcess process, String sql, boolean profiling, Instant now) {
        SamplerRequest request = SamplerRequest.in(sql).orElse(null);
        Object payload;
        if (request != null) {
            process.sample(request, now);
            payload = frame(Map.of("value", column("SeqText", new JsonArray().add("None"))));
        } else if (sql.contains("FROM python.backtrace")) {
            payload = backtrace(process.fault());
        } else if (profiling && SELECT.matcher(sql).matches()) {
            payload = trace(process, sql, now);
        } else if (sql.equals("SELECT 1 AS a")) {
            payload = frame(Map.of("a", column("SeqI64", new JsonArray().add(1))));
        } else {
            payload = error("Execution error: no data found for lazy table");
        }
        return envelope(payload, now);
    }

    private static JsonObject backtrace(Fault fault) {
        JsonArray depths = new JsonArray();
        JsonArray types = new JsonArray();
        JsonArray functions = new JsonArray();
        JsonArray files = new JsonArray();
        JsonArray lines = new JsonArray();
        for (Scenery.Place place : Scenery.backtrace(fault)) {
            depths.add(depths.size());
            types.add(place.isNative() ? "Native" : "Python");
            functions.add(place.function());
            files.add(place.file());
            lines.add(place.line());
        }
        Map<String, JsonObject> columns = new LinkedHashMap<>();
        columns.put("depth", column("SeqI64", depths));
        columns.put("frame_type", column("SeqText", types));
        columns.put("func", column("SeqText", functions));
        columns.put("file", column("SeqText", files));
        columns.put("lineno", column("SeqI64", lines));
        return frame(columns);
    }

    private record Row(long time, long step, int seq, String module, String stage, double seconds) {}

    private static Object trace(SimulatedProcess process, String sql, Instant now) {
        Matcher select = SELECT.matcher(sql);
        List<String> names = select.matches() ? List.of(select.group(1).split(", ", 20)) : List.of();
        if (names.contains("global_step")) {
            return error("Schema error: No field named global_step. Valid fields are python.torch_trace.step.");
        }
        List<Row> rows = rows(process, sql, now);
        if (rows.isEmpty()) {
            return "Nil";
        }
        Map<String, JsonObject> columns = new LinkedHashMap<>();
        for (String name : names) {
            JsonArray cells = new JsonArray();
            rows.forEach(row -> cells.add(cell(row, name)));
            columns.put(name, column(kind(name), cells));
        }
        return frame(columns);
    }

    /** Mode {@code on}: the root's and one module's rows per step, in rotation. */
    private static List<Row> rows(SimulatedProcess process, String sql, Instant now) {
        Matcher from = FROM_TIME.matcher(sql);
        Matcher most = LIMIT.matcher(sql);
        int limit = most.find() ? Integer.parseInt(most.group(1)) : Integer.MAX_VALUE;
        long earliest = from.find() ? Long.parseLong(from.group(1)) : 0;
        boolean descending = sql.contains("DESC");
        List<Row> rows = new ArrayList<>();
        long last = process.steps(now);
        long first = Math.max(last - OLDEST_STEPS, process.stepAt(earliest));
        for (long step = Math.max(0, first); step < last; step++) {
            long time = micros(process.endOf(step));
            if (time >= earliest) {
                String module = MODULES.get((int) (step % MODULES.size()));
                int seq = 1 + 2 * MODULES.indexOf(module);
                rows.add(new Row(time, step, 0, "Mlp", "pre forward", 0));
                rows.add(new Row(time + 20, step, seq, module, "pre forward", 0));
                rows.add(
                        new Row(time + 40, step, seq + 1, module, "post forward", process.moduleSeconds(module, step)));
            }
        }
        if (descending) {
            Collections.reverse(rows);
        }
        return rows.subList(0, Math.min(limit, rows.size()));
    }

    private static Object cell(Row row, String name) {
        return switch (name) {
            case "timestamp" -> row.time;
            case "step" -> row.step;
            case "seq" -> row.seq;
            case "module" -> row.module;
            case "stage" -> row.stage;
            case "duration" -> row.seconds;
            default -> 0.0;
        };
    }

    private static String kind(String name) {
        return switch (name) {
            case "timestamp" -> "SeqI64";
            case "step", "seq" -> "SeqI32";
            case "module", "stage" -> "SeqText";
            default -> "SeqF64";
        };
    }

    private static JsonObject column(String kind, JsonArray cells) {
        return new JsonObject().put(kind, cells);
    }

    private static JsonObject frame(Map<String, JsonObject> columns) {
        JsonArray names = new JsonArray();
        JsonArray cells = new JsonArray();
        columns.forEach((name, column) -> {
            names.add(name);
            cells.add(column);
        });
        return new JsonObject()
                .put(
                        "DataFrame",
                        new JsonObject().put("names", names).put("cols", cells).put("size", 0));
    }

    private static JsonObject error(String message) {
        return new JsonObject()
                .put(
                        "Error",
                        new JsonObject()
                                .put("code", "Internal")
                                .put("message", message)
                                .put("details", null));
    }

    private static String envelope(Object payload, Instant now) {
        return new JsonObject()
                .put("version", new JsonObject().put("major", 0).put("minor", 1).put("patch", 0))
                .put("message_id", null)
                .put("timestamp", micros(now))
                .put("payload", payload)
                .encode();
    }

    static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }
}
