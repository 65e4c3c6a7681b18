package dev.vigil.monitor.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One life of a simulated training process: everything it says is a function of the time at which it is asked, so that a
 * target costs nothing between questions. Confined to one event loop.
 */
final class SimulatedProcess {

    private static final int KEPT_STEPS = 64;
    private static final int KEPT_SAMPLES = 16;

    private final long pid;
    private final int rank;
    private final int worldSize;
    private final Duration step;
    private final Instant born;
    private @Nullable SamplerRequest sampler;
    private Instant installed = Instant.MAX;
    private Fault fault = Fault.NONE;
    private Instant since = Instant.MAX;

    /**
     * @param step how long a training step takes
     * @param born when training began
     */
    SimulatedProcess(long pid, int rank, int worldSize, Duration step, Instant born) {
        this.pid = pid;
        this.rank = rank;
        this.worldSize = worldSize;
        this.step = step;
        this.born = born;
    }

    Fault fault() {
        return fault;
    }

    void strike(Fault next, Instant now) {
        fault = next;
        since = now;
    }

    /** A sampler is installed, or watches are added to the one that lives here. */
    void sample(SamplerRequest request, Instant now) {
        if (sampler == null) {
            sampler = request;
            installed = now;
        } else {
            TreeSet<String> all = new TreeSet<>(sampler.watches());
            all.addAll(request.watches());
            sampler = new SamplerRequest(sampler.token(), all, sampler.interval());
        }
    }

    String overview() {
        JsonObject environment = new JsonObject().put("HOME", "/home/user");
        if (worldSize > 1) {
            environment
                    .put("RANK", Integer.toString(rank))
                    .put("WORLD_SIZE", Integer.toString(worldSize))
                    .put("MASTER_ADDR", "127.0.0.1")
                    .put("MASTER_PORT", "29500");
        }
        return new JsonObject()
                .put("pid", pid)
                .put("exe", "/usr/bin/python3.11")
                .put("env", environment)
                .put("cmd", "/home/user/venv/bin/python " + Scenery.SCRIPT)
                .put("cwd", "/home/user")
                .put("main_thread", pid)
                .put("threads", new JsonArray().add(pid))
                .encode();
    }

    /** The sampler's document (MAILBOX section 2), null where there is no sampler. */
    @Nullable
    String document(Instant now) {
        SamplerRequest asked = sampler;
        if (asked == null) {
            return null;
        }
        Instant alive = fault == Fault.PYTHON_STUCK ? earlier(now, since) : now;
        long beats = Math.max(0, Duration.between(installed, alive).dividedBy(asked.interval()));
        Instant time = installed.plus(asked.interval().multipliedBy(beats));
        long steps = steps(time) - steps(installed);
        String state = fault == Fault.CRASH ? "crashed" : fault == Fault.FINISH ? "finished" : "running";
        JsonObject document = new JsonObject()
                .put("token", asked.token())
                .put("pid", pid)
                .put("version", 4)
                .put("state", state)
                .put("error", fault == Fault.CRASH ? "RuntimeError: injected fault" : null)
                .put("time", seconds(time))
                .put("due", seconds(time.plus(asked.interval())))
                .put("cost", 0.01)
                .put("rank", rankFacts())
                .put("steps", steps)
                .put("optimizer_calls", steps)
                .put("last_step", steps == 0 ? 0.0 : seconds(born.plus(step.multipliedBy(steps(time)))))
                .put("step_seconds", stepSeconds(steps))
                .put("thread", fault.isStandstill() ? "optimizer" : "hook")
                .put("frames", frames(state))
                .put("frames_time", seconds(time))
                .put("depth", Scenery.frames(fault).size())
                .put("memory", new JsonObject().put("mb", 512.0).put("total_mb", 24_576.0))
                .put("daemons", 0)
                .put("stuck_watch", null)
                .put("trouble", null)
                .put("values", values(asked, beats))
                .put("question", null);
        return document.encode();
    }

    private JsonObject rankFacts() {
        JsonObject facts = new JsonObject();
        return worldSize > 1
                ? facts.put("RANK", Integer.toString(rank)).put("WORLD_SIZE", Integer.toString(worldSize))
                : facts;
    }

    private JsonArray frames(String state) {
        JsonArray frames = new JsonArray();
        if (state.equals("running")) {
            Scenery.frames(fault)
                    .forEach(place -> frames.add(new JsonArray()
                            .add(place.file())
                            .add(place.function())
                            .add(place.line())));
        }
        return frames;
    }

    private JsonArray stepSeconds(long steps) {
        JsonArray seconds = new JsonArray();
        for (long i = Math.max(0, steps - KEPT_STEPS); i < steps; i++) {
            seconds.add(Math.round(step.toNanos() / 1e3 * (1 + 0.05 * noise(i))) / 1e6);
        }
        return seconds;
    }

    private JsonObject values(SamplerRequest asked, long beats) {
        JsonArray samples = new JsonArray();
        for (long beat = Math.max(0, beats - KEPT_SAMPLES + 1); beat <= beats; beat++) {
            samples.add(sample(asked, beat));
        }
        Instant time = installed.plus(asked.interval().multipliedBy(beats));
        return new JsonObject()
                .put("seq", beats + 1)
                .put("time", seconds(time))
                .put("cost", 0.01)
                .put("gradients", gradients(steps(time)))
                .put("samples", samples);
    }

    private JsonObject sample(SamplerRequest asked, long beat) {
        Instant time = installed.plus(asked.interval().multipliedBy(beat));
        long at = steps(time);
        JsonObject loss = value("float", loss(at)).put("in", "train");
        JsonObject watch = new JsonObject();
        for (String name : asked.watches()) {
            watch.put(
                    name,
                    name.equals("loss")
                            ? loss.copy()
                            : new JsonObject().put("error", "NameError: name '" + name + "' is not defined"));
        }
        JsonObject automatic = new JsonObject()
                .put("lr", value("float", 0.01).put("from", "optimizer"))
                .put("loss", loss.put("from", "loss@train"))
                .put("step", value("int", at).put("in", "train").put("from", "step@train"));
        return new JsonObject()
                .put("seq", beat + 1)
                .put("time", seconds(time))
                .put("steps", at - steps(installed))
                .put("watch", watch)
                .put("auto", automatic);
    }

    private JsonObject gradients(long at) {
        boolean bad = Double.isNaN(loss(at));
        long badSteps = bad ? at - steps(since) : 0;
        JsonArray indices = bad ? new JsonArray().add(0) : new JsonArray();
        return new JsonObject()
                .put("step", at)
                .put("optimizer", 0)
                .put("count", 6)
                .put("looked", 6)
                .put("skipped", 0)
                .put("sharded", 0)
                .put("norm", bad ? "NaN" : (Object) (1.0 + 0.1 * noise(at)))
                .put("bad", indices)
                .put("bad_steps", badSteps)
                .put("first", bad ? new JsonObject().put("step", at - badSteps).put("bad", indices.copy()) : null)
                .put("smallest", bad ? null : (Object) 0.001)
                .put("smallest_index", bad ? null : (Object) 5)
                .put("cost", 0.002)
                .put("names", new JsonArray().add("encoder.weight"))
                .put("first_name", bad ? "encoder.weight" : null)
                .put("smallest_name", bad ? null : "head.bias");
    }

    /** Training steps by then: none after a standstill. */
    long steps(Instant then) {
        Instant end = fault.isStandstill() ? earlier(then, since) : then;
        return Math.max(0, Duration.between(born, end).dividedBy(step));
    }

    /** When a step ended. */
    Instant endOf(long number) {
        return born.plus(step.multipliedBy(number));
    }

    /** The step in which a moment falls, in microseconds since 1970. */
    long stepAt(long micros) {
        Instant then = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
        return Duration.between(born, then).dividedBy(step);
    }

    /** What a module took in a step, seconds. */
    double moduleSeconds(String module, long number) {
        boolean slow = fault == Fault.SLOW_MODULE
                && module.equals("hidden")
                && endOf(number).isAfter(since);
        return step.toNanos() / 1e9 * 0.02 * (slow ? 20 : 1) * (1 + 0.1 * noise(number));
    }

    private double loss(long at) {
        if (fault == Fault.NAN_LOSS
                && at > Math.max(0, Duration.between(born, since).dividedBy(step))) {
            return Double.NaN;
        }
        return 0.5 + 2 * Math.exp(-at / 500.0) + 0.02 * noise(at);
    }

    /** Between -1 and 1, the same for the same step of the same rank. */
    private double noise(long number) {
        long mixed = (number * 31 + rank + 1) * 0x9E3779B97F4A7C15L;
        return (mixed >>> 11) / (double) (1L << 52) - 1;
    }

    private static JsonObject value(String type, Object value) {
        boolean finite = !(value instanceof Double number) || Double.isFinite(number);
        return new JsonObject().put("t", type).put("v", finite ? value : value.toString());
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    static double seconds(Instant time) {
        return time.getEpochSecond() + Math.floorDiv(time.getNano(), 1_000) / 1e6;
    }
}
