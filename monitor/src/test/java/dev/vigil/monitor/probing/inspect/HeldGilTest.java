package dev.vigil.monitor.probing.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.decode.BacktraceDecoder;
import dev.vigil.monitor.probing.decode.Golden;
import dev.vigil.monitor.probing.decode.QueryDecoder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldGilTest {

    @ParameterizedTest
    @CsvSource({
        "backtrace_gil_hang, true",
        "backtrace_busy_loop, true",
        "backtrace_lock_hang, false",
        "backtrace_gloo_waiting, false",
        "backtrace_gloo_culprit, false",
        "backtrace_loader_stall, false",
        "backtrace_dataset_stall, false"
    })
    void isReadFromRecordedStacks(String golden, boolean held) {
        QueryTable table = ((Reply.Read<QueryTable>) QueryDecoder.decode(Golden.reply(golden))).value();
        List<Frame> frames = ((Reply.Read<List<Frame>>) BacktraceDecoder.decode(table, Duration.ZERO)).value();
        assertThat(HeldGil.seemsHeld(frames)).isEqualTo(held);
    }
}
