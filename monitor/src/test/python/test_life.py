"""Start, ends, forks, deadlines and watches that run away. No torch needed."""

import json
import sys
import textwrap
import time
import types

import pytest
import vigil_probe as vp
from support import run


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
    begin(interval=0.2)
    late = []
    end = time.time() + 4
    while time.time() < end:
        time.sleep(0.02)
        d = doc()
        if d:
            late.append(time.time() - d["due"])
    print(json.dumps([max(late), d["due"] - d["time"], d["cost"]]))
    """
    late, promise, cost = json.loads(run(code)[2])
    assert late < 1.0
    assert 0.19 < promise < 1
    assert cost < 0.4


def test_fork_children_publish_nothing_and_end_well():
    code = """
    begin()
    time.sleep(0.2)
    codes = []
    for i in range(6):
        pid = os.fork()
        if pid == 0:
            time.sleep(0.1)
            sys.exit(5 if i % 2 else 0)
        codes.append(os.waitpid(pid, 0)[1] >> 8)
    print(codes, doc()["pid"] == os.getpid())
    """
    rc, d, out = run(code)
    assert rc == 0
    assert "[0, 5, 0, 5, 0, 5] True" in out
    assert d["state"] == "finished"


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
    begin()
    time.sleep(0.2)
    good = vp._rank
    vp._rank = lambda: 1 / 0
    time.sleep(0.3)
    vp._rank = good
    seen = dict(vp._trouble)
    time.sleep(0.4)
    print("beat" in seen, doc()["trouble"])
    """
    assert "True None" in run(code)[2]


def test_lock_deadlock_shows_the_line():
    code = """
    import json

    begin()
    lock = _thread.allocate_lock()
    lock.acquire()


    def stuck():
        time.sleep(0.3)
        return lock.acquire(True, 2)


    def report():
        time.sleep(1.5)
        print(json.dumps(doc()["frames"][:2]))
        sys.stdout.flush()
        os._exit(0)


    _thread.start_new_thread(report, ())
    stuck()
    """
    frames = json.loads(run(code)[2])
    assert frames[0][1] == "stuck" and frames[0][2] > 10


def test_runaway_watch_is_stopped_and_disabled():
    code = """
    class Evil:
        @property
        def x(self):
            while True:
                pass


    evil = Evil()
    loss = 1.0
    documents = []
    sys.modules["probing"].config.set = lambda key, value: (documents.append(json.loads(value)), put(key, value))
    begin(interval=0.2, watch={"evil": "evil.x", "loss": "loss"})
    end = time.time() + 25
    while time.time() < end:
        time.sleep(0.05)
        d = doc()
        if d.get("values") and d["values"]["seq"] > 1:
            break
    seen = [d["stuck_watch"] for d in documents if d["stuck_watch"]]
    print(json.dumps([seen[0], d["values"]["samples"][-1]["watch"]]))
    """
    rc, _, out = run(code)
    seen, watch = json.loads(out)
    assert rc == 0
    assert seen["name"] == "evil"
    assert "disabled" in watch["evil"]["error"]
    assert watch["loss"]["v"] == 1.0


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
    assert ask("a", a=Loop())["v"] == "Loop"
    assert "error" in ask("a.b", a=Loop())
    assert ask("a", a=Repr())["v"] == "Repr"
    began = time.process_time()
    assert ask("a", a=[bytes(1)] * 10_000_000)["v"] == "list len=10000000"
    assert len(ask("a", a="y" * 10**7)["v"]) == 200
    assert "bits" in ask("a", a=1 << 10_000_000)["v"]
    assert time.process_time() - began < 3
    assert ask("x", x=float("nan"))["v"] == "NaN"
    assert "NameError" in ask("nope")["error"]
    assert ask("x > 1", x=2)["v"] is True


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


def test_a_second_monitor_adds_and_never_installs_twice():
    code = """
    first = begin(interval=0.4, grace=0.2, watch={"x": "x"}, auto=False)
    x, y = 1, 2
    second = begin(token="u", interval=5.0, grace=0.0, watch={"y": "y", "x": "x + 1"}, auto=False, gradients=False)
    print(first, second, sorted(vp._options["watch"]), vp._options["interval"], vp._options["grace"], vp._options["gradients"])
    begin(token="u", interval=0.05)
    print(vp._options["interval"])
    begin(interval=0.1, gradients=False)
    print(vp._options["interval"], vp._options["gradients"], len(vp._own | {1}) <= 3)
    again = types.ModuleType("vigil_probe")
    sys.modules["vigil_probe"] = again
    exec(compile(open(vp.__file__).read(), "<vigil>", "exec"), again.__dict__)
    print(again.start(b64({"token": "w", "watch": {"z": "y + 1"}})), again._identity["pid"], sys.modules["vigil_probe"] is vp)
    time.sleep(1.0)
    print({name: value.get("v") for name, value in doc()["values"]["samples"][-1]["watch"].items()}, doc()["token"])
    """
    rc, _, out = run(code)
    assert out.splitlines() == [
        "t t ['x', 'y'] 0.4 0.2 True",
        "0.05",
        "0.1 False True",
        "t 0 True",
        "{'x': 2, 'y': 2, 'z': 3} t",
    ]
    assert rc == 0


def test_only_so_many_watches():
    code = """
    begin(watch={f"w{i}": "1" for i in range(150)}, auto=False)
    time.sleep(0.5)
    watch = doc()["values"]["samples"][-1]["watch"]
    print(sum("v" in w for w in watch.values()), watch["w149"]["error"])
    """
    assert "100 Refused: there are 100 watches already" in run(code)[2]


def test_a_forked_child_may_be_watched_by_itself():
    code = """
    import warnings
    warnings.simplefilter("ignore")  # of Python 3.12, about forks beside threads
    begin(watch={"x": "x"})
    x = 1
    time.sleep(0.3)
    pid = os.fork()
    if pid == 0:
        begin(token="child")
        time.sleep(0.4)
        print(doc()["token"], doc()["pid"] == os.getpid(), doc()["values"]["samples"][-1]["watch"], flush=True)
        began = time.time()
        vp.atexit._run_exitfuncs()
        print(time.time() - began < 2, doc()["state"], flush=True)
        os._exit(0)
    os.waitpid(pid, 0)
    print(doc()["token"], doc()["pid"] == os.getpid())
    """
    rc, _, out = run(code)
    assert out.splitlines() == ["child True {}", "True finished", "t True"]


def test_memory_and_daemon_threads():
    code = """
    import threading
    begin()
    stop = threading.Event()
    for daemon in (True, True, False):
        threading.Thread(target=stop.wait, daemon=daemon).start()
    def dummy():
        threading.current_thread()
        time.sleep(1)
    _thread.start_new_thread(dummy, ())
    time.sleep(0.3)
    before = doc()
    block = bytearray(b"x" * (100 << 20))
    time.sleep(0.3)
    after = doc()
    stop.set()
    print(json.dumps([before["daemons"], before["memory"], after["memory"]]))
    """
    rc, _, out = run(code)
    daemons, before, after = json.loads(out)
    assert rc == 0 and daemons == 2
    assert 95 < after["mb"] - before["mb"] < 110
    assert before["mb"] < before["total_mb"]


def test_device_memory_comes_from_the_allocators_books(monkeypatch):
    class Cuda:
        started = False

        def is_initialized(self):
            return self.started

        def device_count(self):
            return 2

        def memory_reserved(self, device):
            return (3 << 20, 5 << 20)[device]

        def get_device_properties(self, device):
            return types.SimpleNamespace(total_memory=(16 << 20, 32 << 20)[device])

    cuda = Cuda()
    monkeypatch.setitem(sys.modules, "torch", types.SimpleNamespace(cuda=cuda))
    assert vp._device_memory() is None
    cuda.started = True
    assert vp._device_memory() == {"mb": 5.0, "total_mb": 32.0}
    monkeypatch.setitem(sys.modules, "torch", types.SimpleNamespace())
    assert vp._device_memory() is None


def test_the_tracer_is_switched_off_where_asked():
    code = """
    off = []
    sys.modules["probing"].disable_tracer = lambda: off.append(1)
    begin(tracer="keep")
    print(off)
    begin(tracer="off")
    print(off)
    """
    assert run(code)[2].splitlines() == ["[]", "[1]"]


def test_without_a_gil_nothing_starts(monkeypatch):
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    with pytest.raises(vp.Refused):
        vp.start("")


# A loop whose step, without torch, reaches the hook as an optimizer's does.
STEPS = """
class Optimizer:
    param_groups = [{"lr": 0.5}]


def pause():
    time.sleep(0.02)


def train(losses, optimizer=Optimizer()):
    for loss in losses:
        vp._after_step(optimizer)
        pause()


"""


def test_a_loss_that_is_no_number_is_published_at_once():
    code = """
    def told():
        samples = (doc().get("values") or {"samples": []})["samples"]
        return [sample["auto"]["loss"]["v"] for sample in samples if "loss" in sample["auto"]]


    def until_it_is_told(end=time.time() + 15):
        while time.time() < end and "NaN" not in told():
            yield float("nan")


    begin(interval=60)
    train(until_it_is_told())
    print(json.dumps(told()))
    """
    rc, _, out = run(STEPS + textwrap.dedent(code))
    assert rc == 0, out
    assert json.loads(out) == ["NaN"]


def test_between_two_samples_only_what_is_no_number_is_news():
    code = """
    vp._configure({"token": ""})
    vp._options["interval"] = 1000
    vp._identity["pid"] = os.getpid()
    vp._latest.update(sampled=-1e9, noted=-1e9)
    seen = []
    for loss in (1.0, 2.0, float("inf"), 3.0):
        vp._note["wanted"] = True
        train([loss])
        vp._values(1.0)
        seen.append(vp._latest["values"]["seq"])
    vp._latest.update(noted=-1e9)  # however short ago a look from outside was
    vp._note["wanted"] = True
    train([4.0])
    vp._values(1.0)
    print(json.dumps([*seen, vp._latest["values"]["seq"]]))
    """
    rc, _, out = run(STEPS + textwrap.dedent(code))
    assert rc == 0, out
    assert json.loads(out) == [1, 1, 2, 2, 3]


def test_glances_tell_how_a_loop_spends_its_time():
    code = """
    def until_it_is_told(end=time.time() + 15):
        while time.time() < end and not (seen.get("pause", 0) > 3 and doc()["thread"] == "hook"):
            glance = doc().get("glance")
            if glance and glance["frames"]:
                name = glance["frames"][0][1]
                seen[name] = seen.get(name, 0) + 1
            yield 1.0
        hooked.append(doc())


    seen, hooked = {}, []
    begin(interval=0.1)
    train(until_it_is_told())
    end = time.time() + 15
    while time.time() < end and doc()["glance"]:
        time.sleep(0.05)
    print(json.dumps([seen, [frame[1] for frame in hooked[0]["frames"]], doc()["glance"]]))
    """
    rc, _, out = run(STEPS + textwrap.dedent(code))
    assert rc == 0, out
    seen, noted, glance = json.loads(out)
    assert seen["pause"] > 3
    assert noted[0] == "train"
    assert glance is None
