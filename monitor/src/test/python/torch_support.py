"""Helpers of the tests that need torch."""

import _thread
import os
import sys

import pytest
import vigil_probe as vp

torch = pytest.importorskip("torch")
nn = torch.nn
om = sys.modules["torch.optim.optimizer"]


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
    vp._grads.update(wanted=True, after=0.0, pending=None, latest=None, last=None, optimizers={})


def norms(*params):
    fresh()
    vp._before_step(torch.optim.SGD(list(params), lr=0.1))
    vp._read_norms()
    return vp._grads["latest"]


def param(grad):
    p = nn.Parameter(torch.zeros_like(grad))
    p.grad = grad
    return p


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


class Sneaky:
    def __init__(self, do):
        self.do = do

    @property
    def x(self):
        return self.do()


def through_hooks(run_):
    hooks = [om.register_optimizer_step_pre_hook(vp._before_step), om.register_optimizer_step_post_hook(vp._after_step)]
    vp._steps.update(count=0, calls=0, last=0.0, seconds=[], lap=set())
    fresh()
    vp._note.update(wanted=True, latest=None, trail=None)
    vp._names.update({"loss", "model", "self", "out", "step", "grad_norm"})
    try:
        run_()
    finally:
        [h.remove() for h in hooks]
    return vp._note["latest"]
