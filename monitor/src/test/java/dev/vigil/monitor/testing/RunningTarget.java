package dev.vigil.monitor.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real process under Probing that answers on 127.0.0.1. {@link #close} ends it.
 *
 * @param host always 127.0.0.1
 * @param port of its endpoint
 * @param pid process id
 * @param process the process itself
 * @param log where its standard output and error go
 */
public record RunningTarget(String host, int port, long pid, Process process, Path log) implements AutoCloseable {

    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /** A port that was free a moment ago; another process may take it, so the pid of the answer is compared. */
    static RunningTarget start(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            RunningTarget target = launch(command, environment, freePort());
            if (target.answers()) {
                return target;
            }
            target.close();
            if (attempt == ATTEMPTS) {
                throw new AssertionError("no endpoint of its own after " + ATTEMPTS + " starts of " + command);
            }
        }
    }

    /** {@code host:port}, as users write a target. */
    public String address() {
        return host + ":" + port;
    }

    /** What it has printed so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException lost) {
            throw new IllegalStateException(lost);
        }
    }

    /** Waits until it has ended by itself. */
    public int exitStatus(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("still running after " + patience + ":\n" + output());
        }
        return process.exitValue();
    }

    /** Waits until its main thread sleeps and the kernel counts no more of its switches for a second: it hangs. */
    public void awaitStandstill() throws IOException, InterruptedException {
        String before = "";
        String now = mainThread();
        while (!now.equals(before) || now.startsWith("R")) {
            if (process.waitFor(1, TimeUnit.SECONDS)) {
                throw new AssertionError("ended with " + process.exitValue() + ":\n" + output());
            }
            before = now;
            now = mainThread();
        }
    }

    /** State and switches. */
    private String mainThread() throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/status"))
                .replaceAll("(?s).*\nState:\\s*(\\w).*\n(voluntary_ctxt_switches:\\s*\\d+).*", "$1 $2");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Files.deleteIfExists(log);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException kept) {
            log.toFile().deleteOnExit();
        }
    }

    private static RunningTarget launch(List<String> command, Map<String, String> environment, int port)
            throws IOException {
        Path log = Files.createTempFile("vigil-target", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(RunningTarget::tellsRank);
        variables.put("PROBING", "1");
        // Not PROBING_PORT: that would listen on every address, and the endpoint is a shell.
        variables.put("PROBING_SERVER_ADDR", "'127.0.0.1:" + port + "'");
        variables.putAll(environment);
        Process process = builder.start();
        return new RunningTarget("127.0.0.1", port, process.pid(), process, log);
    }

    private static boolean tellsRank(String variable) {
        return variable.startsWith("PROBING") || variable.startsWith("MASTER_") || variable.endsWith("RANK");
    }

    private boolean answers() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("ended with " + process.exitValue() + " at its start:\n" + output());
            }
            String overview = overview();
            if (!overview.isEmpty()) {
                return overview.startsWith("{\"pid\":" + pid + ",");
            }
        }
        return false;
    }

    private String overview() throws InterruptedException {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create("http://" + address() + "/apis/overview"))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException notYet) {
            return "";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
