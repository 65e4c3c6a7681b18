package dev.vigil.monitor.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A distributed job on this machine: torchrun with its ranks at consecutive ports. {@link #close} ends launcher and ranks.
 *
 * @param headPort port of rank 0's endpoint
 * @param process torchrun itself
 * @param log where all of them print
 */
public record Torchrun(int headPort, Process process, Path log) implements AutoCloseable {

    /** Starts a script of test resources {@code targets/} on so many ranks; returns at once. */
    public static Torchrun start(RealTargets torch, int ranks, String script, String... arguments) throws IOException {
        int head = freePorts(ranks);
        List<String> command = new ArrayList<>(List.of(
                torch.interpreter().resolveSibling("torchrun").toString(),
                "--nproc-per-node",
                Integer.toString(ranks),
                "--master-port",
                Integer.toString(freePorts(1)),
                RealTargets.locate(script).toString()));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile("vigil-torchrun", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("PROBING"));
        variables.putAll(Map.of(
                "PROBING", "1",
                "PROBING_PORT", Integer.toString(head),
                "POD_IP", "127.0.0.1",
                "OMP_NUM_THREADS", "1"));
        return new Torchrun(head, builder.start(), log);
    }

    /** Rank 0's address, as a user writes it. */
    public String head() {
        return "127.0.0.1:" + headPort;
    }

    /** What all ranks have printed so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException lost) {
            throw new IllegalStateException(lost);
        }
    }

    /** Waits until the job has ended by itself. */
    public int exitStatus(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("still running after " + patience + ":\n" + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        List<ProcessHandle> ranks = process.descendants().toList();
        ranks.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(log);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException kept) {
            log.toFile().deleteOnExit();
        }
    }

    /** First of so many ports in a row that were free a moment ago. */
    private static int freePorts(int count) throws IOException {
        while (true) {
            List<ServerSocket> held = new ArrayList<>();
            try {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                int first = held.get(0).getLocalPort();
                for (int i = 1; i < count; i++) {
                    held.add(new ServerSocket(first + i, 1, InetAddress.getLoopbackAddress()));
                }
                return first;
            } catch (IOException | IllegalArgumentException taken) {
                if (held.isEmpty()) {
                    throw taken;
                }
            } finally {
                for (ServerSocket socket : held) {
                    socket.close();
                }
            }
        }
    }
}
