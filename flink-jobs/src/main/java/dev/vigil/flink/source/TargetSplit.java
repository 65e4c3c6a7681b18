package dev.vigil.flink.source;

import dev.vigil.fleet.TargetKey;
import java.util.Objects;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One target as a split of the source: who it is and how far it has been read. Nothing else of its configuration is
 * here, or each edit of it would be a migration of state.
 *
 * @param target the target
 * @param cursors how far it has been read
 */
record TargetSplit(TargetKey target, Cursors cursors) implements SourceSplit {

    /** Checks the arguments. */
    TargetSplit {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(cursors, "cursors");
    }

    @Override
    public String splitId() {
        return id(target);
    }

    /** Unique, whatever characters job and instance hold: the length tells where the job ends. */
    static String id(TargetKey target) {
        return target.job().length() + ":" + target.job() + "/" + target.instance();
    }
}
