package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Tables;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RuleGraphTest {

    private static Lab lab;

    @BeforeAll
    static void start() throws Exception {
        lab = new Lab();
    }

    @AfterAll
    static void stop() throws Exception {
        lab.close();
    }

    @Test
    void raisesAndResolvesAnAlert() throws Exception {
        Script script = new Script()
                .row(Tables.WATCHES, "a", loss(1.0, 0))
                .pass(1)
                .row(Tables.WATCHES, "a", loss(Double.NaN, 1))
                .pass(2)
                .row(Tables.WATCHES, "a", loss(0.9, 0))
                .pass(1);

        Lab.Heard heard = lab.run(
                script,
                Rules.alert(
                        "NonFiniteLoss",
                        "SELECT job, instance, rank, step, value FROM watches"
                                + " WHERE name = 'loss' AND non_finite > 0"));

        assertThat(heard.story("NonFiniteLoss")).containsExactly("firing@1.06", "inactive@3.06");
        assertThat(heard.alerts.get(0).labels())
                .isEqualTo(Map.of("alertname", "NonFiniteLoss", "job", "pretrain", "instance", "a", "rank", "0"));
        assertThat(heard.alerts.get(0).value()).isNaN();
    }

    private static Map<String, Object> loss(double value, double nonFinite) {
        return Map.of(
                "job",
                "pretrain",
                "instance",
                "a",
                "rank",
                "0",
                "name",
                "loss",
                "value",
                value,
                "non_finite",
                nonFinite);
    }
}
