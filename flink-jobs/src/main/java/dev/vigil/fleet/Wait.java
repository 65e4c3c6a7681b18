package dev.vigil.fleet;

/** What a thread waits for or is at, as the column {@code waiting_on} tells it. */
enum Wait {
    COLLECTIVE("collective"),
    LOCK("lock"),
    DATA("data"),
    CHECKPOINT("checkpoint"),
    PYTHON("python"),
    NATIVE("native"),
    UNKNOWN("unknown");

    private final String text;

    Wait(String text) {
        this.text = text;
    }

    /** As written in the table. */
    String text() {
        return text;
    }

    /** Whether somebody else must act before it goes on: waiting, not working. */
    boolean isForOthers() {
        return this == COLLECTIVE || this == LOCK;
    }
}
