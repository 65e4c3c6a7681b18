package dev.vigil.monitor.discover;

import dev.vigil.monitor.probing.Endpoint;
import java.util.Map;

/**
 * What may become a target once its job is known.
 *
 * @param endpoint where it answers
 * @param labels as written; {@code job} among them decides the job
 */
record Lead(Endpoint endpoint, Map<String, String> labels) {

    Lead {
        labels = Map.copyOf(labels);
    }
}
