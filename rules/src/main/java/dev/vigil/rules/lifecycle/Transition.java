package dev.vigil.rules.lifecycle;

/** What one step did to an alert. */
public enum Transition {
    /** Nothing. */
    NONE,
    /** It became pending. */
    STARTED,
    /** It began to fire; also where it had not been pending before. */
    FIRED,
    /** Its row went, and it goes on firing for a while. */
    KEPT,
    /** Its row came back while it went on firing: the same incident. */
    RETURNED,
    /** It was pending and is gone: nobody is told. */
    DROPPED,
    /** It was firing and has ended. */
    RESOLVED,
    /** It has been resolved for so long that it need not be repeated any more: its state can be thrown away. */
    FORGOTTEN
}
