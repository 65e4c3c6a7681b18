"""The guards that need torch, in one process, with a stand-in for Probing's config. VIGIL_DIR picks the module."""

import base64, copy, gc, io, json, math, os, pickle, subprocess, sys, time, types, weakref, _thread
import pytest

torch = pytest.importorskip("torch")
nn = torch.nn
from test_pure import run, store
import vigil_probe as vp

om = sys.modules["torch.optim.optimizer"]

HERE = os.path.dirname(os.path.abspath(__file__))


def ask(text, **names):
    """Evaluate over a place of its own, in a thread like the sampler's."""
    out, done = [], _thread.allocate_lock()
    done.acquire()

    def look():
        try:
            with vp._Guard():
                out.append(vp._evaluate("t", vp._compile(text), [(ask.__code__, 1, names, {})]))
        finally:
            done.release()

    _thread.start_new_thread(look, ())
    assert done.acquire(True, 20)
    return out[0]


def fresh():
    vp._identity["pid"] = os.getpid()
    vp._grads.update(wanted=True, after=0.0, pending=None, latest=None, optimizers={})


def norms(*params, opt=None):
    fresh()
    vp._before_step(opt or torch.optim.SGD([p for p in params], lr=0.1))
    vp._read_norms()
    return vp._grads["latest"]


def param(grad):
    p = nn.Parameter(torch.zeros_like(grad))
    p.grad = grad
    return p


# 5 norms
def test_fp16_norm_does_not_overflow():
    r = norms(param(torch.full((1000, 1000), 300.0, dtype=torch.float16)))  # norm 300000 > 65504
    assert r["bad"] == [] and abs(r["norm"] - 300000) < 3000


def test_bf16_and_double():
    r = norms(param(torch.ones(4, dtype=torch.bfloat16)), param(torch.full((4,), 1e100, dtype=torch.float64)))
    assert r["bad"] == [] and math.isclose(r["norm"], 2e100)


def test_mixed_kinds():
    e = nn.Embedding(10, 3, sparse=True)
    e(torch.tensor([1, 1, 2])).sum().backward()
    c = param(torch.tensor([3 + 4j]))
    z = param(torch.zeros(0, 5))
    n = nn.Parameter(torch.ones(2))
    h = param(torch.ones(1, dtype=torch.float16))
    m = nn.Parameter(torch.zeros(2, device="meta"))
    m.grad = torch.zeros(2, device="meta")
    r = norms(e.weight, c, z, n, h, m)
    assert r["count"] == 5 and r["skipped"] == 1 and r["bad"] == [] and "error" not in r
    assert math.isclose(r["norm"], math.sqrt(3 * 4 + 3 * 1 + 25 + 1), rel_tol=1e-6)


def test_nan_inf_found():
    r = norms(
        param(torch.ones(3)), param(torch.tensor([1.0, math.nan])), param(torch.tensor([math.inf], dtype=torch.float16))
    )
    assert r["bad"] == [1, 2] and r["norm"] == "NaN"


def test_all_none_or_empty():
    assert norms(nn.Parameter(torch.ones(2)))["norm"] == 0


def test_create_graph_grads_build_no_graph():
    p = nn.Parameter(torch.ones(3))
    (g,) = torch.autograd.grad((p**3).sum(), p, create_graph=True)
    p.grad = g
    fresh()
    vp._before_step(torch.optim.SGD([p], lr=0.1))
    assert not vp._grads["pending"][1][0][1].requires_grad


def test_fused_scaler_unscales():
    p = nn.Parameter(torch.ones(4))
    opt = torch.optim.SGD([p], lr=0.0, fused=True)
    s = torch.amp.GradScaler("cpu", init_scale=1024.0)
    h = om.register_optimizer_step_pre_hook(vp._before_step)
    try:
        s.scale((p * 3).sum()).backward()
        fresh()
        s.step(opt)
        s.update()
    finally:
        h.remove()
    assert vp._read_norms() is None and math.isclose(vp._grads["latest"]["norm"], 6.0)


def test_hook_stays_out_of_modes():
    from torch.utils._python_dispatch import TorchDispatchMode

    class Count(TorchDispatchMode):
        n = 0

        def __torch_dispatch__(self, f, t, a=(), k=None):
            self.n += 1
            return f(*a, **(k or {}))

    p = param(torch.ones(3))
    opt = torch.optim.SGD([p], lr=0.1)
    with Count() as c:
        fresh()
        vp._before_step(opt)
    assert c.n == 0 and vp._grads["wanted"]


def test_signal_handler_exception_is_not_swallowed():
    class Out(Exception):
        pass

    def handler():
        raise Out

    class Evil(dict):
        @property
        def param_groups(self):
            handler()

    for error in (Out, KeyboardInterrupt):

        def handler(error=error):
            raise error

        fresh()
        with pytest.raises(error):
            vp._before_step(Evil())


# 2 steps
def train_steps(run):
    vp._steps.update(count=0, calls=0, last=0.0, seconds=[], lap=set())
    h = om.register_optimizer_step_post_hook(vp._after_step)
    try:
        run()
    finally:
        h.remove()
    return vp._steps["count"]


def one():
    p = nn.Parameter(torch.ones(2))
    p.grad = torch.ones(2)
    return torch.optim.SGD([p], lr=0.1)


def test_steps_single():
    o = one()
    assert train_steps(lambda: [o.step() for _ in range(20)]) == 20


def test_steps_optimizer_in_backward():
    model = nn.Sequential(*[nn.Linear(4, 4) for _ in range(50)])
    opts = {p: torch.optim.SGD([p], lr=0.01) for p in model.parameters()}

    def hook(p):
        opts[p].step()
        opts[p].zero_grad()

    for p in model.parameters():
        p.register_post_accumulate_grad_hook(hook)

    def run():
        for _ in range(10):
            model(torch.ones(1, 4)).sum().backward()

    assert train_steps(run) == 10 and vp._steps["calls"] == 1000


def test_steps_gan():
    d, g = one(), one()
    assert train_steps(lambda: [(d.step(), g.step()) for _ in range(20)]) == 20


def test_steps_gan_critic():
    d, g = one(), one()
    assert train_steps(lambda: [([d.step() for _ in range(5)], g.step()) for _ in range(10)]) == 50


def test_steps_new_optimizer_goes_on():
    def run():
        for _ in range(5):
            o = one()
            [o.step() for _ in range(10)]

    assert 45 <= train_steps(run) <= 50


def test_steps_scheduler_lbfgs_zero():
    p = nn.Parameter(torch.ones(2))
    o = torch.optim.LBFGS([p])
    s = torch.optim.lr_scheduler.StepLR(o, 1)

    def closure():
        o.zero_grad()
        l = (p * p).sum()
        l.backward()
        return l

    assert train_steps(lambda: [(o.step(closure), s.step()) for _ in range(7)]) == 7


# 4, 9 watches
def test_values():
    assert ask("loss", loss=torch.tensor(1.5))["v"] == 1.5
    assert ask("o.param_groups[0]['lr']", o=one())["v"] == 0.1
    assert ask("sum(int(p.isnan().any()) for p in m.parameters())", m=nn.Linear(2, 2))["v"] == 0
    assert ask("x", x=float("nan"))["v"] == "NaN" and "NameError" in ask("nope")["error"]


@pytest.mark.parametrize(
    "text",
    [
        "m.train()",
        "loss.backward()",
        "o.step()",
        "o.zero_grad()",
        "x.add_(1)",
        "next(it)",
        "dist.barrier()",
        "dist.new_group([0])",
        "torch.manual_seed(1)",
        "m(x)",
        "m.to('cpu')",
        "__import__('os')",
        "getattr(m, 'train')()",
        "max(x, key=m.train)",
        "exit()",
        "print(1)",
        "torch.rand(3)",
        "torch.cuda.synchronize()",
    ],
)
def test_calls_refused(text):
    assert "may not call" in ask(text)["error"]


class Sneaky:
    def __init__(self, do):
        self.do = do

    @property
    def x(self):
        return self.do()


def test_property_cannot_train():
    m = nn.Linear(3, 3)
    o = torch.optim.SGD(m.parameters(), lr=1.0)
    [setattr(p, "grad", torch.ones_like(p)) for p in m.parameters()]
    before = [p.detach().clone() for p in m.parameters()]
    for do in (
        o.step,
        lambda: m.weight.data.add_(1),
        lambda: nn.init.normal_(m.weight),
        lambda: m.weight.data.zero_(),
        lambda: torch.dropout(m.weight, 0.5, True),
    ):
        assert "Refused" in ask("s.x", s=Sneaky(do))["error"]
    assert all(torch.equal(a, b) for a, b in zip(before, m.parameters()))


def test_random_state_untouched():
    state = torch.get_rng_state()
    for do in (
        lambda: torch.rand(3),
        lambda: torch.randn(3),
        lambda: torch.randperm(5),
        lambda: torch.ones(3).bernoulli(),
        lambda: torch.multinomial(torch.ones(3), 1),
        lambda: iter(torch.utils.data.DataLoader([1, 2])),
    ):
        assert "Refused" in ask("s.x", s=Sneaky(do))["error"]
    assert torch.equal(state, torch.get_rng_state())


def test_no_graph_and_grad_mode_of_main_thread():
    w = torch.ones(3, requires_grad=True)
    kept = []
    ask("s.x", s=Sneaky(lambda: kept.append((w * 2).sum())))
    assert kept[0].requires_grad is False and torch.is_grad_enabled() and not torch.is_inference(kept[0])


def test_grad_is_not_read_beside_a_backward():
    p = param(torch.ones(2))
    assert (
        "may not read grad" in ask("p.grad", p=p)["error"]
        and "may not read grad" in ask("s.x", s=Sneaky(lambda: p.grad))["error"]
    )
    assert "may not" in ask("(p * 2).grad_fn", p=p)["error"] and p.grad is not None


def test_stress_grad_watch_survives():
    code = """
import sys, time, _thread
sys.path.insert(0, %r)
import types; sys.modules["probing"] = types.ModuleType("probing")
import torch, torch.nn as nn, vigil_probe as vp
model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 1)); opt = torch.optim.Adam(model.parameters()); torch.set_num_threads(1)
w = vp._compile("sum(int(p.grad.isnan().any()) for p in model.parameters() if p.grad is not None)"); place = (sys._getframe().f_code, 1, globals(), {})
def read():
    while True:
        with vp._Guard(): vp._evaluate("w", w, [place])
        time.sleep(0.0005)
_thread.start_new_thread(read, ()); end = time.time() + 5
while time.time() < end: loss = model(torch.randn(32, 16)).pow(2).mean(); opt.zero_grad(); loss.backward(); opt.step()
import os; os._exit(0)
""" % os.path.dirname(vp.__file__)
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60).returncode == 0


def test_iterator_refused():
    it = iter(range(9))
    assert "iterator" in ask("list(it)", it=it)["error"] and next(it) == 0


def test_hostile_objects():
    class Loop:
        def __getattr__(self, n):
            return getattr(self, n + "x")

    class Repr:
        def __repr__(self):
            raise SystemExit(3)

    class Lie:
        __class__ = torch.Tensor

        def numel(self):
            raise KeyboardInterrupt

        item = numel

    assert ask("a", a=Loop())["v"] == "Loop" and "error" in ask("a.b", a=Loop())
    assert ask("a", a=Repr())["v"] == "Repr" and ask("a", a=Lie())["v"] == "Lie"
    t = time.time()
    assert ask("a", a=[bytes(1)] * 50_000_000)["v"] == "list len=50000000" and len(ask("a", a="y" * 10**8)["v"]) == 200
    assert "bits" in ask("a", a=1 << 10_000_000)["v"] and time.time() - t < 3


def test_large_tensor_refused():
    assert "elements" in ask("x.isnan().any()", x=torch.zeros(1).expand(1 << 25))["error"]


def test_guard_is_thread_local_and_sets_no_process_flags():
    import torch.utils._python_dispatch as pd

    inside, go = _thread.allocate_lock(), _thread.allocate_lock()
    inside.acquire()
    go.acquire()

    def wait():
        inside.release()
        go.acquire(True, 10)
        return 1

    _thread.start_new_thread(ask, ("s.x",), {"s": Sneaky(wait)})
    assert inside.acquire(True, 10)
    assert (
        torch._C._len_torch_dispatch_stack() == 0
        and not pd.is_in_torch_dispatch_mode()
        and torch.rand(2).add_(1).numel() == 2
    )
    f = torch.compile(lambda x: x + 1, backend=(lambda gm, ex: (hits.append(1), gm.forward)[1]))
    hits = []
    f(torch.ones(2))
    go.release()
    assert hits == [1]


# hook first
def through_hooks(run_):
    hooks = [om.register_optimizer_step_pre_hook(vp._before_step), om.register_optimizer_step_post_hook(vp._after_step)]
    vp._steps.update(count=0, calls=0, last=0.0, seconds=[], lap=set())
    fresh()
    vp._note.update(wanted=True, latest=None, trail=None)
    vp.start.__globals__["_names"].update({"loss", "model", "self", "out", "step", "grad_norm"})
    try:
        run_()
    finally:
        [h.remove() for h in hooks]
    return vp._note["latest"]


def test_note_has_the_loop_its_values_and_lr():
    def train():
        model = nn.Linear(2, 1)
        opt = torch.optim.Adam(model.parameters(), lr=0.25)
        loss = model(torch.ones(1, 2)).sum()
        loss.backward()
        opt.step()

    count, places, lr = through_hooks(train)
    order = vp._search_order(places)
    assert count == 1 and lr == 0.25 and order[0][0].co_name == "train" and "loss" in order[0][3]
    with vp._Guard():
        auto = vp._automatic(order, lr)
    assert auto["loss"]["from"] == "loss@train" and auto["lr"] == {"t": "float", "v": 0.25, "from": "optimizer"}


def test_closure_loss_and_gradients_of_this_step():
    p = nn.Parameter(torch.ones(2))
    opt = torch.optim.SGD([p], lr=0.1)

    def closure():
        opt.zero_grad()
        l = (p * 3).sum()
        l.backward()
        return l

    def train():
        opt.step(closure)

    count, places, lr = through_hooks(train)
    with vp._Guard():
        auto = vp._automatic(vp._search_order(places), lr)
    vp._read_norms()
    assert (
        auto["loss"]["v"] == 6.0
        and auto["loss"]["from"] == "out@wrapper"
        and math.isclose(vp._grads["latest"]["norm"], math.sqrt(18), rel_tol=1e-6)
    )


def test_note_once_and_costs():
    p = param(torch.ones(2))
    opt = torch.optim.SGD([p], lr=0.0)

    def train():
        [opt.step() for _ in range(50)]

    assert through_hooks(train)[0] == 1 and len(vp._steps["seconds"]) == 49 and not vp._note["wanted"]


def test_note_keeps_nothing_alive():
    class Big:
        pass

    def step(opt):
        self = Big()
        ref = weakref.ref(self)
        opt.step()
        return ref

    p = param(torch.ones(2))
    opt = torch.optim.SGD([p], lr=0.0)
    refs = []
    through_hooks(lambda: refs.append(step(opt)))
    assert refs[0]() is not None
    vp._note["latest"] = None
    assert refs[0]() is None


def test_look_at_many_gradients_is_short_and_goes_round():
    model = nn.Sequential(*[nn.Linear(4, 4) for _ in range(4000)])
    opt = torch.optim.SGD(model.parameters(), lr=0.0)
    fresh()
    for p in model.parameters():
        p.grad = torch.ones_like(p)
    bad = list(model.parameters())[7777]
    bad.grad[0] = math.nan
    looked, longest = 0, 0
    for _ in range(200):
        vp._grads.update(wanted=True, after=0.0)
        t = time.perf_counter()
        vp._before_step(opt)
        longest = max(longest, time.perf_counter() - t)
        vp._read_norms()
        looked += vp._grads["latest"]["looked"]
        if vp._grads["latest"]["bad"]:
            break
    assert (
        vp._grads["latest"]["bad"] == [7777]
        and vp._grads["latest"]["count"] == 8000
        and vp._grads["latest"]["looked"] < 8000
        and longest < 0.3
    )


def test_a_failing_hook_is_told_and_leaves_no_cycle():
    class Big:
        pass

    class Odd(torch.optim.SGD):
        pass

    p = param(torch.ones(2))
    refs = []

    def step():
        big = Big()
        refs.append(weakref.ref(big))
        opt = torch.optim.SGD([p], lr=0.0)
        opt.step()

    old, vp._snapshot = vp._snapshot, lambda *a: 1 / 0
    vp._trouble.clear()
    gc.collect()
    gc.disable()
    vp._snapshot.__globals__.update()
    good = vp._take_note

    def broken(optimizer, frame):
        x = frame
        raise ZeroDivisionError

    vp._take_note = __import__("types").FunctionType(broken.__code__, vp.__dict__)
    try:
        through_hooks(step)
        assert "ZeroDivisionError" in vp._trouble["hook"] and refs[0]() is None
    finally:
        gc.enable()
        vp._snapshot, vp._take_note = old, good
        vp._trouble.clear()


def test_hooks_in_a_forked_child_note_nothing():
    p = param(torch.ones(2))
    opt = torch.optim.SGD([p], lr=0.0)
    fresh()
    vp._note.update(wanted=True, latest=None)
    vp._identity["pid"] = 1
    try:
        vp._before_step(opt, (opt,), {})
        vp._after_step(opt, (opt,), {})
        assert vp._note["latest"] is None and not vp._note["wanted"] and not vp._grads["wanted"]
    finally:
        vp._identity["pid"] = os.getpid()


def test_names_of_bad_parameters_and_of_the_largest():
    class Wrap(nn.Module):
        def __init__(self, m):
            super().__init__()
            self.module = m

    class Trainer:
        def __init__(self):
            self.model = Wrap(torch.compile(nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 2)))))

    def train(change):
        self = Trainer()
        ps = list(self.model.parameters())
        for p in ps:
            p.grad = torch.ones_like(p)
        change(ps)
        torch.optim.SGD(ps, lr=0.1).step()

    vp._names.update(vp.MODELS)
    none = []
    for change, name in (
        (lambda ps: ps[2].grad.__setitem__((0, 0), math.nan), "1.0.weight"),
        (lambda ps: ps[1].grad.mul_(99), "0.bias"),
    ):
        _, places, _ = through_hooks(lambda: train(change))
        vp._read_norms()
        assert vp._name_parameters(vp._search_order(places)) == [name]


# 7 pickling
def test_pickle_deepcopy():
    h = [om.register_optimizer_step_pre_hook(vp._before_step), om.register_optimizer_step_post_hook(vp._after_step)]
    try:
        m = nn.Linear(2, 2)
        o = torch.optim.Adam(m.parameters())
        s = torch.optim.lr_scheduler.StepLR(o, 1)
        m(torch.ones(1, 2)).sum().backward()
        o.step()
        s.step()
        for thing in (m, o, s):
            copy.deepcopy(thing)
            pickle.loads(pickle.dumps(thing))
            torch.save(thing, io.BytesIO())
        torch.save(o.state_dict(), io.BytesIO())
        assert "vigil" not in str(o.state_dict()) + str(vars(o).keys())
    finally:
        [x.remove() for x in h]


# hooks added while a step walks through the program's own global hooks
def test_hooking_during_a_step():
    o = one()
    vp._steps["hooked"] = False
    done = _thread.allocate_lock()
    done.acquire()

    def mine(*_):
        _thread.start_new_thread(lambda: (vp._hook_optimizers(), done.release()), ())
        done.acquire(True, 10)

    h = om.register_optimizer_step_pre_hook(mine)
    try:
        o.step()
    finally:
        h.remove()
        om._global_optimizer_pre_hooks.clear()
        om._global_optimizer_post_hooks.clear()
        vp._steps["hooked"] = False


def test_whole_program():
    code = """
    import torch, hashlib; torch.set_num_threads(1); torch.manual_seed(0)
    model = torch.nn.Linear(16, 1); optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    def train(n):
        for step in range(n):
            loss = model(torch.ones(4, 16)).pow(2).mean(); optimizer.zero_grad(); loss.backward(); optimizer.step(); time.sleep(0.005)
    def evaluate(): time.sleep(1.2)
    begin(watch={"loss": "loss", "w": "model.weight.isnan().any()"}); time.sleep(0.5); train(200); a = doc(); evaluate(); print(json.dumps([a, doc()]))
    """
    rc, last, out = run(code)
    a, b = json.loads(out)
    s = a["values"]["samples"][-1]
    assert (
        rc == 0
        and last["state"] == "finished"
        and last["steps"] == 200
        and a["thread"] == "hook"
        and b["thread"] == "optimizer"
        and b["frames"][0][1] == "evaluate"
    )
    assert (
        s["watch"]["loss"]["t"] == "float"
        and s["watch"]["w"]["v"] is False
        and s["auto"]["lr"]["v"] == 0.01
        and s["auto"]["step"]["v"] > 50
        and s["auto"]["loss"]["from"] == "loss@train"
    )
    assert (
        a["values"]["gradients"]["count"] == 2
        and a["values"]["gradients"]["names"] == ["weight"]
        and a["frames"][1][1] == "train"
        and a["trouble"] is None
    ), a["trouble"]


def test_compiled_step_is_compiled_once():
    code = """
    import torch; from torch._dynamo.utils import counters; torch.set_num_threads(1)
    begin(); time.sleep(0.5); model = torch.nn.Linear(4, 1); opt = torch.optim.SGD(model.parameters(), lr=0.01); step = torch.compile(lambda: opt.step(), backend="eager")
    for _ in range(20): model(torch.ones(2, 4)).sum().backward(); step(); time.sleep(0.01)
    print(counters["stats"]["unique_graphs"], sum(n for why, n in counters["graph_break"].items() if "dynamo.graph_break()" not in why))
    """
    rc, _, out = run(code, timeout=150)
    assert rc == 0 and out.split()[:2] == ["1", "0"], out[-400:]


def test_training_is_bitwise_the_same():
    code = """
    import torch, hashlib; torch.set_num_threads(1); torch.manual_seed(0)
    if sys.argv[2] == "on": begin(interval=0.02, watch={"loss": "loss", "m": "model[0].weight.mean()"})
    model = torch.nn.Sequential(torch.nn.Linear(16, 64), torch.nn.ReLU(), torch.nn.Dropout(0.1), torch.nn.Linear(64, 1)); optimizer = torch.optim.Adam(model.parameters(), lr=1e-2); digest = hashlib.sha256()
    for step in range(300):
        x = torch.randn(32, 16); loss = (model(x) - x.sum(1, keepdim=True)).pow(2).mean(); optimizer.zero_grad(); loss.backward(); optimizer.step(); digest.update(loss.detach().numpy().tobytes()); time.sleep(0.003)
    print(digest.hexdigest(), hashlib.sha256(torch.get_rng_state().numpy().tobytes()).hexdigest(), sys.getswitchinterval(), sys.stderr.write(str(doc().get("steps", 0)) + " " + str((doc().get("values") or {"seq": 0})["seq"]) + chr(10)) and "")
    """
    outs = [run(code, how) for how in ("off", "on", "on")]
    assert (
        [o[0] for o in outs] == [0, 0, 0]
        and len({o[2].splitlines()[0] for o in outs}) == 1
        and outs[1][1]["values"]["seq"] > 20
    )


@pytest.mark.stress
@pytest.mark.parametrize("kind", ["fsdp2", "tp", "fsdp1", "ddp"])
def test_no_collective_from_one_rank(kind):
    r = subprocess.run(
        [sys.executable, os.path.join(HERE, "run_ranks.py"), kind], capture_output=True, text=True, timeout=170
    )
    out = [json.loads(l) for l in r.stdout.splitlines() if l.startswith("{")]
    assert (
        "rc [0, 0]" in r.stdout
        and [o["sum"] for o in out if "sum" in o] == [3.0, 3.0]
        and all(o["grads_same"] for o in out if "sum" in o)
    ), r.stdout[-500:]
    assert isinstance(out[0]["out"]["hook"]["norm"], float)
