package dev.vigil.monitor.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Notices when files change, appear or go: looks at their sizes and times, which is cheap, works on every file system and
 * through every link. A change counts once two looks agree on it, so that a file is not read while it is being written.
 * Confined to one thread.
 */
public final class FileWatch {

    private final Supplier<? extends Collection<Path>> files;
    private Map<Path, String> known;
    private Map<Path, String> seen;

    /**
     * Knows the files as they are now.
     *
     * @param files which they are; asked at each look, as a pattern may match others by then
     */
    public FileWatch(Supplier<? extends Collection<Path>> files) {
        this.files = files;
        this.known = look();
        this.seen = known;
    }

    /** Looks, and tells whether they are others than before and have come to rest; to be asked about once a second. */
    public boolean hasChanged() {
        Map<Path, String> now = look();
        boolean changed = now.equals(seen) && !now.equals(known);
        seen = now;
        if (changed) {
            known = now;
        }
        return changed;
    }

    private Map<Path, String> look() {
        Map<Path, String> marks = new TreeMap<>();
        files.get().forEach(file -> marks.put(file, mark(file)));
        return marks;
    }

    private static String mark(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " "
                    + Objects.toString(attributes.fileKey());
        } catch (IOException gone) {
            return "gone";
        }
    }
}
