package dev.vigil.monitor.config;

import java.util.Objects;

/** A text that must not be seen: {@link #toString} masks it. */
public final class Secret {

    /** No secret. */
    public static final Secret NONE = new Secret("");

    private final String value;

    /** Keeps the value. */
    public Secret(String value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    /** The value itself; only for the place that sends it. */
    public String reveal() {
        return value;
    }

    /** Whether there is one. */
    public boolean isPresent() {
        return !value.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value.isEmpty() ? "" : "<secret>";
    }
}
