package dev.vigil.monitor.demo;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Real Python processes under Probing, on free ports of the loopback address. */
public final class PythonFleet implements DemoFleet {

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<String> targets = new ArrayList<>();

    private PythonFleet(Path folder) {
        this.folder = folder;
    }

    /**
     * Starts three trainers.
     *
     * @param python an interpreter that has Probing
     * @param folder for the script and the trainers' output
     */
    public static PythonFleet start(Path python, Path folder) throws IOException {
        PythonFleet fleet = new PythonFleet(folder);
        try {
            Path script = folder.resolve("trainer.py");
            try (InputStream in = PythonFleet.class.getResourceAsStream("trainer.py")) {
                if (in == null) {
                    throw new IllegalStateException("not packed: trainer.py");
                }
                Files.copy(in, script);
            }
            for (int rank = 0; rank < Script.ALL.size(); rank++) {
                fleet.launch(python, script, rank);
            }
            return fleet;
        } catch (IOException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private void launch(Path python, Path script, int rank) throws IOException {
        Script fault = Script.ALL.get(rank);
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                python.toString(),
                script.toString(),
                "--fault",
                fault.fault(),
                "--after",
                String.valueOf(fault.after().toSeconds()),
                "--start-file",
                startFile().toString(),
                "--seed",
                String.valueOf(rank));
        builder.environment().put("PROBING", "1");
        builder.environment().put("PROBING_SERVER_ADDR", "'127.0.0.1:" + port + "'");
        builder.environment().put("RANK", String.valueOf(rank));
        builder.environment().put("WORLD_SIZE", String.valueOf(Script.ALL.size()));
        File output = folder.resolve("rank" + rank + ".log").toFile();
        processes.add(builder.redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(output)
                .start());
        targets.add("127.0.0.1:" + port);
    }

    @Override
    public String description() {
        return "three real Python processes under Probing, output in " + folder;
    }

    @Override
    public List<String> targets() {
        return List.copyOf(targets);
    }

    @Override
    public void strike() {
        try {
            Files.createFile(startFile());
        } catch (IOException e) {
            throw new IllegalStateException("the script of faults cannot be started: " + e.getMessage(), e);
        }
    }

    /** Whether all trainers are still there; for a test that nothing is left behind. */
    List<ProcessHandle> handles() {
        return processes.stream().map(Process::toHandle).toList();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(1, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor(1, TimeUnit.SECONDS);
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    private Path startFile() {
        return folder.resolve("go");
    }

    /** Free a moment ago: nobody else is likely to take it before the trainer does. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
