package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every example of the debugging guide on a real torch process that has the names it uses. How often is system property
 * {@code vigil.guide.repetitions}, default 2.
 */
class GuideIT {

    private static final String SCRIPT = "guide_trainer.py";
    private static final Pattern PROGRESS = Pattern.compile("step (\\d+) digest (\\w+)");

    /**
     * What each example must print, in the order of the guide; a healthy program has no bad gradient and no alert. Under
     * Probing the threading module may take a thread that has ended for the main one, so that it says it is not alive.
     */
    private static final List<String> MEANINGS = List.of(
            "(?s)#0 .*train .*guide_trainer\\.py:\\d+.*",
            "(?s)func +file +lineno +depth\n.*train .*guide_trainer\\.py +\\d+ +\\d+\n.*",
            "(?s)#0 .*train .*guide_trainer\\.py:\\d+.*",
            "func +file +lineno\n[- ]+\n\\S+ +\\S+ +\\d+\n",
            "(?s)dict_keys\\(\\[.*'__name__'.*'make_loader'.*",
            "(?s)<class 'torch\\.nn\\.modules\\.container\\.Sequential'> Sequential\\(.*Linear\\(in_features=8.*",
            "(?s)0\\.weight: torch\\.Size\\(\\[16, 8]\\), grad=True\n.*3\\.bias: torch\\.Size\\(\\[1]\\), grad=True\n",
            "(?s)MainThread: alive=(True|False), daemon=False\n.*",
            "Current step: \\d+\nCurrent loss: \\d+\\.\\d+(e-\\d+)?\nLearning rate: 0\\.01\n",
            "(?s)#0 .*train .*guide_trainer\\.py:\\d+.*",
            "(?s)func +file +lineno\n.*train .*guide_trainer\\.py +\\d+\n.*",
            "(?s)MainThread: (True|False)\n.*",
            "Rank: 0, World: 1\n",
            "",
            "Loss: \\d+\\.\\d+(e-\\d+)?\nIsNaN: False\nIsInf: False\n",
            "(?s)module +stage +avg_time\n.*post forward +\\d.*",
            "",
            "",
            "Batch shape: torch\\.Size\\(\\[16, 8]\\)\nBatch dtype: torch\\.float32\nHas NaN: False\n",
            "Backend: gloo\nRank: 0\nWorld size: 1\nIs NCCL available: (True|False)\n");

    @Test
    void everyExampleMeansWhatTheGuideSaysAndTheTrainingGoesOn() throws Exception {
        List<Guide.Example> examples = Guide.examples();
        assertThat(examples).hasSameSizeAs(MEANINGS);
        RealTargets torch = RealTargets.torch();
        try (RunningTarget target = torch.with("PROBING_TORCH_PROFILING", "on")
                .with("GLOO_SOCKET_IFNAME", "lo")
                .start(SCRIPT, "--delay", "0")) {
            untilItRecordsModules(target);
            for (int repetition = 0; repetition < Integer.getInteger("vigil.guide.repetitions", 2); repetition++) {
                for (int i = 0; i < examples.size(); i++) {
                    Typed typed = Typed.vigil(examples.get(i).command(target.address()));
                    String what =
                            "example " + i + " of repetition " + repetition + ", " + examples.get(i) + ": " + typed;
                    assertThat(typed.status()).as(what).isZero();
                    assertThat(typed.out()).as(what).matches(MEANINGS.get(i));
                    assertThat(target.process().isAlive()).as(what).isTrue();
                }
            }
            Matcher last = progressBehind(target, lastStep(target));
            assertThat(last.group(2)).isEqualTo(digestWithoutVigil(torch, last.group(1)));
        }
    }

    @Test
    void findsTheNaNThatTheGuideLooksFor() throws Exception {
        List<Guide.Example> examples = Guide.examples();
        try (RunningTarget target =
                RealTargets.torch().with("GLOO_SOCKET_IFNAME", "lo").start(SCRIPT, "--nan-after", "20")) {
            progressBehind(target, 50);
            assertThat(Typed.vigil(examples.get(13).command(target.address())).out())
                    .contains("NaN gradient in 0.weight\n", "NaN gradient in 3.bias\n");
            assertThat(Typed.vigil(examples.get(14).command(target.address())).out())
                    .contains("Loss: nan\n", "IsNaN: True\n");
            assertThat(Typed.vigil(examples.get(17).command(target.address())).out())
                    .matches("ALERT: Step \\d+, Loss nan\n");
        }
    }

    private static void untilItRecordsModules(RunningTarget target) {
        for (int attempt = 0; attempt < 100; attempt++) {
            Typed typed =
                    Typed.vigil("probe", target.address(), "query", "SELECT max(step) AS s FROM python.torch_trace");
            if (typed.status() == 0 && typed.out().matches(" *s\n-+\n *\\d+\n")) {
                return;
            }
        }
        throw new AssertionError("no modules recorded:\n" + target.output());
    }

    /** The first progress behind a step, once it is printed: the training goes on. */
    private static Matcher progressBehind(RunningTarget target, int step) throws InterruptedException {
        while (!target.process().waitFor(50, TimeUnit.MILLISECONDS)) {
            Matcher progress = PROGRESS.matcher(target.output());
            while (progress.find()) {
                if (Integer.parseInt(progress.group(1)) > step) {
                    return progress;
                }
            }
        }
        throw new AssertionError("ended with " + target.process().exitValue() + ":\n" + target.output());
    }

    private static int lastStep(RunningTarget target) {
        return PROGRESS.matcher(target.output())
                .results()
                .mapToInt(progress -> Integer.parseInt(progress.group(1)))
                .max()
                .orElse(0);
    }

    private static String digestWithoutVigil(RealTargets torch, String step) throws Exception {
        Process process = new ProcessBuilder(
                        torch.interpreter().toString(),
                        RealTargets.locate(SCRIPT).toString(),
                        "--steps",
                        step,
                        "--delay",
                        "0")
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Matcher last = PROGRESS.matcher(lines.lines().reduce("", (before, line) -> line));
            assertThat(last.matches()).isTrue();
            assertThat(last.group(1)).isEqualTo(step);
            return last.group(2);
        } finally {
            process.destroyForcibly();
        }
    }
}
