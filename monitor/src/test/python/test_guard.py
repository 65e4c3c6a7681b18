"""What a watch may and may not do to tensors, random states, other ranks and the rest of the process."""

import _thread
import time

import pytest
from support import run
from torch_support import Sneaky, ask, nn, one, param, torch

ranks = pytest.importorskip("ranks")


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
    assert kept[0].requires_grad is False
    assert torch.is_grad_enabled()
    assert not torch.is_inference(kept[0])


def test_grad_is_not_read_beside_a_backward():
    p = param(torch.ones(2))
    assert "may not read grad" in ask("p.grad", p=p)["error"]
    assert "may not read grad" in ask("s.x", s=Sneaky(lambda: p.grad))["error"]
    assert "may not" in ask("(p * 2).grad_fn", p=p)["error"] and p.grad is not None


def test_stress_grad_watch_survives():
    code = """
    import torch
    import torch.nn as nn

    torch.set_num_threads(1)
    model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 1))
    opt = torch.optim.Adam(model.parameters())
    watch = vp._compile("sum(int(p.grad.isnan().any()) for p in model.parameters() if p.grad is not None)")
    place = (sys._getframe().f_code, 1, globals(), {})


    def read():
        while True:
            with vp._Guard():
                vp._evaluate("w", watch, [place])
            time.sleep(0.0005)


    _thread.start_new_thread(read, ())
    end = time.time() + 5
    while time.time() < end:
        loss = model(torch.randn(32, 16)).pow(2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    os._exit(0)
    """
    assert run(code)[0] == 0


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
    began = time.process_time()
    assert ask("a", a=[bytes(1)] * 50_000_000)["v"] == "list len=50000000"
    assert len(ask("a", a="y" * 10**8)["v"]) == 200
    assert "bits" in ask("a", a=1 << 10_000_000)["v"]
    assert time.process_time() - began < 3


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
    assert torch._C._len_torch_dispatch_stack() == 0
    assert not pd.is_in_torch_dispatch_mode()
    assert torch.rand(2).add_(1).numel() == 2
    f = torch.compile(lambda x: x + 1, backend=(lambda gm, ex: (hits.append(1), gm.forward)[1]))
    hits = []
    f(torch.ones(2))
    go.release()
    assert hits == [1]


@pytest.mark.stress
@pytest.mark.parametrize("kind", ["fsdp2", "tp", "fsdp1", "ddp"])
def test_no_collective_from_one_rank(kind):
    codes, said = ranks.run("watch", kind)
    assert codes == [0, 0], said
    ends = [line for line in said if "sum" in line]
    assert [line["sum"] for line in ends] == [3.0, 3.0]
    assert all(line["grads_same"] for line in ends)
    assert isinstance(said[0]["values"]["hook"]["norm"], float)


@pytest.mark.stress
@pytest.mark.parametrize("kind", ["fsdp2", "tp", "fsdp1", "ddp"])
def test_questions_of_one_rank_change_no_rank(kind):
    codes, asked = ranks.run("ask", kind)
    assert codes == [0, 0], asked
    codes, silent = ranks.run("train", kind)
    assert codes == [0, 0]
    assert [line["losses"] for line in asked] == [line["losses"] for line in silent]
    answers = [answer for answer in asked[0]["answers"] if answer]
    assert len(answers) == 8 and {answer["where"] for answer in answers} == {"step boundary"}
    assert any("may not start" in (answer["error"] or "") for answer in answers)
    sharded = kind in ("fsdp2", "tp")
    assert any("only the part of this rank" in answer["output"] for answer in answers) is sharded
