package dev.vigil.monitor;

import dev.vigil.monitor.cli.Terminal;
import dev.vigil.monitor.cli.VigilCommand;
import java.util.HashMap;
import java.util.Map;

/** Where the process begins. */
public final class Main {

    private Main() {}

    /** Runs the command that the arguments name, and exits with its status. */
    public static void main(String[] arguments) {
        Map<String, String> properties = new HashMap<>();
        System.getProperties().forEach((name, value) -> properties.put(name.toString(), value.toString()));
        Terminal terminal = Terminal.of(System.out, System.err, properties, System.getenv());
        System.exit(VigilCommand.commandLine(new Wiring(), terminal).execute(arguments));
    }
}
