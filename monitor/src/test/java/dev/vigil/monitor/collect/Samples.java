package dev.vigil.monitor.collect;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Frame;
import dev.vigil.fleet.TargetKey;
import dev.vigil.fleet.WatchReading;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Targets, configurations and documents for tests. */
final class Samples {

    static final TargetKey KEY = new TargetKey("pretrain", "127.0.0.1:9900");

    private Samples() {}

    static WatchConfig config() {
        return config(Duration.ofSeconds(1), true, Map.of(), List.of());
    }

    static WatchConfig config(
            Duration interval, boolean sampler, Map<String, String> watch, List<WatchConfig.Table> tables) {
        return new WatchConfig(
                "pretrain",
                interval,
                Duration.ofSeconds(5),
                watch,
                true,
                new WatchConfig.Sampler(
                        sampler, Duration.ofMillis(500), Duration.ofMillis(1200), true, WatchConfig.Tracer.KEEP),
                tables,
                List.of(),
                Secret.NONE);
    }

    static Target target() {
        return target(config());
    }

    static Target target(WatchConfig config) {
        return new Target(KEY, Endpoint.parse(KEY.instance()), Map.of("team", "nlp"), config);
    }

    static Beat beat(String token, long pid, double time) {
        return beat(token, pid, time, "running", 0);
    }

    static Beat beat(String token, long pid, double time, String state, long sequence) {
        List<Beat.Sample> samples = new ArrayList<>();
        for (long seq = Math.max(1, sequence - 15); seq <= sequence; seq++) {
            samples.add(new Beat.Sample(time, seq, Map.of("loss", WatchReading.of((double) seq)), Map.of()));
        }
        return new Beat(
                token,
                pid,
                state,
                null,
                "",
                0,
                time,
                time + 0.5,
                sequence,
                time,
                List.of(),
                "hook",
                List.of(new Frame("/home/user/train.py", "train", 76)),
                time,
                samples,
                sequence,
                null,
                null,
                null,
                null);
    }
}
