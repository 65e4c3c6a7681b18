package dev.vigil.monitor.config;

import static dev.vigil.rules.schema.Shape.duration;
import static dev.vigil.rules.schema.Shape.flag;
import static dev.vigil.rules.schema.Shape.integer;
import static dev.vigil.rules.schema.Shape.list;
import static dev.vigil.rules.schema.Shape.map;
import static dev.vigil.rules.schema.Shape.object;
import static dev.vigil.rules.schema.Shape.text;

import dev.vigil.rules.schema.Shape;
import java.util.List;
import java.util.Map;

/** The shape of {@code vigil.yml} as data, for editors; its reader is {@link ConfigReader}. */
public final class ConfigShape {

    private static final String LABEL = "^[a-zA-Z_][a-zA-Z0-9_]*$";

    private ConfigShape() {}

    /** The whole file. */
    public static Shape shape() {
        return object().key(
                        "global",
                        part("What holds for all jobs.")
                                .key("poll_interval", duration().says("How often a target is asked; default 1s."))
                                .key("external_labels", labels("Added to alerts that leave this monitor.")))
                .key("rule_files", list(text()).says("Rule files beside the built-in ones; globs in the last part."))
                .key(
                        "rule_pack",
                        part("The built-in rules.")
                                .key("enabled", flag().says("Whether any of them runs; default true."))
                                .key("disable", list(text()).says("Names of those that do not."))
                                .key("enable", list(text()).says("Names of optional ones that do.")))
                .key("watch_configs", list(watch()).says("Which targets are watched, and what they are asked."))
                .key("alerting", AlertingShape.shape())
                .key(
                        "storage",
                        part("Where checkpoints and the log lie.")
                                .key("path", text().says("Folder; default data."))
                                .key(
                                        "checkpoint_interval",
                                        duration().says("A killed monitor forgets at most this; default 1s."))
                                .key(
                                        "retention",
                                        duration().says("How long rows of a vanished target stay; default 15m.")))
                .key(
                        "web",
                        part("The HTTP server.")
                                .key("listen_address", text().says("host:port; default 127.0.0.1:9780."))
                                .key("external_url", text().says("For links in alerts; default: where it listens.")))
                .key(
                        "flink",
                        part("The embedded engine.")
                                .key("parallelism", integer(1, 128).says("Default 1.")));
    }

    private static Shape watch() {
        Shape refresh = duration().says("How often the list is read again.");
        Shape targets = list(text()).with("minItems", 1).says("host:port or pid:N.");
        return object().key("job_name", text("\\S").says("The label job of its alerts."))
                .key("poll_interval", duration().says("How often each process is asked; 100ms to 1h."))
                .key("poll_timeout", duration().says("Deadline of one request; default 5s."))
                .key("watch", map(text()).says("Name: Python expression, evaluated in the training frame."))
                .key("watch_defaults", flag().says("Also look for loss, step, lr, grad_norm under the usual names."))
                .key("sampler", sampler())
                .key(
                        "tables",
                        list(object().key("table", text().says("As python.metrics."))
                                        .key("cursor", text().says("A column that only grows, as timestamp."))
                                        .required("table", "cursor"))
                                .says("Tables that the job publishes itself."))
                .key(
                        "static_configs",
                        list(part("").key("targets", targets)
                                .key("labels", labels("Labels of these targets."))
                                .required("targets")))
                .key("file_sd_configs", list(part("").key("files", list(text())).key("refresh_interval", refresh)))
                .key(
                        "http_sd_configs",
                        list(part("").key("url", text("^(https?://|\\$)"))
                                .key("refresh_interval", refresh)
                                .required("url")))
                .key(
                        "probing_sd_configs",
                        list(part("").key("targets", targets)
                                .key("refresh_interval", refresh)
                                .required("targets")))
                .key("local_sd_configs", list(part("").key("refresh_interval", refresh)))
                .key("authorization", authorization())
                .required("job_name");
    }

    private static Shape sampler() {
        return part("The module that Vigil installs in the process.")
                .key("enabled", flag().says("false: tables, overview and liveness only."))
                .key("interval", duration().says("How often it looks; default half of poll_interval."))
                .key("exit_grace", duration().says("How long an ending process lingers for its last word; at most 2s."))
                .key("gradients", flag().says("Whether it looks at gradients; default true."))
                .key(
                        "tracer",
                        Shape.either(
                                        Shape.oneOf("keep", "off"),
                                        Shape.anything().with("const", false))
                                .says("off switches Probing's frame hook off."));
    }

    private static Shape authorization() {
        return part("A bearer token for the targets.")
                .key("type", Shape.oneOf("Bearer"))
                .key("credentials_file", text().says("A file that holds the token."))
                .key("credentials", text("\\$\\{").says("A variable of the environment, as ${PROBING_TOKEN}."));
    }

    private static Shape labels(String description) {
        return map(text()).with("propertyNames", Map.of("pattern", LABEL)).says(description);
    }

    /** A mapping that may be empty. */
    static Shape part(String description) {
        Shape part = object().with("type", List.of("object", "null"));
        return description.isEmpty() ? part : part.says(description);
    }
}
