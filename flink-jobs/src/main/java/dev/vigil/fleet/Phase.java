package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What a program is busy with, as the column {@code phase} tells it. */
enum Phase {
    STARTUP("startup"),
    TRAINING("training"),
    EVALUATION("evaluation"),
    CHECKPOINT("checkpoint"),
    COMPILE("compile"),
    UNKNOWN("unknown");

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    /** As written in the table. */
    String text() {
        return text;
    }

    /** What a checkpoint holds of it. */
    void write(DataOutput out) throws IOException {
        Wire.writeText(out, text);
    }

    /** What {@link #write} wrote. */
    static Phase read(DataInput in) throws IOException {
        String text = Wire.readText(in);
        for (Phase phase : values()) {
            if (phase.text.equals(text)) {
                return phase;
            }
        }
        throw new IOException("phase " + text);
    }
}
