package dev.vigil.monitor.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
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
     * @throws StartFailure when the folder cannot be made, or nothing can be written there
     */
    static void toFile(Path folder, Terminal terminal) throws StartFailure {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "vigil", ".try"));
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
            throw new StartFailure(
                    "cannot keep state in " + folder + ": " + why(e)
                            + "; choose another folder with --storage.path or storage.path",
                    e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a resource of our own", e);
        }
    }

    private static String why(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "it is a file, not a folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return reason == null ? "nothing can be made there" : reason;
    }
}
