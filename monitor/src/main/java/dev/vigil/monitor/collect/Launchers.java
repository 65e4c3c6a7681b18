package dev.vigil.monitor.collect;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.Overview;
import java.util.List;
import java.util.Set;

/** Recognises agents such as torchrun's: they start the ranks elsewhere and never train (PROTOCOL section 2.1). */
final class Launchers {

    private static final Set<String> RANK_VARIABLES = Set.of("RANK", "LOCAL_RANK", "TORCHELASTIC_RUN_ID");
    private static final Set<String> PROGRAMS = Set.of("torchrun", "accelerate", "accelerate-launch");
    private static final List<String> MODULES =
            List.of("torch.distributed.run", "torch.distributed.launch", "accelerate.");
    private static final List<String> FILES = List.of("torch/distributed/run.py", "torch/distributed/launch.py");
    private static final Set<String> AGENT_FUNCTIONS = Set.of("_invoke_run", "launch_agent", "simple_launcher");

    private Launchers() {}

    /** Whether the command line is a launcher's and the environment is not a rank's. */
    static boolean isLauncher(Overview overview) {
        if (overview.environment().keySet().stream().anyMatch(RANK_VARIABLES::contains)) {
            return false;
        }
        String program = CommandLine.program(overview.command());
        return PROGRAMS.contains(program.substring(program.lastIndexOf('/') + 1))
                || MODULES.stream().anyMatch(program::startsWith)
                || FILES.stream().anyMatch(program::endsWith);
    }

    /** Whether a process that has never stepped stands where only a launcher waits. */
    static boolean isLaunching(Beat beat) {
        return beat.steps() == 0
                && beat.rank().isEmpty()
                && beat.frames().stream().anyMatch(Launchers::isAgents);
    }

    private static boolean isAgents(Frame frame) {
        return AGENT_FUNCTIONS.contains(frame.function())
                || (frame.function().equals("join") && frame.file().endsWith("torch/multiprocessing/spawn.py"));
    }
}
