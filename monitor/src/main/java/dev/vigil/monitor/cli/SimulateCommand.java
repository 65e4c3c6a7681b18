package dev.vigil.monitor.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.monitor.simulator.Fault;
import dev.vigil.monitor.simulator.SimulatedFleet;
import dev.vigil.monitor.simulator.SimulatedJobs;
import dev.vigil.monitor.simulator.SimulatedTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vigil simulate}: training processes that do not exist, for benchmarks and for trying Vigil out at scale. */
@Command(
        name = "simulate",
        hidden = true,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Answers as many training processes under Probing would, each on a port of its own on 127.0.0.1,"
                + " until Ctrl-C. Prints one line when all listen: their target groups, as file_sd_configs read them.",
        footer = {
            "",
            "Examples:",
            "  vigil simulate > targets.json                one job of 1,000 ranks",
            "  vigil simulate --jobs 125 > targets.json     125 jobs of 8 ranks",
            "  vigil simulate --targets 9 --fault STALL --fault FLOOD     two of nine are ill",
            "",
            "Exit status: 0 stopped, 1 failed, 2 wrong usage."
        })
final class SimulateCommand implements Callable<Integer> {

    private static final int MOST_TARGETS = 20_000;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--targets", paramLabel = "N", description = "How many; default 1000.")
    private int targets = 1000;

    @Option(names = "--jobs", paramLabel = "N", description = "Among how many jobs they are divided; default 1.")
    private int jobs = 1;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = "What is wrong with the first target, with the second, and so on: one of"
                    + " ${COMPLETION-CANDIDATES}.")
    private List<Fault> faults = new ArrayList<>();

    SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (targets < 1 || targets > MOST_TARGETS || jobs < 1 || jobs > targets) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--targets is a number from 1 to " + MOST_TARGETS + ", --jobs one from 1 to that of the targets.");
        }
        try (Session session = new Session();
                SimulatedJobs simulated = SimulatedJobs.start(targets, jobs)) {
            session.started();
            strike(simulated);
            terminal.result(groups(simulated).toString());
            while (!session.stoppedWithin(LOOK)) {
                // The targets answer on event loops of their own.
            }
            return 0;
        }
    }

    private void strike(SimulatedJobs simulated) {
        List<SimulatedTarget> all =
                simulated.jobs().stream().flatMap(job -> job.targets().stream()).toList();
        for (int i = 0; i < Math.min(faults.size(), all.size()); i++) {
            all.get(i).inject(faults.get(i)).await();
        }
    }

    /** Labelled by job: simulated ranks name no run. */
    private static ArrayNode groups(SimulatedJobs simulated) {
        ArrayNode groups = JsonNodeFactory.instance.arrayNode();
        for (SimulatedFleet job : simulated.jobs()) {
            ObjectNode group = groups.addObject();
            job.targets().forEach(target -> group.withArray("targets").add(target.address()));
            group.putObject("labels").put("job", String.format(Locale.ROOT, "job-%03d", groups.size()));
        }
        return groups;
    }
}
