package dev.vigil.flink.sql;

import java.io.Serializable;
import java.util.Objects;

/**
 * A column of a rule's result and what becomes of it.
 *
 * @param name as in the query
 * @param role what it is for
 * @param type its type in SQL, for people
 */
public record OutputColumn(String name, Role role, String type) implements Serializable {

    /** Checks the arguments. */
    public OutputColumn {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(type, "type");
    }

    /** What becomes of a column. */
    public enum Role {
        /** Part of the identity. */
        LABEL,
        /** {@code $value}: the number. */
        VALUE,
        /** {@code $values.name}, a number. */
        NUMBER,
        /** {@code $values.name}, a text. */
        TEXT
    }
}
