package dev.vigil.monitor.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files of the page, packed beside this class. */
final class Assets {

    private Assets() {}

    /**
     * Reads one.
     *
     * @param path one of those the server names, never a request's
     */
    static byte[] read(String path) {
        try (InputStream file = Assets.class.getResourceAsStream("page" + path)) {
            if (file == null) {
                throw new IllegalStateException("not packed: " + path);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }
}
