package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Beat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxCursorTest {

    private static List<Long> steps(Beat beat) {
        return beat.samples().stream().map(Beat.Sample::steps).toList();
    }

    @Test
    void takesAllSamplesOfAnInstallationNotSeenBefore() {
        assertThat(steps(MailboxCursor.START.unread(Samples.beat("t", 1, 5, "running", 3))))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void takesOnlySamplesThatFollow() {
        MailboxCursor cursor = MailboxCursor.START.after(Samples.beat("t", 1, 5, "running", 20));

        assertThat(steps(cursor.unread(Samples.beat("t", 1, 6, "running", 23)))).containsExactly(21L, 22L, 23L);
        assertThat(steps(cursor.unread(Samples.beat("t", 1, 6, "running", 20)))).isEmpty();
        assertThat(steps(cursor.unread(Samples.beat("t", 1, 6, "running", 60)))).hasSize(16);
    }

    @Test
    void leavesTheRestOfTheDocumentAsItIs() {
        Beat beat = Samples.beat("t", 7, 6, "crashed", 23);
        Beat unread = new MailboxCursor("t", 22).unread(beat);

        assertThat(unread).usingRecursiveComparison().ignoringFields("samples").isEqualTo(beat);
    }

    @Test
    void survivesARestartAsText() {
        MailboxCursor cursor = new MailboxCursor("a:b", 17);

        assertThat(MailboxCursor.parse(cursor.text())).isEqualTo(cursor);
    }

    @Test
    void neverGoesBack() {
        MailboxCursor cursor = new MailboxCursor("t", 17);

        assertThat(cursor.after(Samples.beat("t", 1, 5, "running", 3)).sequence())
                .isEqualTo(17);
        assertThat(cursor.after(Samples.beat("u", 1, 5, "running", 3))).isEqualTo(new MailboxCursor("u", 3));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "17", "x:t", "99999999999999999999:t"})
    void startsFromTheBeginningWhereTheTextIsBroken(String text) {
        assertThat(MailboxCursor.parse(text)).isEqualTo(MailboxCursor.START);
    }
}
