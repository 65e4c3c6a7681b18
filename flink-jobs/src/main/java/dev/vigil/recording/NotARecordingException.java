package dev.vigil.recording;

import java.io.IOException;

/** The file is none of ours, or of a version that this release does not read; the message says which, for people. */
public final class NotARecordingException extends IOException {

    private static final long serialVersionUID = 1L;

    NotARecordingException(String message) {
        super(message);
    }
}
