package dev.vigil.rules.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses as Go takes them apart. */
final class HostPort {

    /** A host without colons, or one in brackets, and a port. */
    private static final Pattern PAIR = Pattern.compile("(?:\\[([^\\[\\]]*)]|([^:\\[\\]]*)):([^:\\[\\]]*)");

    private static final Pattern IP =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");

    private HostPort() {}

    /** The host; what is no host and port as it is. */
    static String stripPort(String text) {
        Matcher pair = PAIR.matcher(text);
        return pair.matches() ? host(pair) : text;
    }

    /** The host's first name, with the port if there is one; an IP address as it is. */
    static String stripDomain(String text) {
        Matcher pair = PAIR.matcher(text);
        boolean matches = pair.matches();
        String host = matches ? host(pair) : text;
        if (IP.matcher(host).matches()) {
            return text;
        }
        String port = matches ? pair.group(3) : "";
        String name = host.substring(0, host.indexOf('.') < 0 ? host.length() : host.indexOf('.'));
        return port.isEmpty() ? name : name + ":" + port;
    }

    private static String host(Matcher pair) {
        String bracketed = pair.group(1);
        return bracketed == null ? pair.group(2) : bracketed;
    }
}
