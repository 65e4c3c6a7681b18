package dev.vigil.monitor.cli;

import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.FleetBoard;
import java.util.Optional;

/** A monitor at work. */
public interface RunningMonitor extends AutoCloseable {

    /** Alerts and recorded series. */
    AlertBoard alerts();

    /** Latest-state tables. */
    FleetBoard fleet();

    /** Where the page is, as {@code http://127.0.0.1:9780}. */
    String url();

    /** Whether rules run and every target known now has been asked once. */
    boolean isReady();

    /** Why the pipeline gave up; empty while it has not. */
    Optional<String> failure();

    /**
     * Asks it to read configuration and rules again; returns at once, the outcome is told to people.
     *
     * @param why who or what asks
     */
    void reload(String why);

    /** Stops everything; at most a few seconds. */
    @Override
    void close();
}
