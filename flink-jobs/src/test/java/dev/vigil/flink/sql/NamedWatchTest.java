package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.Expression;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedWatchTest {

    private static Optional<String> of(String sql) {
        return NamedWatch.of(RuleText.of(new Expression(sql, "rules.yml", 1, 1)));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "SELECT * FROM watches WHERE name = 'eval/loss'",
                "select job, value from watches where name = 'eval/loss' and value > 1",
                "SELECT job FROM `watches` WHERE `name` = 'eval/loss' AND (value > 1 OR mean5 > 1)",
                "SELECT COUNT(*) FROM watches /* of all */ WHERE name = 'eval/loss' AND value > 1 GROUP BY job"
            })
    void isKnownWhereTheConditionBeginsWithItsName(String sql) {
        assertThat(of(sql)).contains("eval/loss");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "SELECT * FROM watches",
                "SELECT * FROM watches WHERE value > 1 AND name = 'loss'",
                "SELECT * FROM watches WHERE NOT name = 'loss'",
                "SELECT * FROM watches WHERE name <> 'loss'",
                "SELECT * FROM watches WHERE text = 'loss'",
                "SELECT * FROM watches WHERE name = 'loss' OR value > 1",
                "SELECT * FROM watches WHERE name = 'loss' AND value > 1 OR mean5 > 1",
                "SELECT * FROM watches WHERE name = 'loss' AND (value > 1) OR (mean5 > 1)",
                "SELECT * FROM watches WHERE name = 'loss' || text",
                "SELECT * FROM watches WHERE name = 'loss' IS NOT TRUE",
                "SELECT * FROM watches WHERE name = 'it''s' AND value > 1",
                "SELECT * FROM watches WHERE name = 'loss ' AND value > 1",
                "SELECT * FROM watches WHERE name =",
                "SELECT * FROM targets WHERE name = 'loss'",
                "SELECT * FROM watches w WHERE name = 'loss' AND value > 1",
                "SELECT * FROM watches JOIN targets USING (instance) WHERE name = 'loss' AND value > 1",
                "SELECT * FROM watches WHERE name = 'loss' AND value > (SELECT MAX(value) FROM watches)",
                "SELECT * FROM watches WHERE name = 'loss' AND value > 1 UNION ALL TABLE watches",
                "SELECT * FROM watches WHERE name = 'loss' UNION ALL SELECT * FROM watches WHERE name = 'lr'"
            })
    void mayBeAnyElsewhere(String sql) {
        assertThat(of(sql)).isEmpty();
    }
}
