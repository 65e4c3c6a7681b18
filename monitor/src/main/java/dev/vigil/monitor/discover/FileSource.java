package dev.vigil.monitor.discover;

import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.rules.NamedFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lists in files, JSON or YAML, the last part of a path as a pattern. A file that cannot be read, because it is being
 * written or is wrong, keeps what it said before; one that is gone names nothing any more.
 */
final class FileSource implements Source {

    private static final int LARGEST = 4 << 20;

    private final Vertx vertx;
    private final List<String> patterns;
    private Map<Path, List<Lead>> before = Map.of();

    FileSource(Vertx vertx, WatchConfig.FileTargets config) {
        this.vertx = vertx;
        this.patterns = config.files();
    }

    @Override
    public Future<Look> look() {
        return vertx.executeBlocking(this::read, false);
    }

    private synchronized Look read() {
        Map<Path, List<Lead>> now = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (String pattern : patterns) {
            for (Path file : matching(pattern, problems)) {
                Look look = read(file);
                problems.addAll(look.problems());
                now.put(file, look instanceof Look.Found found ? found.leads() : before.getOrDefault(file, List.of()));
            }
        }
        before = now;
        return new Look.Found(now.values().stream().flatMap(List::stream).toList(), problems);
    }

    private static List<Path> matching(String pattern, List<String> problems) {
        Path path = Path.of(pattern).toAbsolutePath();
        Path folder = path.getParent();
        if (folder == null) {
            problems.add(pattern + ": not a file");
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, String.valueOf(path.getFileName()))) {
            matching.forEach(files::add);
        } catch (NoSuchFileException missing) {
            problems.add(pattern + ": no folder " + folder);
        } catch (IOException | RuntimeException unreadable) {
            problems.add(pattern + ": " + unreadable);
        }
        return files;
    }

    private static Look read(Path file) {
        try {
            byte[] bytes = NamedFile.read(file, LARGEST + 1);
            if (bytes.length > LARGEST) {
                return new Look.Failed(file + ": more than " + LARGEST + " bytes");
            }
            return TargetGroups.read(
                    file.toString(),
                    new String(bytes, StandardCharsets.UTF_8),
                    !file.toString().endsWith(".json"));
        } catch (IOException unreadable) {
            return new Look.Failed(file + ": " + NamedFile.why(unreadable));
        }
    }
}
