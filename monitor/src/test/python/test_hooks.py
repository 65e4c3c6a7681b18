"""Optimizer hooks: what counts as a step, what a note takes, and that nothing of it stays or shows."""

import _thread
import copy
import gc
import io
import math
import os
import pickle
import types
import weakref

import vigil_probe as vp
from torch_support import fresh, nn, om, one, param, through_hooks, torch, train_steps


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


def test_note_has_the_loop_its_values_and_lr():
    def train():
        model = nn.Linear(2, 1)
        opt = torch.optim.Adam(model.parameters(), lr=0.25)
        loss = model(torch.ones(1, 2)).sum()
        loss.backward()
        opt.step()

    count, places, lr = through_hooks(train)
    order = vp._search_order(places, vp._note["caller"])
    assert count == 1
    assert lr == 0.25
    assert order[0][0].co_name == "train"
    assert "loss" in order[0][3]
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
        auto = vp._automatic(vp._search_order(places, vp._note["caller"]), lr)
    vp._read_norms()
    assert auto["loss"]["v"] == 6.0
    assert auto["loss"]["from"] == "out@wrapper"
    assert math.isclose(vp._grads["latest"]["norm"], math.sqrt(18), rel_tol=1e-6)


def test_note_once_and_costs():
    p = param(torch.ones(2))
    opt = torch.optim.SGD([p], lr=0.0)

    def train():
        [opt.step() for _ in range(50)]

    assert through_hooks(train)[0] == 1
    assert len(vp._steps["seconds"]) == 49
    assert not vp._note["wanted"]


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


def test_a_failing_hook_is_told_and_leaves_no_cycle():
    class Big:
        pass

    p = param(torch.ones(2))
    refs = []

    def step():
        big = Big()
        refs.append(weakref.ref(big))
        opt = torch.optim.SGD([p], lr=0.0)
        opt.step()

    vp._trouble.clear()
    gc.collect()
    gc.disable()
    good = vp._take_note

    def broken(optimizer, frame):
        x = frame
        raise ZeroDivisionError

    vp._take_note = types.FunctionType(broken.__code__, vp.__dict__)
    try:
        through_hooks(step)
        assert "ZeroDivisionError" in vp._trouble["hook"] and refs[0]() is None
    finally:
        gc.enable()
        vp._take_note = good
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
        assert vp._note["latest"] is None
        assert not vp._note["wanted"]
        assert not vp._grads["wanted"]
    finally:
        vp._identity["pid"] = os.getpid()


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
