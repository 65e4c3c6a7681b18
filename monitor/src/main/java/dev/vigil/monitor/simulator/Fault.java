package dev.vigil.monitor.simulator;

/** What can go wrong with a simulated target. */
public enum Fault {
    /** It trains. */
    NONE,
    /** The loss and the gradients are NaN from the next step. */
    NAN_LOSS,
    /** The training thread waits for a lock that nobody releases. */
    LOCK_HANG,
    /** The training thread waits in an all_reduce that another rank does not join. */
    COLLECTIVE_HANG,
    /** C code holds the interpreter: the server answers, the sampler does not beat. */
    PYTHON_STUCK,
    /** One layer takes 20 times as long. */
    SLOW_MODULE,
    /** An uncaught exception: a last word, then nobody listens. */
    CRASH,
    /** A normal end: a last word, then nobody listens. */
    FINISH,
    /** Gone without a word: nobody listens. */
    KILL,
    /** Connects and never answers. */
    STALL,
    /** Answers with what is no answer. */
    GARBAGE,
    /** Announces more than it sends, then closes. */
    TRUNCATE,
    /** Sends without end. */
    FLOOD;

    /** Whether the process is there to answer as the protocol has it. */
    boolean isHonest() {
        return this != STALL && this != GARBAGE && this != TRUNCATE && this != FLOOD;
    }

    /** Whether no step follows. */
    boolean isStandstill() {
        return this == LOCK_HANG || this == COLLECTIVE_HANG || this == PYTHON_STUCK || this == CRASH || this == FINISH;
    }
}
