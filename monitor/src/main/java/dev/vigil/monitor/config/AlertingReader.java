package dev.vigil.monitor.config;

import dev.vigil.monitor.config.Alerting.Access;
import dev.vigil.monitor.config.Alerting.Alertmanager;
import dev.vigil.monitor.config.Alerting.Pace;
import dev.vigil.monitor.config.Alerting.Webhook;
import dev.vigil.rules.yaml.YamlMap;
import dev.vigil.rules.yaml.YamlScalar;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code alerting}; keys are named as Prometheus and Alertmanager name them. */
final class AlertingReader {

    /** Below this a resend is no resend but a second of traffic. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofDays(30);

    /** A name becomes a label and part of log lines. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.\\-]{0,63}");

    /** An authentication scheme (RFC 9110, section 11.1). */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~\\-]+");

    private static final Pattern PATH_PREFIX = Pattern.compile("/?[A-Za-z0-9_.~/\\-]*");

    private final Values values;

    AlertingReader(Values values) {
        this.values = values;
    }

    Alerting read(YamlMap map) {
        Duration resend =
                values.duration(map, "resend_delay", Alerting.DEFAULT_RESEND_DELAY, SHORTEST, Duration.ofHours(1));
        List<Alertmanager> alertmanagers = new ArrayList<>();
        map.maps("alertmanagers").forEach(entry -> alertmanagers(entry, alertmanagers));
        List<Webhook> webhooks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlMap entry : map.maps("webhook_configs")) {
            Webhook webhook = webhook(entry, webhooks.size() + 1);
            if (!names.add(webhook.name())) {
                entry.problemAt("name", "a second webhook named '" + webhook.name() + "'");
            }
            webhooks.add(webhook);
        }
        map.finish();
        return new Alerting(resend, alertmanagers, webhooks);
    }

    /** All Alertmanagers of one entry. */
    private void alertmanagers(YamlMap entry, List<Alertmanager> all) {
        String scheme = entry.scalar("scheme")
                .flatMap(written -> written.oneOf(Map.of("http", "http", "https", "https")))
                .orElse("http");
        entry.scalar("api_version").ifPresent(version -> version.oneOf(Map.of("v2", "v2")));
        String prefix = pathPrefix(entry);
        Access access = access(entry, entry);
        boolean any = false;
        for (YamlMap group : entry.maps("static_configs")) {
            for (YamlScalar target : group.scalars("targets")) {
                any = true;
                if (values.address(target)) {
                    all.add(new Alertmanager(scheme + "://" + target.text() + prefix, access));
                }
            }
            group.finish();
        }
        entry.finish();
        if (!any) {
            entry.problemAt(
                    "static_configs", "nothing says where the Alertmanager is: give static_configs with targets");
        }
    }

    private static String pathPrefix(YamlMap entry) {
        Optional<YamlScalar> written = entry.scalar("path_prefix");
        String prefix = written.map(YamlScalar::text).orElse("").replaceAll("/+$", "");
        if (!PATH_PREFIX.matcher(prefix).matches()) {
            written.ifPresent(scalar -> scalar.problem("'" + scalar.text() + "' is not a path such as /alertmanager"));
        }
        return prefix.isEmpty() || prefix.startsWith("/") ? prefix : "/" + prefix;
    }

    private Webhook webhook(YamlMap entry, int number) {
        String name = entry.text("name").orElse("webhook-" + number);
        if (!NAME.matcher(name).matches()) {
            entry.problemAt("name", "'" + name + "' is not a name: letters, digits, _ . - and at most 64");
        }
        Optional<YamlMap> http = entry.map("http_config");
        Access access = access(entry, http.orElse(entry));
        http.ifPresent(YamlMap::finish);
        Pace standard = Pace.DEFAULT;
        Webhook webhook = new Webhook(
                name,
                url(entry),
                access,
                entry.flag("send_resolved").orElse(true),
                entry.integer("max_alerts", 0, Integer.MAX_VALUE).orElse(0),
                new Pace(
                        values.duration(entry, "group_wait", standard.groupWait(), Duration.ZERO, LONGEST),
                        values.duration(entry, "group_interval", standard.groupInterval(), SHORTEST, LONGEST),
                        values.duration(entry, "repeat_interval", standard.repeatInterval(), SHORTEST, LONGEST)));
        entry.finish();
        return webhook;
    }

    /** The URL of a webhook often is its password: it may come from a file, and is never shown. */
    private Secret url(YamlMap entry) {
        Optional<YamlScalar> file = entry.scalar("url_file");
        Optional<YamlScalar> written = entry.scalar("url");
        if (file.isPresent() == written.isPresent()) {
            entry.problem("give either 'url' or 'url_file'");
            return Secret.NONE;
        }
        YamlScalar source = file.or(() -> written).orElseThrow();
        String url = file.isPresent() ? values.secretFile(source).reveal() : values.expand(source);
        if (!HttpUrl.isOne(url)) {
            source.problem("an http:// or https:// address is expected");
        }
        return new Secret(url);
    }

    private Access access(YamlMap entry, YamlMap credentials) {
        return new Access(
                values.duration(
                        entry, "timeout", Access.DEFAULT.timeout(), Duration.ofMillis(100), Duration.ofMinutes(5)),
                authorization(credentials));
    }

    private Secret authorization(YamlMap entry) {
        Optional<YamlMap> authorization = entry.map("authorization");
        Optional<YamlMap> basic = entry.map("basic_auth");
        if (authorization.isPresent() && basic.isPresent()) {
            entry.problemAt("basic_auth", "give either 'authorization' or 'basic_auth'");
        }
        return authorization
                .map(this::token)
                .or(() -> basic.map(this::password))
                .orElse(Secret.NONE);
    }

    private Secret token(YamlMap map) {
        String type = map.text("type").orElse("Bearer");
        if (!SCHEME.matcher(type).matches()) {
            map.problemAt("type", "'" + type + "' is not an authentication scheme such as Bearer");
        }
        Secret credentials = values.secret(map, "credentials");
        map.finish();
        return new Secret(type + " " + credentials.reveal());
    }

    private Secret password(YamlMap map) {
        Optional<String> user = map.scalar("username").map(values::expand);
        if (user.isEmpty() || user.get().contains(":")) {
            map.problemAt("username", "'username' is missing, or holds a colon");
        }
        Secret password = values.secret(map, "password");
        map.finish();
        String both = user.orElse("") + ":" + password.reveal();
        return new Secret("Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }
}
