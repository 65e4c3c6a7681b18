package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Looks at real processes that hang: the stack must come out, and the server must stay alive. */
class ProbeHangIT {

    @Test
    void showsTheNativeStackOfAHeldGilAndDoesNotFreezeTheServer() throws Exception {
        try (RunningTarget target =
                RealTargets.python().start("pure.py", "--fault", "gil-lock", "--fault-after", "150")) {
            target.awaitStandstill();
            Typed stack = Typed.vigil("probe", target.address(), "backtrace");
            assertThat(stack.status()).as(stack.err()).isZero();
            assertThat(stack.out()).contains("mutex_lock", "strike");
            assertThat(stack.err()).contains("Native stack");

            Typed eval = Typed.vigil("probe", target.address(), "eval", "1 + 1");
            assertThat(eval.status()).isEqualTo(1);
            assertThat(eval.err()).contains("may hold the GIL");

            Typed query = Typed.vigil(
                    "probe", target.address(), "query", "SELECT func FROM python.backtrace WHERE depth < 5");
            assertThat(query.status()).as(query.err()).isZero();
            assertThat(query.out()).contains("lll_lock_wait");
        }
    }

    @Test
    void showsTheNativeStackWhenTheSamplerFallsSilent() throws Exception {
        try (RunningTarget target =
                RealTargets.python().start("pure.py", "--fault", "gil-lock", "--fault-after", "400")) {
            Typed eval = Typed.vigil("probe", "pid:" + target.pid(), "eval", "step");
            assertThat(eval.status()).as(eval.err()).isZero();
            assertThat(eval.out()).matches("\\d+\n");
            target.awaitStandstill();
            Typed stack = untilNative(target);
            assertThat(stack.out()).contains("mutex_lock", "strike");
            Typed refused = Typed.vigil("probe", "pid:" + target.pid(), "eval", "step");
            assertThat(refused.err()).contains("Python is stuck");
        }
    }

    @Test
    void asksAProcessThatWaitsForALock() throws Exception {
        try (RunningTarget target =
                RealTargets.python().start("pure.py", "--fault", "lock-hang", "--fault-after", "150")) {
            target.awaitStandstill();
            Typed stack = Typed.vigil("probe", target.address(), "backtrace");
            assertThat(stack.status()).as(stack.err()).isZero();
            assertThat(stack.out()).contains("lock", "strike");

            Typed eval = Typed.vigil("probe", target.address(), "eval", "--timeout", "1s", "print(step, loss > 0)");
            assertThat(eval.status()).as(eval.err()).isZero();
            assertThat(eval.out()).isEqualTo("150 True\n");

            Typed line = Typed.vigil(
                    "probe", target.address(), "query", "SELECT func, lineno FROM python.backtrace WHERE depth < 3");
            assertThat(line.status()).as(line.err()).isZero();
            assertThat(line.out()).contains("strike");
        }
    }

    /** The sampler is given up only after several broken promises, which takes it some seconds. */
    private static Typed untilNative(RunningTarget target) throws InterruptedException {
        for (int look = 0; look < 120; look++) {
            Typed stack = Typed.vigil("probe", "pid:" + target.pid(), "backtrace");
            assertThat(stack.status()).as(stack.err()).isZero();
            if (stack.err().contains("Native stack")) {
                return stack;
            }
            assertThat(target.process().waitFor(500, TimeUnit.MILLISECONDS))
                    .as("the target ended")
                    .isFalse();
        }
        throw new AssertionError("the sampler's silence was not seen");
    }
}
