package dev.vigil.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code -Dvigil.write.docs=true} writes the page instead of comparing it. */
class RulePackPageTest {

    private static final Path PAGE = Path.of("..", "docs", "rule-pack.md");

    @Test
    void thePageIsWhatTheRulesSay() throws Exception {
        String made = new RulePackPage().text();
        if (Boolean.getBoolean("vigil.write.docs")) {
            Files.writeString(PAGE, made);
        }

        assertThat(PAGE)
                .content()
                .as("stale: run this test with -Dvigil.write.docs=true")
                .isEqualTo(made);
    }

    @Test
    void eachRuleHasARunbookAndNoOtherHas() {
        assertThat(RulePack.runbooks()).containsOnlyKeys(RulePack.names().toArray(String[]::new));
        assertThat(RulePack.runbooks().values())
                .allSatisfy(text -> assertThat(text).contains("**Fires when** ", "**Means** ", "**Do** "));
    }
}
