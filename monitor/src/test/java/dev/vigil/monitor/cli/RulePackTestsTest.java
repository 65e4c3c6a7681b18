package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tests of the built-in rules, which users read as examples. */
class RulePackTestsTest {

    @Test
    void allPassAndShowEachRuleFiringAndSilent() throws Exception {
        Typed typed = Typed.vigil(
                "test",
                "--coverage",
                "--output",
                "json",
                Path.of("..", "rules", "pack", "tests").toString());

        assertThat(typed.status()).as(typed.out() + typed.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(typed.out());
        assertThat(json.at("/tests").size()).isGreaterThan(40);
        assertThat(json.at("/coverage/never_fired")).isEmpty();
        assertThat(json.at("/coverage/never_silent")).isEmpty();
    }
}
