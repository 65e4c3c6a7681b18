package dev.vigil.rules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that somebody named, read only where it is one. A pipe into which nobody writes would keep its reader waiting for
 * ever, and a device may have no end.
 */
public final class NamedFile {

    private NamedFile() {}

    /**
     * Looks whether something can be read as a file; links are followed.
     *
     * @throws IOException if not; {@link #why} says why
     */
    public static void check(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new NoFileException("is a folder, not a file");
        }
        if (!attributes.isRegularFile()) {
            throw new NoFileException(
                    "is a pipe, a socket or a device, not a file: write what it gives into a file first");
        }
    }

    /**
     * The bytes of a file, or as many of them as say that it is too large.
     *
     * @param most bytes that are read
     * @throws IOException if it cannot be read; {@link #why} says why
     */
    public static byte[] read(Path path, int most) throws IOException {
        check(path);
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(most);
        }
    }

    /** Why a file cannot be read, for people: without its path, with which a file system's own message begins. */
    public static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof NoFileException) {
            return String.valueOf(e.getMessage());
        }
        if (e instanceof AccessDeniedException) {
            return "cannot be read: permission denied";
        }
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return "cannot be read: " + (reason == null ? e.getClass().getSimpleName() : reason);
    }

    /** Something else has that name; the message says what. */
    private static final class NoFileException extends IOException {

        private static final long serialVersionUID = 1L;

        NoFileException(String message) {
            super(message);
        }
    }
}
