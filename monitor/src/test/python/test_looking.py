"""Looking at the program from outside: nothing left behind, the right thread, the right frames. No torch needed."""

import gc
import json
import os
import subprocess
import sys
import time
import weakref

import pytest
import vigil_probe as vp
from support import HERE, look, outside, run


def test_a_look_leaves_no_cycle_and_keeps_nothing_alive():
    class Big:
        pass

    refs = []

    def step():
        big = Big()
        refs.append(weakref.ref(big))
        return next(p for p in look("big") if p[0].co_name == "step")[3]["big"] is big

    gc.collect()
    gc.disable()
    try:
        assert all(step() for _ in range(20))
        time.sleep(0.05)
        assert not any(ref() for ref in refs)
    finally:
        gc.enable()


def test_keeps_nothing_in_a_frame_that_goes_on():
    class Big:
        pass

    def train():
        big = Big()
        ref = weakref.ref(big)
        look("big")
        del big
        return ref()

    assert train() is None


def test_own_frames_leave_no_cycle():
    class Big:
        pass

    refs = []

    def looking():
        big = Big()
        refs.append(weakref.ref(big))
        vp._look()

    gc.collect()
    gc.disable()
    try:
        outside(lambda: [looking() for _ in range(20)])
        time.sleep(0.05)
        assert not any(ref() for ref in refs)
    finally:
        gc.enable()


def test_users_locals_snapshot_untouched():
    def train(lr):
        config = locals()
        keep = dict(config)
        loss = 1.0
        batch = [0]
        for name in ("loss", "lr"):
            look(name)
            vp._snapshot(sys._getframe(), {name})
        return config, keep

    config, keep = train(0.5)
    assert config == keep


def test_a_function_that_calls_a_method_named_eval_is_read():
    class Model:
        def eval(self):
            return look("model loss")

    def train(model):
        loss = 2.5
        places = model.eval()
        return places, loss

    places, _ = train(Model())
    assert next(found for code, _, _, found in places if code.co_name == "train")["loss"] == 2.5


def test_locals_held_by_a_caller_are_not_emptied():
    def callee():
        return look("loss batch")

    def train():
        loss, batch = 1.0, [0]
        held = callee_locals()
        look("loss")
        return held

    def callee_locals():
        return sys._getframe(1).f_locals

    held = train()
    assert "batch" in held


def test_values_of_all_kinds_of_frames():
    def outer():
        loss = 2.5
        free = 1

        def inner():
            loss
            return look("loss")

        return inner(), free

    places, _ = outer()
    assert [p[3].get("loss") for p in places if p[0].co_name in ("inner", "outer")] == [2.5, 2.5]

    def unset():
        r = look("loss")
        loss = 1
        return r

    assert all("loss" not in p[3] for p in unset()[:3])

    def generator():
        loss = 7
        yield look("loss")

    place = [p for p in next(generator()) if p[0].co_name == "generator"][0]
    assert place[3] == {"loss": 7}
    space = {"look": look, "__name__": "x"}
    exec("class A:\n    loss = 3\n    r = look('loss')", space)
    assert [p[3] for p in space["A"].r if p[0].co_name == "A"] == [{"loss": 3}]


def test_a_mapping_with_code_of_its_own_is_left_alone():
    space = {"look": look, "out": []}

    class Mapping:
        def __getitem__(self, name):
            return space[name]

        def __setitem__(self, name, value):
            raise AssertionError

        def keys(self):
            raise AssertionError

    exec(compile("out.append(look('loss'))", "<evil>", "exec"), space, Mapping())
    assert len(space["out"]) == 1


@pytest.mark.parametrize("how", ["settrace", "setprofile", "none"])
def test_locals_right_while_a_tracer_and_the_sampler_work(how):
    code = f"""
    stop, n = False, 0

    def sample():
        global n
        vp._own.add(_thread.get_ident())
        while not stop:
            vp._look(frozenset("a b d".split()))
            n += 1

    def tracer(frame, event, arg):
        x = [i for i in range(9)]
        return tracer

    def shadow(k):
        a, b, d, cell, bad = 0, 1.5, [0], [0, 1.5], 0
        for i in range(k):
            a += 1
            cell[0] += 1
            b *= 1.0000001
            cell[1] *= 1.0000001
            d = [i]
            if i & 7 == 0:
                helper(i, b, d)
            bad += a != cell[0] or b != cell[1] or d[0] != i
        return bad

    def helper(i, b, d):
        y = i + 1
        z = b
        return y - i

    sys.setswitchinterval(1e-5)
    _thread.start_new_thread(sample, ())
    if {how!r} != "none":
        getattr(sys, {how!r})(tracer)
    bad = shadow(60000)
    sys.settrace(None)
    sys.setprofile(None)
    stop = True
    time.sleep(0.2)
    print("BAD", bad, "n>50", n > 50)
    sys.stdout.flush()
    os._exit(0)
    """
    code, _, out = run(code)
    assert code == 0 and "BAD 0 n>50 True" in out, out[-500:]


def test_frames_of_a_deep_stack():
    code = """
    def deep(k):
        return deep(k - 1) if k else (time.sleep(1.0), doc())[1]


    begin()
    print(json.dumps(deep(200)))
    """
    rc, _, out = run(code)
    d = json.loads(out)
    assert rc == 0
    assert len(d["frames"]) == 50
    assert d["depth"] > 200
    assert d["frames"][0][1] == "deep"
    assert d["frames"][-1][1] == "<module>"
    assert d["thread"] == "main"


@pytest.mark.parametrize("wait", ["t.join()", "time.sleep(3)", "__import__('queue').Queue().get(timeout=3)"])
def test_training_in_another_thread(wait):
    code = f"""
    import threading

    def train():
        loss, step = 1.0, 0
        while step < 150:
            step += 1
            loss *= 0.99
            time.sleep(0.01)
        print(json.dumps(doc()))
        sys.stdout.flush()
        os._exit(0)

    t = threading.Thread(target=train)
    t.start()
    begin(watch={{"loss": "loss", "step": "step"}})
    {wait}
    """
    d = json.loads(run(code)[2])
    w = d["values"]["samples"][-1]["watch"]
    assert d["thread"] == "names"
    assert d["frames"][0][1] == "train"
    assert w["step"]["v"] > 100
    assert w["loss"]["v"] < 1


def test_zero_configuration_of_a_plain_loop():
    code = """
    def train():
        lr, epoch, max_steps = 0.1, 2, 150
        for step in range(max_steps):
            for i in range(3):
                loss = 1.0 / (step + 1)
            time.sleep(0.01)
        print(json.dumps(doc()))


    begin()
    train()
    """
    auto = json.loads(run(code)[2])["values"]["samples"][-1]["auto"]
    assert auto["loss"]["from"] == "loss@train"
    assert auto["step"]["v"] > 100
    assert auto["lr"]["v"] == 0.1
    assert auto["epoch"]["v"] == 2
    assert auto["total"]["v"] == 150


def test_a_step_that_falls_is_no_step():
    vp._falling.clear()
    f = test_a_step_that_falls_is_no_step.__code__
    assert not vp._fell("step", f, 1)
    assert not vp._fell("step", f, 5)
    assert vp._fell("step", f, 0)
    assert vp._fell("step", f, 9)
    assert not vp._fell("global_step", f, 1)


@pytest.mark.stress
@pytest.mark.parametrize("probing", ["0", "1"])
@pytest.mark.parametrize("threshold", [1, 10, 50])
def test_mixed_python_survives(probing, threshold):
    r = subprocess.run(
        [sys.executable, str(HERE / "mix.py"), "200", "8", str(threshold)],
        env={**os.environ, "PROBING": probing},
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert r.returncode == 0, r.stdout[-300:] + r.stderr[-1500:]
    assert "OK" in r.stdout, r.stdout[-300:] + r.stderr[-1500:]
    assert "BufferError" not in r.stderr, r.stdout[-300:] + r.stderr[-1500:]


@pytest.mark.stress
def test_memory_is_flat():
    code = """
    def rss():
        return int(open("/proc/self/statm").read().split()[1]) * 4096 >> 20


    def inner(batch):
        big = bytearray(5 << 20)
        time.sleep(0.0005)
        return len(big)


    def train(seconds):
        end = time.time() + seconds
        hist = []
        while time.time() < end:
            batch = bytearray(20 << 20)
            text = ["x" * 50 for _ in range(1000)]
            inner(batch)
            if time.time() > end - seconds + len(hist) * seconds / 4:
                hist.append(rss())
        return hist


    begin(interval=0.002, watch={"s": "len(text)", "b": "len(batch)", "nope": "nope"})
    h = train(12)
    print(json.dumps([h, vp._latest["values"]["seq"]]))
    """
    h, n = json.loads(run(code)[2])
    assert n > 100 and h[-1] - h[1] < 15, (h, n)


def _beside(work):
    """Code and line of a thread that stands in ``work``."""
    import threading

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    time.sleep(0.2)
    return next(p for p in vp._look(only=thread.ident)[thread.ident] if p[0] is work.__code__)


def test_names_the_call_that_a_line_waits_in():
    held, gate = vp._thread.allocate_lock(), vp._thread.allocate_lock()
    held.acquire(), gate.acquire()

    def plain():
        held.acquire(True, 5)

    def block():
        with gate:
            pass

    def waiting():
        time.sleep(5)

    def working():
        while gate.locked():
            sum(range(100))

    try:
        for work, name in ((plain, "acquire"), (block, "__enter__"), (waiting, "sleep"), (working, None)):
            place = _beside(work)
            assert vp._blocking_call(place[0], place[1]) == name
    finally:
        held.release(), gate.release()


def test_a_line_is_named_only_when_it_is_found_again():
    held = vp._thread.allocate_lock()
    held.acquire()

    def stuck():
        held.acquire(True, 5)

    try:
        place = _beside(stuck)
        other = (test_a_line_is_named_only_when_it_is_found_again.__code__, 1)
        assert vp._called([place], "main") is None
        assert vp._called([place], "main") == "acquire"
        assert vp._called([place], "hook") is None
        assert vp._called([other], "main") is None
        assert vp._called([place], "main") is None
    finally:
        held.release()
