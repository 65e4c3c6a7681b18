package dev.vigil.monitor.probing.decode;

/** Something is not as promised. Never leaves this package: it becomes a reply. */
final class MalformedDocument extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedDocument(String message) {
        super(message, null, false, false);
    }
}
