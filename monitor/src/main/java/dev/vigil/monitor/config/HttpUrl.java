package dev.vigil.monitor.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** How absolute URLs are written. */
public final class HttpUrl {

    /** For messages: what {@link #base} takes. */
    public static final String EXPECTED =
            "an absolute URL, such as https://vigil.example.org or http://gateway:8080/vigil";

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private HttpUrl() {}

    /** A URL to which paths are added: without slashes at its end; empty where it is none, or has user, query or fragment. */
    public static Optional<String> base(String text) {
        return absolute(text)
                .filter(uri ->
                        uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null)
                .map(uri -> text.replaceAll("/+$", ""));
    }

    /** Whether this is a URL that can be asked. */
    static boolean isOne(String text) {
        return absolute(text).isPresent();
    }

    private static Optional<URI> absolute(String text) {
        try {
            URI uri = new URI(text);
            boolean absolute = uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && uri.getHost() != null;
            return absolute ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }
}
