package dev.vigil.monitor.collect;

import dev.vigil.fleet.Reading;
import dev.vigil.monitor.probing.Endpoint;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What this machine's own process table says. A pid alone proves nothing: it may be of another machine, of a container's
 * own numbering, or used again; hence the command line and the start time. Reads files: not for an event loop.
 */
public final class LocalProcesses {

    private final Path proc;
    private final Set<String> addresses;

    /**
     * @param proc {@code /proc}
     * @param addresses this machine's own
     */
    public LocalProcesses(Path proc, Set<String> addresses) {
        this.proc = proc;
        this.addresses = Set.copyOf(addresses);
    }

    /** Those of the machine that runs us. */
    public static LocalProcesses ofThisMachine() {
        try {
            Set<String> own = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(address -> address.getHostAddress().replaceFirst("%.*", ""))
                    .collect(Collectors.toSet());
            return new LocalProcesses(Path.of("/proc"), own);
        } catch (SocketException unknown) {
            return new LocalProcesses(Path.of("/proc"), Set.of("127.0.0.1"));
        }
    }

    /**
     * A process as distinguished from a later one with the same pid.
     *
     * @param pid process id
     * @param start field 22 of {@code /proc/PID/stat}: clock ticks after boot
     */
    public record Mark(long pid, String start) {

        String text() {
            return pid + ":" + start;
        }

        static @Nullable Mark parse(@Nullable String text) {
            if (text == null || !text.matches("[0-9]{1,18}:[0-9]{1,20}")) {
                return null;
            }
            int colon = text.indexOf(':');
            return new Mark(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
        }
    }

    /**
     * The mark of the process behind a target, if it runs on this machine for certain.
     *
     * @param endpoint where it answers
     * @param pid what it says of itself
     * @param command its command line, words joined by blanks
     */
    public Optional<Mark> find(Endpoint endpoint, long pid, String command) {
        boolean here = endpoint instanceof Endpoint.Local
                || (isOwn(endpoint)
                        && commandLine(pid).filter(command.trim()::equals).isPresent());
        return here
                ? state(pid).filter(state -> !state.dead).map(state -> new Mark(pid, state.start))
                : Optional.empty();
    }

    /** Whether a marked process is still there; a zombie is gone. */
    public Reading.Process look(Mark mark) {
        return state(mark.pid)
                        .filter(state -> !state.dead && state.start.equals(mark.start))
                        .isPresent()
                ? Reading.Process.ALIVE
                : Reading.Process.GONE;
    }

    /** A running process's command line, words joined by blanks; empty where there is none. */
    public Optional<String> commandLine(long pid) {
        return read(pid, "cmdline").map(text -> text.replace('\0', ' ').trim()).filter(text -> !text.isEmpty());
    }

    private boolean isOwn(Endpoint endpoint) {
        String host = endpoint instanceof Endpoint.Tcp tcp ? tcp.host() : "localhost";
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1") || addresses.contains(host);
    }

    private record State(boolean dead, String start) {}

    private Optional<State> state(long pid) {
        return read(pid, "stat").flatMap(text -> {
            String[] fields = text.substring(text.lastIndexOf(')') + 1).trim().split(" ", 64);
            boolean dead = fields[0].equals("Z") || fields[0].equals("X");
            return fields.length < 20 ? Optional.empty() : Optional.of(new State(dead, fields[19]));
        });
    }

    private Optional<String> read(long pid, String file) {
        try {
            byte[] bytes = Files.readAllBytes(proc.resolve(Long.toString(pid)).resolve(file));
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException gone) { // not there, or it ended between opening and reading
            return Optional.empty();
        }
    }
}
