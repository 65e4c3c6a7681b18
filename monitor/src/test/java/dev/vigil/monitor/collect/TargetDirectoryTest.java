package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TargetKey;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetDirectoryTest {

    private static final TargetKey KEY = new TargetKey("job", "host:1");

    private final TargetDirectory directory = new TargetDirectory();

    @Test
    void unitesWhatItsDiscoverersFound() {
        directory.replace("a", List.of(target("host:1", "a")));
        directory.replace("b", List.of(target("host:2", "b")));

        assertThat(directory.targets()).containsExactlyInAnyOrder(KEY, new TargetKey("job", "host:2"));
    }

    @Test
    void theFirstDiscovererDescribesATargetThatTwoHaveFound() {
        directory.replace("a", List.of(target("host:1", "a")));
        directory.replace("b", List.of(target("host:1", "b")));

        assertThat(directory.find(KEY))
                .hasValueSatisfying(target -> assertThat(target.labels()).containsEntry("by", "a"));

        directory.forget("a");
        assertThat(directory.find(KEY))
                .hasValueSatisfying(target -> assertThat(target.labels()).containsEntry("by", "b"));
    }

    @Test
    void replacesTheWholePartOfADiscoverer() {
        directory.replace("a", List.of(target("host:1", "a"), target("host:2", "a")));
        directory.replace("a", List.of(target("host:2", "a")));

        assertThat(directory.find(KEY)).isEmpty();
        assertThat(directory.all()).hasSize(1);
    }

    private static Target target(String address, String by) {
        WatchConfig.Sampler sampler = new WatchConfig.Sampler(
                true, Duration.ofMillis(500), Duration.ofMillis(1200), true, WatchConfig.Tracer.KEEP);
        WatchConfig config = new WatchConfig(
                "job",
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Map.of(),
                true,
                sampler,
                List.of(),
                List.of(),
                Secret.NONE);
        return new Target(new TargetKey("job", address), Endpoint.parse(address), Map.of("by", by), config);
    }
}
