package dev.vigil.monitor.collect;

/** What a command line runs. */
public final class CommandLine {

    private CommandLine() {}

    /**
     * The script or the module, not their arguments, which may name anything.
     *
     * @param command words joined by blanks, as Probing and {@code /proc} tell it
     */
    public static String program(String command) {
        String[] words = command.trim().split("\\s+", 64);
        int at = words[0].substring(words[0].lastIndexOf('/') + 1).startsWith("python") ? 1 : 0;
        while (at < words.length && isOption(words[at])) {
            at += words[at].equals("-X") || words[at].equals("-W") ? 2 : 1;
        }
        if (at + 1 < words.length && words[at].equals("-m")) {
            at++;
        }
        return at < words.length ? words[at] : words[0];
    }

    private static boolean isOption(String word) {
        return word.startsWith("-") && !word.equals("-m") && !word.equals("-c");
    }
}
