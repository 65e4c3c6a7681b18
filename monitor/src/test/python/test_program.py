"""Whole torch programs with the sampler in them and a stand-in for Probing."""

import json

from support import run
from torch_support import torch  # noqa: F401  (skips where there is none)


def test_whole_program():
    code = """
    import torch, hashlib

    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = torch.nn.Linear(16, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)


    def train(n):
        for step in range(n):
            loss = model(torch.ones(4, 16)).pow(2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            time.sleep(0.005)


    def evaluate():
        time.sleep(1.2)


    begin(watch={"loss": "loss", "w": "model.weight.isnan().any()"})
    time.sleep(0.5)
    train(200)
    a = doc()
    evaluate()
    print(json.dumps([a, doc()]))
    """
    rc, last, out = run(code)
    a, b = json.loads(out)
    s = a["values"]["samples"][-1]
    assert rc == 0
    assert last["state"] == "finished"
    assert last["steps"] == 200
    assert a["thread"] == "hook"
    assert b["thread"] == "optimizer"
    assert b["frames"][0][1] == "evaluate"
    assert s["watch"]["loss"]["t"] == "float"
    assert s["watch"]["w"]["v"] is False
    assert s["auto"]["lr"]["v"] == 0.01
    assert s["auto"]["step"]["v"] > 50
    assert s["auto"]["loss"]["from"] == "loss@train"
    assert a["values"]["gradients"]["count"] == 2, a["trouble"]
    assert a["values"]["gradients"]["names"] == ["weight"], a["trouble"]
    assert a["frames"][1][1] == "train", a["trouble"]
    assert a["trouble"] is None, a["trouble"]


def test_compiled_step_is_compiled_once():
    code = """
    import torch
    from torch._dynamo.utils import counters

    torch.set_num_threads(1)
    begin()
    time.sleep(0.5)
    model = torch.nn.Linear(4, 1)
    opt = torch.optim.SGD(model.parameters(), lr=0.01)
    step = torch.compile(lambda: opt.step(), backend="eager")
    for _ in range(20):
        model(torch.ones(2, 4)).sum().backward()
        step()
        time.sleep(0.01)
    print(
        counters["stats"]["unique_graphs"],
        sum(n for why, n in counters["graph_break"].items() if "dynamo.graph_break()" not in why),
    )
    """
    rc, _, out = run(code)
    assert rc == 0 and out.split()[:2] == ["1", "0"], out[-400:]


def test_training_is_bitwise_the_same():
    code = """
    import torch, hashlib

    torch.set_num_threads(1)
    torch.manual_seed(0)
    if sys.argv[2] == "on":
        begin(interval=0.02, watch={"loss": "loss", "m": "model[0].weight.mean()"})
    model = torch.nn.Sequential(torch.nn.Linear(16, 64), torch.nn.ReLU(), torch.nn.Dropout(0.1), torch.nn.Linear(64, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    digest = hashlib.sha256()
    for step in range(300):
        x = torch.randn(32, 16)
        loss = (model(x) - x.sum(1, keepdim=True)).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        digest.update(loss.detach().numpy().tobytes())
        time.sleep(0.003)
    print(
        digest.hexdigest(),
        hashlib.sha256(torch.get_rng_state().numpy().tobytes()).hexdigest(),
        sys.getswitchinterval(),
        sys.stderr.write(str(doc().get("steps", 0)) + " " + str((doc().get("values") or {"seq": 0})["seq"]) + chr(10))
        and "",
    )
    """
    outs = [run(code, how) for how in ("off", "on", "on")]
    assert [o[0] for o in outs] == [0, 0, 0]
    assert len({o[2].splitlines()[0] for o in outs}) == 1
    assert outs[1][1]["values"]["seq"] > 20
