package dev.vigil.monitor.probing;

import java.util.Map;

/**
 * Who a process is. Of its environment only the variables that tell rank and run are kept: the rest may be secret.
 *
 * @param pid process id
 * @param command command line
 * @param environment RANK, LOCAL_RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT, TORCHELASTIC_RUN_ID, … as far as set
 */
public record Overview(long pid, String command, Map<String, String> environment) {

    /** Copies. */
    public Overview {
        environment = Map.copyOf(environment);
    }
}
