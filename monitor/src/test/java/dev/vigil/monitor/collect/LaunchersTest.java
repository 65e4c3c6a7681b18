package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.Overview;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchersTest {

    @ParameterizedTest
    @CsvSource({
        "/venv/bin/python -m torch.distributed.run --nproc-per-node 2 /job/ddp.py, true",
        "/venv/bin/python3.12 -u -X dev -m torch.distributed.launch ddp.py, true",
        "/venv/bin/python /venv/bin/torchrun --nproc-per-node 2 ddp.py, true",
        "torchrun ddp.py, true",
        "/venv/bin/python /venv/bin/accelerate launch train.py, true",
        "python -m accelerate.commands.launch train.py, true",
        "python /venv/lib/python3.12/site-packages/torch/distributed/run.py ddp.py, true",
        "/venv/bin/python -u /job/ddp.py, false",
        "python train.py --launcher torchrun, false",
        "python accelerate_bench.py, false",
        "python -c 'import torch.distributed.run', false",
        "python, false",
        "'', false",
    })
    void areToldByWhatPythonRuns(String command, boolean launcher) {
        assertThat(Launchers.isLauncher(new Overview(1, command, Map.of()))).isEqualTo(launcher);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RANK", "LOCAL_RANK", "TORCHELASTIC_RUN_ID"})
    void areNotWhatHasARank(String variable) {
        assertThat(Launchers.isLauncher(new Overview(1, "torchrun ddp.py", Map.of(variable, "0"))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/venv/torch/distributed/elastic/agent/server/api.py, _invoke_run, true",
        "/venv/torch/multiprocessing/spawn.py, join, true",
        "/venv/accelerate/commands/launch.py, simple_launcher, true",
        "/usr/lib/python3.12/threading.py, join, false",
        "/job/train.py, train, false",
    })
    void areToldByWhereTheyWait(String file, String function, boolean launching) {
        assertThat(Launchers.isLaunching(standing(file, function, 0))).isEqualTo(launching);
    }

    @Test
    void areNotWhatHasStepped() {
        assertThat(Launchers.isLaunching(standing("api.py", "_invoke_run", 1))).isFalse();
    }

    private static Beat standing(String file, String function, long steps) {
        Beat beat = Samples.beat("t", 1, 5);
        return new Beat(
                "t",
                1,
                "running",
                null,
                "",
                0,
                5,
                6,
                steps,
                0,
                List.of(),
                "main",
                List.of(new Frame("select.py", "poll", 3), new Frame(file, function, 10)),
                5,
                beat.samples(),
                0,
                null,
                null,
                null,
                null);
    }
}
