"""The part that needs no torch; runs on Python 3.9 to 3.13 with a stand-in for Probing's config."""

import _thread, base64, gc, json, os, subprocess, sys, textwrap, time, types, weakref
import pytest

store = {}
fake = types.ModuleType("probing")
fake.config = types.SimpleNamespace(set=store.__setitem__, get=store.get)
sys.modules["probing"] = fake
import vigil_probe as vp

HERE, MODULE = os.path.dirname(os.path.abspath(__file__)), os.path.dirname(vp.__file__)


def outside(call, args=()):
    """Call in a thread that counts as the sampler's own, and return what it returned."""
    out, done = [], _thread.allocate_lock()
    done.acquire()

    def run():
        vp._own.add(_thread.get_ident())
        try:
            out.append(call(*args))
        finally:
            vp._own.discard(_thread.get_ident())
            done.release()

    _thread.start_new_thread(run, ())
    assert done.acquire(True, 20)
    return out[0]


def look(names):
    vp._steps["thread"] = 0
    return outside(vp._look, (frozenset(names.split()),))[_thread.get_ident()]


def run(code, *argv, timeout=60, env=None):
    """A program with the sampler in it; returns (exit code, last mailbox, output)."""
    head = f"""
        import sys, json, base64, time, types, os, _thread
        sys.path.insert(0, {MODULE!r})
        store = {{}}; fake = types.ModuleType("probing"); fake.config = types.SimpleNamespace(set=lambda k, v: (store.__setitem__(k, v), open({os.devnull!r} if len(sys.argv) < 2 else sys.argv[1], "w").write(v))); sys.modules["probing"] = fake
        import vigil_probe as vp
        def begin(**o): vp.start(base64.b64encode(json.dumps({{"token": "t", "interval": 0.05, "grace": 0, **o}}).encode()).decode())
        def doc(): return json.loads(store.get("vigil.mailbox", "{{}}"))
        """
    box = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"box{os.getpid()}_{time.time_ns()}")
    r = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(head) + textwrap.dedent(code), box, *argv],
        capture_output=True,
        text=True,
        timeout=timeout,
        env=env,
    )
    last = json.loads(open(box).read() or "{}") if os.path.exists(box) else {}
    if os.path.exists(box):
        os.unlink(box)
    return r.returncode, last, r.stdout + r.stderr


# looking leaves nothing behind
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
    class Evil(dict):
        def __contains__(self, n):
            raise SystemExit

        __getitem__ = __contains__

    space = {"look": look, "out": []}
    exec(
        compile("out.append(look('loss'))", "<evil>", "exec"),
        space,
        type(
            "M", (), {"__getitem__": lambda s, n: space[n], "__setitem__": lambda s, n, v: None, "keys": lambda s: []}
        )(),
    )
    assert len(space["out"]) == 1


@pytest.mark.parametrize("how", ["settrace", "setprofile", "none"])
def test_locals_right_while_a_tracer_and_the_sampler_work(how):
    code = f"""
    stop = False; n = 0
    def sample():
        global n; vp._own.add(_thread.get_ident())
        while not stop: vp._look(frozenset("a b d".split())); n += 1
    sys.setswitchinterval(1e-5); _thread.start_new_thread(sample, ())
    def tracer(frame, event, arg): x = [i for i in range(9)]; return tracer
    def shadow(k):
        a = 0; b = 1.5; d = [0]; cell = [0, 1.5]; bad = 0
        for i in range(k):
            a += 1; cell[0] += 1; b *= 1.0000001; cell[1] *= 1.0000001; d = [i]
            if i & 7 == 0: helper(i, b, d)
            bad += a != cell[0] or b != cell[1] or d[0] != i
        return bad
    def helper(i, b, d): y = i + 1; z = b; return y - i
    if {how!r} != "none": getattr(sys, {how!r})(tracer)
    bad = shadow(60000); sys.settrace(None); sys.setprofile(None); stop = True; time.sleep(0.2)
    print("BAD", bad, "n>50", n > 50); os._exit(0)
    """
    code, _, out = run(code)
    assert code == 0 and "BAD 0 n>50 True" in out, out[-500:]


# which thread, which frames
def test_frames_of_a_deep_stack():
    code = """
    def deep(k): return deep(k - 1) if k else (time.sleep(1.0), doc())[1]
    begin(); print(json.dumps(deep(200)))
    """
    rc, _, out = run(code)
    d = json.loads(out)
    assert rc == 0 and len(d["frames"]) == 50 and d["depth"] > 200
    assert d["frames"][0][1] == "deep" and d["frames"][-1][1] == "<module>" and d["thread"] == "main"


@pytest.mark.parametrize("wait", ["t.join()", "time.sleep(3)", "__import__('queue').Queue().get(timeout=3)"])
def test_training_in_another_thread(wait):
    code = f"""
    import threading
    def train():
        loss, step = 1.0, 0
        while step < 150: step += 1; loss *= 0.99; time.sleep(0.01)
        print(json.dumps(doc())); sys.stdout.flush(); os._exit(0)
    t = threading.Thread(target=train); t.start(); begin(watch={{"loss": "loss", "step": "step"}})
    {wait}
    """
    d = json.loads(run(code)[2])
    w = d["values"]["samples"][-1]["watch"]
    assert d["thread"] == "names" and d["frames"][0][1] == "train" and w["step"]["v"] > 100 and w["loss"]["v"] < 1


def test_zero_configuration_of_a_plain_loop():
    code = """
    def train():
        lr, epoch, max_steps = 0.1, 2, 150
        for step in range(max_steps):
            for i in range(3): loss = 1.0 / (step + 1)
            time.sleep(0.01)
        print(json.dumps(doc()))
    begin(); train()
    """
    auto = json.loads(run(code)[2])["values"]["samples"][-1]["auto"]
    assert (
        auto["loss"]["from"] == "loss@train"
        and auto["step"]["v"] > 100
        and auto["lr"]["v"] == 0.1
        and auto["epoch"]["v"] == 2
        and auto["total"]["v"] == 150
    )


def test_a_step_that_falls_is_no_step():
    code = lambda: None
    vp._falling.clear()
    f = test_a_step_that_falls_is_no_step.__code__
    assert (
        not vp._fell("step", f, 1) and not vp._fell("step", f, 5) and vp._fell("step", f, 0) and vp._fell("step", f, 9)
    )
    assert not vp._fell("global_step", f, 1)


# life and death
def test_start_and_ends():
    loop = "begin(watch={'x': 'x'}); x = 1; time.sleep(0.4)\n    "
    for end, rc, state in (
        ("pass", 0, "finished"),
        ("raise ValueError('boom')", 1, "crashed"),
        ("raise KeyboardInterrupt", -2, "interrupted"),
        ("sys.exit(3)", 3, "finished"),
        ("os._exit(4)", 4, "running"),
    ):
        code, d, out = run(f"\n    {loop}{end}\n    ")
        assert (code, d["state"]) == (rc, state), (end, code, d["state"], out)
        assert d["error"] == ("ValueError: boom" if "boom" in end else "KeyboardInterrupt: " if "Key" in end else None)


def test_due_is_kept():
    code = """
    begin(interval=0.2); late = []; end = time.time() + 4
    while time.time() < end:
        time.sleep(0.02); d = doc()
        if d: late.append(time.time() - d["due"])
    print(json.dumps([max(late), d["due"] - d["time"], d["cost"]]))
    """
    late, promise, cost = json.loads(run(code)[2])
    assert late < 1.0 and 0.19 < promise < 1 and cost < 0.4


def test_fork_children_publish_nothing_and_end_well():
    code = """
    begin(); time.sleep(0.2); codes = []
    for i in range(6):
        pid = os.fork()
        if pid == 0: time.sleep(0.1); sys.exit(5 if i % 2 else 0)
        codes.append(os.waitpid(pid, 0)[1] >> 8)
    print(codes, doc()["pid"] == os.getpid())
    """
    rc, d, out = run(code)
    assert rc == 0 and "[0, 5, 0, 5, 0, 5] True" in out and d["state"] == "finished"


def test_threading_is_not_imported_and_half_imported_does_no_harm():
    rc, d, out = run(
        "begin(); time.sleep(0.3); print('threading' in sys.modules, doc()['trouble'], doc()['frames'][0][1])"
    )
    assert rc == 0 and "False None <module>" in out
    rc, d, out = run(
        "sys.modules['threading'] = types.ModuleType('threading'); begin(); time.sleep(0.3); print(doc()['trouble'])"
    )
    assert "None" in out


def test_trouble_goes_with_the_next_success():
    code = """
    begin(); time.sleep(0.2); good = vp._rank; vp._rank = lambda: 1 / 0; time.sleep(0.3); vp._rank = good
    seen = dict(vp._trouble); time.sleep(0.4); print("beat" in seen, doc()["trouble"])
    """
    assert "True None" in run(code)[2]


def test_lock_deadlock_shows_the_line():
    code = """
    import json
    begin(); lock = _thread.allocate_lock(); lock.acquire()
    def stuck():
        time.sleep(0.3)
        return lock.acquire(True, 2)
    def report(): time.sleep(1.5); print(json.dumps(doc()["frames"][:2])); sys.stdout.flush(); os._exit(0)
    _thread.start_new_thread(report, ()); stuck()
    """
    frames = json.loads(run(code)[2])
    assert frames[0][1] == "stuck" and frames[0][2] > 10


def test_runaway_watch_is_stopped_and_disabled():
    code = """
    class Evil:
        @property
        def x(self):
            while True: pass
    evil = Evil(); loss = 1.0; begin(interval=0.2, watch={"evil": "evil.x", "loss": "loss"}); seen, end = None, time.time() + 25
    while time.time() < end:
        time.sleep(0.05); d = doc(); seen = seen or d.get("stuck_watch")
        if d.get("values") and d["values"]["seq"] > 1: break
    print(json.dumps([seen, d["values"]["samples"][-1]["watch"]]))
    """
    rc, _, out = run(code)
    seen, watch = json.loads(out)
    assert rc == 0 and seen["name"] == "evil" and "disabled" in watch["evil"]["error"] and watch["loss"]["v"] == 1.0


def test_iterator_hostile_and_huge():
    def ask(text, **names):
        return vp._evaluate("t", vp._compile(text), [(ask.__code__, 1, names, {})])

    class Loop:
        def __getattr__(self, n):
            return getattr(self, n + "x")

    class Repr:
        def __repr__(self):
            raise SystemExit(3)

    it = iter(range(9))
    assert "iterator" in ask("list(it)", it=it)["error"] and next(it) == 0
    assert ask("a", a=Loop())["v"] == "Loop" and "error" in ask("a.b", a=Loop()) and ask("a", a=Repr())["v"] == "Repr"
    t = time.time()
    assert ask("a", a=[bytes(1)] * 10_000_000)["v"] == "list len=10000000" and len(ask("a", a="y" * 10**7)["v"]) == 200
    assert "bits" in ask("a", a=1 << 10_000_000)["v"] and time.time() - t < 3
    assert (
        ask("x", x=float("nan"))["v"] == "NaN"
        and "NameError" in ask("nope")["error"]
        and ask("x > 1", x=2)["v"] is True
    )


@pytest.mark.parametrize(
    "text",
    [
        "m.train()",
        "loss.backward()",
        "o.step()",
        "x.add_(1)",
        "next(it)",
        "dist.new_group([0])",
        "m(x)",
        "__import__('os')",
        "getattr(m, 'train')()",
        "max(x, key=m.train)",
        "exit()",
        "print(1)",
        "open('x')",
        "(lambda: 1)()",
    ],
)
def test_calls_refused(text):
    assert "may not call" in vp._compile(text)[0]


# on demand
def ask_for(thing):
    return json.loads(outside(vp.ask, (base64.b64encode(json.dumps(thing).encode()).decode(),)))


def test_ask_and_stacks():
    def train():
        loss, model = 0.5, [1, 2]
        return (
            ask_for(["loss", "loss@train", "len(model)", "nope", "print(1)"]),
            ask_for({"run": "n = 0\nfor x in model: n += x\nresult = n + loss"}),
            json.loads(outside(vp.stacks)),
        )

    asked, ran, stacks = train()
    v = asked["values"]
    assert (
        v[0]["v"] == 0.5
        and v[1]["in"] == "train"
        and v[2]["v"] == 2
        and "NameError" in v[3]["error"]
        and "may not call" in v[4]["error"]
    )
    assert (
        ran["values"][0]["v"] == 3.5
        and "SyntaxError" in str(ask_for({"run": "1 +"}))
        and "error" in ask_for({"run": "raise SystemExit"})
    )
    mine = [t for t in stacks["threads"] if t["main"]][0]
    assert mine["name"] in ("MainThread", None) and any(f[1] == "train" for f in mine["frames"])


# long
@pytest.mark.stress
@pytest.mark.parametrize("probing", ["0", "1"])
@pytest.mark.parametrize("threshold", [1, 10, 50])
def test_mixed_python_survives(probing, threshold):
    env = dict(os.environ, PROBING=probing, PROBING_PORT=str(27000 + threshold), VIGIL_DIR=MODULE)
    r = subprocess.run(
        [sys.executable, os.path.join(HERE, "mix.py"), "probe", "200", "8", str(threshold)],
        env=env,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert r.returncode == 0 and "OK" in r.stdout and "BufferError" not in r.stderr, r.stdout[-300:] + r.stderr[-1500:]


@pytest.mark.stress
def test_memory_is_flat():
    code = """
    def rss(): return int(open("/proc/self/statm").read().split()[1]) * 4096 >> 20
    def inner(batch): big = bytearray(5 << 20); time.sleep(0.0005); return len(big)
    def train(seconds):
        end = time.time() + seconds; hist = []
        while time.time() < end:
            batch = bytearray(20 << 20); text = ["x" * 50 for _ in range(1000)]; inner(batch)
            if time.time() > end - seconds + len(hist) * seconds / 4: hist.append(rss())
        return hist
    begin(interval=0.002, watch={"s": "len(text)", "b": "len(batch)", "nope": "nope"}); h = train(12)
    print(json.dumps([h, vp._latest["values"]["seq"]]))
    """
    h, n = json.loads(run(code)[2])
    assert n > 100 and h[-1] - h[1] < 15, (h, n)
