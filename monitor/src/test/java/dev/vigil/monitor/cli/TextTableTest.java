package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.QueryTable;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void alignsNumbersToTheRightAndTextToTheLeft() {
        QueryTable table = new QueryTable(
                List.of("module", "seconds", "n"),
                List.of(Arrays.asList("encoder", 0.25, 7L), Arrays.asList("head", null, 1234L)));
        assertThat(TextTable.lines(table))
                .containsExactly(
                        "module   seconds     n", //
                        "-------  -------  ----",
                        "encoder     0.25     7",
                        "head              1234");
    }

    @Test
    void takesTheCommandsOutOfTextOfStrangers() {
        QueryTable table = new QueryTable(List.of("t\u001b[2J"), List.of(List.of("a\u001b]0;x\u0007\nb")));
        assertThat(String.join("", TextTable.lines(table))).doesNotContain("\u001b", "\u0007", "\n");
    }

    @Test
    void showsNothingWhereThereAreNoColumns() {
        assertThat(TextTable.lines(new QueryTable(List.of(), List.of()))).isEmpty();
    }
}
