package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who a process is: {@code GET /apis/overview}. Its environment holds secrets: all but the names below is dropped. */
public final class OverviewDecoder {

    /** Variables by which launchers tell rank, run and restart (PROTOCOL 2.1). */
    private static final List<String> KEPT = List.of(
            "RANK",
            "LOCAL_RANK",
            "WORLD_SIZE",
            "LOCAL_WORLD_SIZE",
            "GROUP_RANK",
            "MASTER_ADDR",
            "MASTER_PORT",
            "TORCHELASTIC_RUN_ID",
            "TORCHELASTIC_RESTART_COUNT",
            "OMPI_COMM_WORLD_RANK",
            "OMPI_COMM_WORLD_SIZE",
            "SLURM_JOB_ID",
            "SLURM_PROCID",
            "SLURM_NTASKS");

    private static final int LONGEST_VALUE = 200;
    private static final int LONGEST_COMMAND = 2000;

    private OverviewDecoder() {}

    /** The process behind the endpoint. */
    public static Reply<Overview> decode(RawReply raw) {
        if (!raw.isOk()) {
            return raw.malformed("what answers there is not Probing (overview: HTTP " + raw.status() + ")");
        }
        try {
            JsonFields overview = JsonText.object(raw.body());
            String command = overview.optionalText("cmd", LONGEST_COMMAND);
            return raw.read(new Overview(
                    overview.integer("pid"), command == null ? "" : command, environment(overview.any("env"))));
        } catch (MalformedDocument malformed) {
            return raw.malformed("overview: " + malformed.getMessage());
        }
    }

    private static Map<String, String> environment(JsonNode all) {
        Map<String, String> kept = new HashMap<>();
        for (String name : KEPT) {
            if (all.path(name).isTextual()) {
                kept.put(name, JsonFields.cut(all.get(name).textValue(), LONGEST_VALUE));
            }
        }
        return kept;
    }
}
