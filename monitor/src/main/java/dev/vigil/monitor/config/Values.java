package dev.vigil.monitor.config;

import dev.vigil.rules.NamedFile;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.yaml.Durations;
import dev.vigil.rules.yaml.Labels;
import dev.vigil.rules.yaml.YamlMap;
import dev.vigil.rules.yaml.YamlScalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Single values of the configuration, checked. */
final class Values {

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)}|(\\$))");
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[^:\\[\\]/\\s]+):(\\d{1,5})");

    /** Labels that an alert or a target gets from Vigil itself. */
    private static final Set<String> OWN_LABELS = Set.of("alertname", "alertstate", "instance", "rank");

    /** Bytes; the longest token is some KiB. */
    private static final int LARGEST_SECRET = 64 << 10;

    private final Surroundings surroundings;
    private final Path folder;

    Values(Surroundings surroundings, Path folder) {
        this.surroundings = surroundings;
        this.folder = folder;
    }

    /** A duration within bounds. */
    Duration duration(YamlMap map, String key, Duration standard, Duration least, Duration most) {
        Optional<YamlScalar> scalar = map.scalar(key);
        if (scalar.isEmpty()) {
            return standard;
        }
        Optional<Duration> duration = scalar.get().duration();
        if (duration.isPresent()
                && (duration.get().compareTo(least) < 0 || duration.get().compareTo(most) > 0)) {
            scalar.get()
                    .problem("'" + key + "': " + scalar.get().text() + " is not between " + Durations.text(least)
                            + " and " + Durations.text(most));
        }
        return duration.orElse(standard);
    }

    /** Labels, variables of the environment put in. */
    Map<String, String> labels(YamlMap map, String key) {
        Map<String, String> labels = new LinkedHashMap<>();
        Optional<YamlMap> written = map.map(key);
        written.ifPresent(entries -> entries.scalars().forEach((name, value) -> {
            Optional<String> fault = OWN_LABELS.contains(name)
                    ? Optional.of("label '" + name + "' is given by Vigil itself; choose another name")
                    : Labels.fault(name);
            fault.ifPresent(message -> entries.problemAt(name, message));
            labels.put(name, expand(value));
        }));
        return labels;
    }

    /** Paths and globs, resolved against the file's folder. */
    List<String> paths(YamlMap map, String key) {
        List<String> paths = new ArrayList<>();
        map.scalars(key).forEach(path -> paths.add(path(path.text()).toString()));
        return paths;
    }

    /** As {@link #paths}, of files that must be there; of a glob only the folder must. */
    List<String> files(YamlMap map, String key) {
        List<String> paths = new ArrayList<>();
        for (YamlScalar written : map.scalars(key)) {
            Path path = path(written.text());
            boolean glob = written.text().matches(".*[*?\\[{].*");
            Path needed = glob ? Objects.requireNonNullElse(path.getParent(), Path.of("")) : path;
            if (Files.exists(needed)) {
                paths.add(path.toString());
            } else {
                written.problem(ProblemKind.UNREADABLE_FILE, "no such " + (glob ? "folder: " : "file: ") + needed);
            }
        }
        return paths;
    }

    /** A path, resolved against the file's folder. */
    Path path(String text) {
        return folder.resolve(text);
    }

    /** Targets as users write them; those that are none become problems. */
    List<String> targets(YamlMap map, String key) {
        List<String> targets = new ArrayList<>();
        for (YamlScalar target : map.scalars(key)) {
            surroundings.targetProblem().apply(target.text()).ifPresent(target::problem);
            targets.add(target.text());
        }
        if (targets.isEmpty()) {
            map.problemAt(key, "'" + key + "' names no target: list at least one, such as 10.0.0.4:9911 or pid:4242");
        }
        return targets;
    }

    /** Whether this is {@code host:port}; what is none becomes a problem. */
    boolean address(YamlScalar scalar) {
        Matcher matcher = ADDRESS.matcher(scalar.text());
        if (matcher.matches() && Integer.parseInt(matcher.group(1)) <= 65535) {
            return true;
        }
        scalar.problem("'" + scalar.text() + "' is not host:port");
        return false;
    }

    /** A text, variables of the environment put in; {@code $$} is a dollar sign. */
    String expand(YamlScalar scalar) {
        return VARIABLE.matcher(scalar.text()).replaceAll(found -> {
            if (found.group(1) == null) {
                return Matcher.quoteReplacement("$");
            }
            String value = surroundings.environment().get(found.group(1));
            if (value == null) {
                scalar.problem("environment variable '" + found.group(1) + "' is not set");
            }
            return Matcher.quoteReplacement(value == null ? "" : value);
        });
    }

    /** A bearer token from a file or the environment; never from the configuration itself, which is shown to people. */
    Secret credentials(YamlMap map) {
        String type = map.text("type").orElse("Bearer");
        if (!type.equals("Bearer")) {
            map.problemAt("type", "only 'Bearer' is known; leave 'type' out");
        }
        Secret credentials = secret(map, "credentials");
        map.finish();
        return credentials;
    }

    /** A secret under {@code key} as {@code ${NAME}} of an environment variable, or in the file that {@code key_file} names. */
    Secret secret(YamlMap map, String key) {
        Optional<YamlScalar> file = map.scalar(key + "_file");
        Optional<YamlScalar> variable = map.scalar(key);
        if (file.isPresent() == variable.isPresent()) {
            map.problem("give either '" + key + "_file' or '" + key + ": ${NAME}'");
        }
        return file.isPresent()
                ? secretFile(file.get())
                : variable.map(this::secretVariable).orElse(Secret.NONE);
    }

    /** An absolute URL of people's, variables of the environment put in, without the slash at its end. */
    String externalUrl(YamlScalar scalar) {
        return HttpUrl.base(expand(scalar)).orElseGet(() -> {
            scalar.problem("'" + scalar.text() + "' is not " + HttpUrl.EXPECTED);
            return "";
        });
    }

    private Secret secretVariable(YamlScalar scalar) {
        Matcher matcher = VARIABLE.matcher(scalar.text());
        if (!matcher.matches() || matcher.group(1) == null) {
            scalar.problem(
                    "a secret must not stand here: write ${NAME} of an environment variable, or use credentials_file");
            return Secret.NONE;
        }
        return new Secret(expand(scalar));
    }

    /** The one line of a file. */
    Secret secretFile(YamlScalar scalar) {
        Path file = path(scalar.text());
        try {
            byte[] bytes = NamedFile.read(file, LARGEST_SECRET + 1);
            if (bytes.length > LARGEST_SECRET) {
                scalar.problem("'" + scalar.text() + "' is too large for a secret: name a file of one line");
                return Secret.NONE;
            }
            String token = new String(bytes, StandardCharsets.UTF_8).strip();
            if (token.isEmpty() || token.lines().count() > 1) {
                scalar.problem("'" + scalar.text() + "' must hold one line, the secret");
            }
            return new Secret(token);
        } catch (IOException e) {
            scalar.problem("'" + scalar.text() + "': " + NamedFile.why(e));
            return Secret.NONE;
        }
    }
}
