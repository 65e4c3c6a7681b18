"""Norms of the gradients about to be applied, and where the look at them stays out."""

import math
import time

import pytest
import vigil_probe as vp
from support import outside
from torch_support import fresh, nn, norms, om, param, through_hooks, torch


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
    assert r["count"] == 5
    assert r["skipped"] == 1
    assert r["bad"] == []
    assert "error" not in r
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
    (p.grad,) = torch.autograd.grad((p**3).sum(), p, create_graph=True)
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
        began = time.thread_time()
        vp._before_step(opt)
        longest = max(longest, time.thread_time() - began)
        vp._read_norms()
        looked += vp._grads["latest"]["looked"]
        if vp._grads["latest"]["bad"]:
            break
    assert vp._grads["latest"]["bad"] == [7777]
    assert vp._grads["latest"]["count"] == 8000
    assert vp._grads["latest"]["looked"] < 8000
    assert longest < 0.3


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
    for change, name in (
        (lambda ps: ps[2].grad.__setitem__((0, 0), math.nan), "1.0.weight"),
        (lambda ps: ps[1].grad.mul_(99), "0.bias"),
    ):
        _, places, _ = through_hooks(lambda: train(change))
        vp._read_norms()
        vp._name_gradients(places)
        assert vp._grads["latest"]["names"] == [name]


def looks(optimizer, *changes):
    """What a look says after each change of the gradients, one step apart."""
    fresh()
    for step, change in enumerate(changes):
        change()
        vp._steps["count"] = 10 + step * 5
        vp._grads.update(wanted=True, after=0.0)
        vp._before_step(optimizer)
        vp._read_norms()
        yield dict(vp._grads["latest"])


def test_bad_steps_count_from_the_first_bad_look():
    a, b = param(torch.ones(2)), param(torch.ones(2))
    optimizer = torch.optim.SGD([a, b], lr=0.0)

    def fill(x, y):
        return lambda: (a.grad.fill_(x), b.grad.fill_(y))

    seen = list(looks(optimizer, fill(1, 1), fill(1, math.inf), fill(math.nan, 1), fill(1, 1), fill(math.nan, 1)))
    assert [look["bad_steps"] for look in seen] == [0, 1, 6, 0, 1]
    assert [look["first"] and look["first"]["step"] for look in seen] == [None, 15, 15, None, 30]
    assert [look["bad"] for look in seen] == [[], [1], [0], [], [0]]


def test_bad_steps_are_kept_per_optimizer():
    good, bad = param(torch.ones(2)), param(torch.full((2,), math.nan))
    steps = [torch.optim.SGD([p], lr=0.0) for p in (bad, good, bad)]
    steps[2] = steps[0]
    fresh()
    seen = []
    for count, optimizer in enumerate(steps):
        vp._steps["count"] = count
        vp._grads.update(wanted=True, after=0.0)
        vp._before_step(optimizer)
        vp._read_norms()
        seen.append(vp._grads["latest"]["bad_steps"])
    assert seen == [1, 0, 3]


def test_smallest_mean_of_those_that_are_not_zero_by_design():
    zero, small, large, bad = torch.zeros(3), torch.tensor([-2e-9, 4e-9]), torch.ones(1000), torch.tensor([math.nan])
    look = norms(param(zero), param(large), param(small), nn.Parameter(torch.ones(1)), param(bad))
    assert math.isclose(look["smallest"], 3e-9, rel_tol=1e-5) and look["smallest_index"] == 2
    assert norms(param(zero))["smallest"] is None


def test_names_of_the_first_bad_and_of_the_smallest():
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    parameters = list(model.parameters())
    places = [(looks.__code__, 1, {}, {"model": model})]
    fresh()
    seen = []
    for bad in ([2], [1, 2]):
        for i, p in enumerate(parameters):
            p.grad = torch.full_like(p, math.nan if i in bad else 1.0 + i)
        vp._grads.update(wanted=True, after=0.0)
        vp._before_step(optimizer)
        vp._read_norms()
        vp._name_gradients(places)
        seen.append(dict(vp._grads["latest"]))
    assert [look["first_name"] for look in seen] == ["1.weight", "1.weight"]
    assert [look["names"] for look in seen] == [["1.weight"], ["0.bias", "1.weight"]]
    assert [look["smallest_name"] for look in seen] == ["0.weight", "0.weight"]


def test_gradients_are_not_looked_at_unless_wanted_and_due():
    vp._note.update(latest=None, wanted=False)
    for asked, pause, wanted in ((False, -1.0, False), (True, 60.0, False), (True, -1.0, True)):
        vp._options["gradients"] = asked
        vp._grads.update(wanted=False, after=time.perf_counter() + pause)
        outside(vp._values, 1.0)
        assert vp._grads["wanted"] is wanted
