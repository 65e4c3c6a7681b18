package dev.vigil.monitor.config;

import static dev.vigil.monitor.config.ConfigShape.part;
import static dev.vigil.rules.schema.Shape.duration;
import static dev.vigil.rules.schema.Shape.flag;
import static dev.vigil.rules.schema.Shape.integer;
import static dev.vigil.rules.schema.Shape.list;
import static dev.vigil.rules.schema.Shape.oneOf;
import static dev.vigil.rules.schema.Shape.text;

import dev.vigil.rules.schema.Shape;

/** The shape of {@code alerting}; its reader is {@link AlertingReader}. */
final class AlertingShape {

    private AlertingShape() {}

    static Shape shape() {
        return part("Who is told of alerts.")
                .key("resend_delay", duration().says("How often again while an alert fires; default 1m."))
                .key("alertmanagers", list(alertmanagers()).says("Every one is told everything."))
                .key("webhook_configs", list(webhook()).says("Alertmanager's webhook messages, without one."));
    }

    private static Shape alertmanagers() {
        Shape group = part("").key("targets", list(text()).says("host:port of an Alertmanager."));
        return withAccess(part("").key("static_configs", list(group).says("Where they are."))
                .key("scheme", oneOf("http", "https").says("Default http."))
                .key("api_version", oneOf("v2"))
                .key("path_prefix", text().says("As /alertmanager."))
                .key("timeout", timeout()));
    }

    private static Shape webhook() {
        return withAccess(part("").key(
                        "name", text("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$").says("In metrics and logs."))
                .key("url", text().says("Or url_file; never shown. May name ${VARIABLES}."))
                .key("url_file", text().says("A file that holds the URL."))
                .key("http_config", withAccess(part("Who Vigil says that it is.")))
                .key("timeout", timeout())
                .key("send_resolved", flag().says("Default true."))
                .key("max_alerts", integer(0, Integer.MAX_VALUE).says("In one message; 0 = all."))
                .key("group_wait", duration().says("How long the first alert waits for others; default 10s."))
                .key("group_interval", duration().says("Shortest time between two messages; default 1m."))
                .key("repeat_interval", duration().says("A message is repeated while nothing changes; default 4h.")));
    }

    private static Shape timeout() {
        return duration().says("Deadline of one request; default 10s.");
    }

    private static Shape withAccess(Shape shape) {
        return shape.key(
                        "authorization",
                        part("A token.")
                                .key("type", text().says("Default Bearer."))
                                .key("credentials_file", text().says("A file that holds the token."))
                                .key("credentials", text("\\$\\{").says("A variable, as ${TOKEN}.")))
                .key(
                        "basic_auth",
                        part("A user and a password.")
                                .key("username", text())
                                .key("password_file", text().says("A file that holds the password."))
                                .key("password", text("\\$\\{").says("A variable, as ${PASSWORD}.")));
    }
}
