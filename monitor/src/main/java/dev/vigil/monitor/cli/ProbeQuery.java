package dev.vigil.monitor.cli;

import dev.vigil.monitor.cli.ProbeCommand.Output;
import dev.vigil.monitor.probing.QueryTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vigil probe TARGET query SQL}. */
@Command(
        name = "query",
        customSynopsis = "vigil probe TARGET query [-hV] [--unsafe] [--output=FORMAT] SQL",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one SELECT over the tables of the process.",
            "",
            "python.backtrace is answered from frames that were taken as the backtrace command takes them. Tables are read"
                    + " while training goes on; NULL and NaN of numbers show as empty cells."
        },
        footer = {
            "",
            "Examples:",
            "  vigil probe 9900 query \"SELECT func, file, lineno FROM python.backtrace\"",
            "  vigil probe 9900 query \"SELECT * FROM python.metrics\" --output json"
        })
final class ProbeQuery implements Callable<Integer> {

    private final Terminal terminal;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ProbeCommand parent;

    @Parameters(paramLabel = "SQL", description = "A SELECT.")
    private String sql = "";

    @Option(
            names = "--unsafe",
            description = "Send it as it is, also what can break the training: SHOW, SET, information_schema,"
                    + " python.backtrace by a signal.")
    private boolean unsafe;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text (default) or json.")
    private Output output = Output.TEXT;

    ProbeQuery(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, ProbeFailure {
        try (ProbeSession session = parent.open()) {
            QueryTable table = session.value(session.inspector().query(sql, unsafe));
            if (output == Output.JSON) {
                terminal.result(ProbeJson.of(table).toString());
                return 0;
            }
            TextTable.lines(table).forEach(terminal::result);
            terminal.note(table.rows().size() + (table.rows().size() == 1 ? " row." : " rows."));
            return 0;
        }
    }
}
