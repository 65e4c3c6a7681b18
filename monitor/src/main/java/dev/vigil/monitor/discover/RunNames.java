package dev.vigil.monitor.discover;

import dev.vigil.monitor.collect.CommandLine;
import dev.vigil.monitor.probing.Overview;
import java.util.Map;
import java.util.Optional;

/** What the job of a process is called where nobody has said so (CONTRACT section 2). Pure. */
final class RunNames {

    private RunNames() {}

    /** The run that a process belongs to, else a job of its own. */
    static String of(Overview overview) {
        return run(overview.environment()).orElseGet(() -> own(overview.command(), overview.pid()));
    }

    /**
     * The elastic run id where a person gave one, since it stays the same over restarts; else the meeting point of the
     * ranks.
     */
    static Optional<String> run(Map<String, String> environment) {
        String run = environment.getOrDefault("TORCHELASTIC_RUN_ID", "");
        if (!run.isBlank() && !run.equals("none")) {
            return Optional.of(run);
        }
        String address = environment.getOrDefault("MASTER_ADDR", "");
        String port = environment.getOrDefault("MASTER_PORT", "");
        return address.isBlank() || port.isBlank() ? Optional.empty() : Optional.of(address + ":" + port);
    }

    /** A process without a run: what it runs, and its pid, as two of the same script are two jobs. */
    static String own(String command, long pid) {
        String program = CommandLine.program(command);
        String name = program.substring(program.lastIndexOf('/') + 1);
        return (name.isBlank() ? "pid" : name) + "-" + pid;
    }
}
