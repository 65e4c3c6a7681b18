package dev.vigil.fleet;

/** How a target is doing, as the column {@code state} tells it. */
enum State {
    STARTING("starting"),
    TRAINING("training"),
    STALLED("stalled"),
    DEVICE_STUCK("device_stuck"),
    PYTHON_STUCK("python_stuck"),
    UNREACHABLE("unreachable"),
    INTERRUPTED("interrupted"),
    FINISHED("finished"),
    KILLED("killed"),
    CRASHED("crashed"),
    LAUNCHER("launcher");

    private final String text;

    State(String text) {
        this.text = text;
    }

    /** As written in the table. */
    String text() {
        return text;
    }

    /** Whether the process has ended. */
    boolean isOver() {
        return this == INTERRUPTED || this == FINISHED || this == KILLED || this == CRASHED;
    }

    /** Whether it is there, can be read and makes no progress. */
    boolean standsStill() {
        return this == STALLED || this == DEVICE_STUCK || this == PYTHON_STUCK;
    }
}
