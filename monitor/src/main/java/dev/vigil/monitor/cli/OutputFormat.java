package dev.vigil.monitor.cli;

/** How a result is printed; written in lower case on the command line. */
enum OutputFormat {
    /** For people. */
    text,
    /** For programs. */
    json
}
