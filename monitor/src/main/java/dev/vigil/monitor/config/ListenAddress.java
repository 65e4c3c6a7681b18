package dev.vigil.monitor.config;

import dev.vigil.monitor.config.VigilConfig.Web;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an address to listen on is written, as Prometheus has it. */
public final class ListenAddress {

    /** For messages: what should have been written. */
    public static final String EXPECTED = "an address to listen on, such as 127.0.0.1:9780, [::1]:9780 or :9780";

    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\[\\]/\\s]*)):(\\d{1,5})");

    private ListenAddress() {}

    /** {@code host:port}; without a host, all addresses of the machine; port 0 = any free one. */
    public static Optional<Web> parse(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(matcher.group(3));
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return port > 65535 ? Optional.empty() : Optional.of(new Web(host.isEmpty() ? "0.0.0.0" : host, port));
    }
}
