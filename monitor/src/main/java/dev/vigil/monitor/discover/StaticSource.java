package dev.vigil.monitor.discover;

import dev.vigil.monitor.config.WatchConfig;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Targets that the configuration itself names. */
final class StaticSource implements Source {

    private final Look look;

    StaticSource(WatchConfig.StaticTargets config) {
        List<String> problems = new ArrayList<>();
        List<Lead> leads = TargetGroups.leads("static_configs", config.targets(), config.labels(), problems);
        look = new Look.Found(leads, problems);
    }

    @Override
    public Future<Look> look() {
        return Future.succeededFuture(look);
    }
}
