package dev.vigil.monitor.demo;

import java.util.List;

/** Three ranks that train, and go wrong when told to: one's loss turns NaN, one locks itself out, one crashes. */
public interface DemoFleet extends AutoCloseable {

    /** What it is made of, for people. */
    String description();

    /** Where the ranks answer, rank 0 first. */
    List<String> targets();

    /** Starts the script of faults: {@link Script}. */
    void strike();

    /** Ends all of it; nothing is left running. */
    @Override
    void close();
}
