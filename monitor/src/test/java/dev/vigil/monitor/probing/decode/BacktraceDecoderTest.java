package dev.vigil.monitor.probing.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BacktraceDecoderTest {

    @ParameterizedTest
    @CsvSource({
        "backtrace_gil_hang, __GI___clock_nanosleep",
        "backtrace_lock_hang, __futex_abstimed_wait_common64",
        "backtrace_gloo_waiting, __futex_abstimed_wait_common64",
        "backtrace_loader_stall, __GI___poll"
    })
    void beginsBehindTheSignalHandler(String golden, String innermost) {
        List<Frame> frames = frames(table(golden));
        assertThat(frames.get(0).function()).isNotEmpty().doesNotContain("signal");
        assertThat(frames).noneMatch(frame -> frame.function().contains("backtrace_signal_handler"));
        assertThat(frames).anyMatch(frame -> frame.file().endsWith(".py") && frame.line() > 0);
    }

    @Test
    void turnsTheOrderOfTheLaterLineRound() {
        QueryTable table = table("backtrace_gil_hang");
        List<List<Object>> reversed = new ArrayList<>(table.rows());
        Collections.reverse(reversed);
        assertThat(frames(new QueryTable(table.columns(), reversed))).isEqualTo(frames(table));
    }

    @Test
    void turnsTheOrderRoundByTheRootWhereThereIsNoHandler() {
        QueryTable outermostFirst = new QueryTable(
                List.of("func", "file", "lineno"),
                List.of(List.of("_start", "", 0L), List.of("main", "", 0L), List.of("train", "t.py", 7L)));
        assertThat(frames(outermostFirst))
                .containsExactly(new Frame("t.py", "train", 7), new Frame("", "main", 0), new Frame("", "_start", 0));
    }

    @Test
    void callsAStackWithoutFramesMalformed() {
        assertThat(BacktraceDecoder.decode(new QueryTable(List.of(), List.of()), Duration.ZERO))
                .isInstanceOf(Reply.Malformed.class);
        assertThat(BacktraceDecoder.decode(new QueryTable(List.of("x"), List.of(List.of(1L))), Duration.ZERO))
                .isInstanceOf(Reply.Malformed.class);
    }

    private static QueryTable table(String golden) {
        return ((Reply.Read<QueryTable>) QueryDecoder.decode(Golden.reply(golden))).value();
    }

    private static List<Frame> frames(QueryTable table) {
        return ((Reply.Read<List<Frame>>) BacktraceDecoder.decode(table, Duration.ZERO)).value();
    }
}
