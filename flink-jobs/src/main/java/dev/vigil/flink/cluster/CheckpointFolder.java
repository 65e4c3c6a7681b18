package dev.vigil.flink.cluster;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints of all runs of the pipeline, newest first.
 *
 * <p>{@code run-00000007/<job id>/chk-42} is a checkpoint, {@code run-00000007/stop/savepoint-…} what a run left when it was
 * stopped; {@code run-00000007/rules.txt} says which rules its state was made by. Each submission of a job is a run with the next number: file times, which a copied folder loses, decide nothing.
 * One monitor at a time ({@link StorageLock}); any of its threads.
 */
public final class CheckpointFolder {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);
    private static final Pattern RUN = Pattern.compile("run-(\\d{8})");
    private static final Pattern CHECKPOINT = Pattern.compile("chk-(\\d{1,18})");
    private static final String METADATA = "_metadata";
    private static final String RULES = "rules.txt";

    private final Path root;

    /** Checkpoints under this folder, which need not exist. */
    public CheckpointFolder(Path root) {
        this.root = root;
    }

    /**
     * The place of one run.
     *
     * @param number from 1
     * @param path its folder
     */
    public record Run(long number, Path path) {

        /** Where its last state goes when it is stopped. */
        public Path stop() {
            return path.resolve("stop");
        }
    }

    /** Makes the place of the next run. */
    public Run next() throws IOException {
        long number = runs().stream().mapToLong(Run::number).max().orElse(0) + 1;
        Path path = root.resolve("run-%08d".formatted(number));
        Files.createDirectories(path);
        return new Run(number, path);
    }

    /**
     * What a job can be restored from, newest first: complete checkpoints whose metadata can be read. A kill leaves
     * unfinished ones, a power failure also torn ones.
     */
    public List<Path> restorable() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Run run : runs()) {
            found.addAll(restorable(run));
        }
        return found;
    }

    /** Whether the run has a state of its own, so that those of earlier runs have served. */
    public boolean hasState(Run run) throws IOException {
        return !restorable(run).isEmpty();
    }

    /**
     * Notes which rules a run has, before it begins.
     *
     * @param rules their versions, one line each
     */
    public void note(Run run, Set<String> rules) throws IOException {
        Files.write(run.path().resolve(RULES), rules);
    }

    /** Which rules the run had that left this checkpoint; empty where nobody noted it. */
    public Optional<Set<String>> rules(Path checkpoint) throws IOException {
        for (Run run : runs()) {
            Path rules = run.path().resolve(RULES);
            if (checkpoint.startsWith(run.path()) && Files.exists(rules)) {
                return Optional.of(Set.copyOf(Files.readAllLines(rules)));
            }
        }
        return Optional.empty();
    }

    /** Deletes all runs before this one. */
    public void keepFrom(Run run) throws IOException {
        for (Run other : runs()) {
            if (other.number() < run.number()) {
                delete(other.path());
            }
        }
    }

    /** Deletes a run that never began. */
    public void discard(Run run) throws IOException {
        delete(run.path());
    }

    /** Deletes runs that left nothing to restore from; not while one is going on. */
    public void sweep() throws IOException {
        for (Run run : runs()) {
            if (!hasState(run)) {
                delete(run.path());
            }
        }
    }

    private List<Run> runs() throws IOException {
        List<Run> runs = new ArrayList<>();
        for (Path path : entries(root)) {
            Matcher name = RUN.matcher(path.getFileName().toString());
            if (name.matches()) {
                runs.add(new Run(Long.parseLong(name.group(1)), path));
            }
        }
        runs.sort(Comparator.comparingLong(Run::number).reversed());
        return runs;
    }

    /** A savepoint is the last thing a run leaves. */
    private List<Path> restorable(Run run) throws IOException {
        List<Path> found = new ArrayList<>(entries(run.stop()));
        List<Path> checkpoints = new ArrayList<>();
        for (Path job : entries(run.path())) {
            entries(job).stream().filter(path -> number(path) >= 0).forEach(checkpoints::add);
        }
        checkpoints.sort(Comparator.comparingLong(CheckpointFolder::number).reversed());
        found.addAll(checkpoints);
        found.removeIf(path -> !isReadable(path));
        return found;
    }

    private static long number(Path checkpoint) {
        Matcher name = CHECKPOINT.matcher(checkpoint.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }

    private static boolean isReadable(Path checkpoint) {
        Path metadata = checkpoint.resolve(METADATA);
        ClassLoader loader = CheckpointFolder.class.getClassLoader();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(metadata))) {
            Checkpoints.loadCheckpointMetadata(in, loader, checkpoint.toUri().toString());
            return true;
        } catch (NoSuchFileException unfinished) {
            return false;
        } catch (IOException | RuntimeException torn) {
            LOG.warn("Checkpoint {} cannot be read and is passed over", checkpoint, torn);
            return false;
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Deletes a folder with all it holds; a file that vanishes meanwhile is fine. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
