package dev.vigil.rules.template;

/** Ends the expansion of a template; never leaves the package. */
final class ExpandException extends RuntimeException {

    ExpandException(String message) {
        super(message, null, false, false);
    }
}
