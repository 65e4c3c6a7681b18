package dev.vigil.monitor.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Where log lines go: warnings to standard error always, and once a monitor runs, everything of note to a file. On a
 * terminal they scroll above the block that is redrawn.
 */
final class Logs {

    private Logs() {}

    /**
     * Adds the file {@code vigil.log} in this folder, which is made where it is missing.
     *
     * @throws StartFailure when the folder cannot be made
     */
    static void toFile(Path folder, Terminal terminal) throws StartFailure {
        try {
            Files.createDirectories(folder);
            System.setProperty("vigil.log.folder", folder.toAbsolutePath().toString());
            if (terminal.isLive()) {
                System.setErr(terminal.notes());
            }
            URL configuration = Logs.class.getResource("/vigil-log4j2.xml");
            if (configuration == null) {
                throw new IllegalStateException("not packed: vigil-log4j2.xml");
            }
            Configurator.reconfigure(configuration.toURI());
        } catch (IOException e) {
            throw new StartFailure("storage path " + folder + " cannot be made: " + e.getMessage(), e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a resource of our own", e);
        }
    }
}
