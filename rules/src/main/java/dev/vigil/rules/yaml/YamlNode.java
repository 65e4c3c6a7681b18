package dev.vigil.rules.yaml;

/** A value in a YAML file that knows its place. */
public sealed interface YamlNode permits YamlMap, YamlList, YamlScalar {

    /** Line of its first character, from 1. */
    int line();

    /** Column of its first character, from 1. */
    int column();

    /** What it is, for messages: {@code a mapping}, {@code a list}, {@code text}. */
    String kind();

    /** Notes a mistake at its place. */
    void problem(String message);
}
