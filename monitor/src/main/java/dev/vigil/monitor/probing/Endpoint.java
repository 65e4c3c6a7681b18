package dev.vigil.monitor.probing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where one process answers. */
public sealed interface Endpoint {

    /** As users write it and as alerts carry it: {@code host:port} or {@code pid:N}. */
    String instance();

    /**
     * A TCP listener.
     *
     * @param host name or address; an IPv6 address without brackets
     * @param port 1 to 65535
     */
    record Tcp(String host, int port) implements Endpoint {
        /** Checks the arguments. */
        public Tcp {
            if (host.isEmpty() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException("not a host and a port: '" + host + "' " + port);
            }
        }

        @Override
        public String instance() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /**
     * A process of this machine, reached through its abstract Unix socket.
     *
     * @param pid process id
     */
    record Local(long pid) implements Endpoint {
        /** Checks the argument. */
        public Local {
            if (pid < 1) {
                throw new IllegalArgumentException("not a process id: " + pid);
            }
        }

        @Override
        public String instance() {
            return "pid:" + pid;
        }
    }

    /**
     * Reads what a user wrote: {@code host:port}, {@code [address]:port}, {@code pid:N}, or a port of this machine alone. A
     * leading {@code http://} is forgiven.
     *
     * @throws IllegalArgumentException with a sentence that says what to write
     */
    static Endpoint parse(String text) {
        String target = Notation.URL.matcher(text.strip()).replaceFirst("$1");
        Matcher process = Notation.PROCESS.matcher(target);
        if (process.matches()) {
            return new Local(Notation.number(text, process.group(1), 1, Integer.MAX_VALUE, "a process id"));
        }
        Matcher address = Notation.ADDRESS.matcher(target);
        if (!address.matches()) {
            throw Notation.wrong(text, "is not a target");
        }
        String host = address.group(1) != null ? address.group(1) : address.group(2);
        int port = Notation.number(text, address.group(3), 1, 65_535, "a port");
        return new Tcp(host == null ? "127.0.0.1" : host, port);
    }

    /** How targets are written. */
    final class Notation {
        private static final Pattern URL = Pattern.compile("^http://([^/]+)/?$");
        private static final Pattern PROCESS = Pattern.compile("pid:(\\S+)");
        private static final Pattern ADDRESS = Pattern.compile("(?:(?:\\[([^\\]\\s]+)]|([^:/\\s\\[\\]]+)):)?(\\d+)");

        private Notation() {}

        private static int number(String text, String digits, int least, int most, String what) {
            try {
                int number = Integer.parseInt(digits);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException tooLong) {
                throw wrong(text, "'" + digits + "' is not " + what);
            }
            throw wrong(text, "'" + digits + "' is not " + what);
        }

        private static IllegalArgumentException wrong(String text, String why) {
            return new IllegalArgumentException("target '" + text + "': " + why
                    + "; write host:port, [ipv6]:port, pid:N or a port of this machine");
        }
    }
}
