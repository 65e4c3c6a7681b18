package dev.vigil.rules.yaml;

import dev.vigil.rules.ProblemKind;

/** A value in a YAML file that knows its place. */
public sealed interface YamlNode permits YamlMap, YamlList, YamlScalar {

    /** Line of its first character, from 1. */
    int line();

    /** Column of its first character, from 1. */
    int column();

    /** What it is, for messages: {@code a mapping}, {@code a list}, {@code text}. */
    String kind();

    /** Notes a mistake of a kind at its place. */
    void problem(ProblemKind kind, String message);

    /** Notes at its place that this cannot be as it is. */
    default void problem(String message) {
        problem(ProblemKind.INVALID, message);
    }
}
