package dev.vigil.rules.template;

import java.util.Objects;

/**
 * A mistake in a template.
 *
 * @param index of the character where it is, from 0
 * @param message what is wrong
 */
public record TemplateFault(int index, String message) implements Parsed {

    /** Checks the arguments. */
    public TemplateFault {
        Objects.requireNonNull(message, "message");
    }
}
