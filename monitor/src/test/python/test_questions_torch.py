"""Questions of people in a torch program: answered in the training thread, between two steps."""

import json

import pytest
from support import run
from torch_support import torch  # noqa: F401  (skips where there is none)

# A training that puts a question of its own at every step; the next optimizer.step answers it.
TRAINING = """
    import hashlib, random, signal
    import torch
    import torch.nn as nn

    torch.manual_seed(0)
    random.seed(0)
    torch.set_num_threads(1)
    data = torch.utils.data.TensorDataset(torch.randn(64, 4), torch.randn(64, 1))


    def train(questions, steps, workers=0, ask=True, options=None, pause=0.0):
        generator = torch.Generator().manual_seed(3)
        train_loader = torch.utils.data.DataLoader(
            data, 16, shuffle=True, num_workers=workers, persistent_workers=workers > 0, generator=generator
        )
        model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.2), nn.Linear(8, 1))
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        digest, found, step = hashlib.sha256(), [], 0
        begin(**(options or {}))
        while not vp._steps["hooked"]:
            time.sleep(0.01)
        while step < steps:
            for x, y in train_loader:
                loss = (model(x) - y).pow(2).mean() * (1 + random.random())
                optimizer.zero_grad()
                loss.backward()
                if ask:
                    assert put_question(questions[step % len(questions)]) == {"id": "q"}
                optimizer.step()
                digest.update(loss.detach().numpy().tobytes())
                time.sleep(pause)
                while ask and answer() is None:
                    time.sleep(0.001)
                found.append(answer())
                store.pop("vigil.answer.q", None)
                step += 1
                if step == steps:
                    break
        digest.update(torch.get_rng_state().numpy().tobytes() + generator.get_state().numpy().tobytes())
        digest.update(repr((random.random(), model.training)).encode())
        return found, digest.hexdigest()

"""


def train(questions, **more):
    rc, last, out = run(
        f"{TRAINING}\n    print('FOUND' + json.dumps(train({questions!r}, {len(questions)}, **{more!r})))"
    )
    assert rc == 0 and last["state"] == "finished", out
    return json.loads(out[out.index("FOUND") + 5 :].splitlines()[0])[0]


def test_gradients_are_read_at_a_step_boundary():
    loop = "for name, param in model.named_parameters():\n    print(name, param.grad.isfinite().all().item())"
    found = train(
        [loop, "loss", "loss.item() > -1", "x.shape, optimizer.param_groups[0]['lr']", "model(x).requires_grad"]
    )
    assert found[0]["output"].splitlines()[0] == "0.weight True" and len(found[0]["output"].splitlines()) == 6
    assert found[1]["value"].startswith("tensor(")
    assert found[2]["value"] == "True"
    assert found[3]["value"] == "(torch.Size([16, 4]), 0.01)"
    assert "may not change tensors" in found[4]["error"]  # batch norm counts what it sees
    assert {a["where"] for a in found} == {"step boundary"}
    assert all(0 < a["pause"] < 10 for a in found)


REFUSED = {
    "model[0].weight.add_(1)": "may not change tensors",
    "model[0].weight.data.zero_()": "may not change tensors",
    "w = model[0].weight\nw.data = w * 2": "may not use __set__",
    "torch.autograd.backward(loss)": "may not call backward",
    "getattr(loss, 'backward')()": "may not use backward",
    "w = torch.ones(1)\ng = getattr(w, 'requires_grad_')()": "may not use requires_grad_",
    "model.eval()": "may not call eval",
    "getattr(optimizer, 'step')()": "may not change tensors",
    "torch.distributed.all_reduce(torch.ones(1))": "may not start c10d",
    "torch.distributed.barrier()": "may not start c10d",
    "torch.zeros(1).expand(1 << 29).isnan().any()": "elements",
    "torch.rand(3).add_(1).mul_(2).shape": None,
    "torch.tensor([1.0]).add_(1)": None,
    "torch.zeros(4)[1:].add_(1)": None,
}


def test_what_would_change_the_training_is_refused():
    program = f"""{TRAINING}
    torch.distributed.init_process_group("gloo", store=torch.distributed.HashStore(), rank=0, world_size=1)
    print('FOUND' + json.dumps(train({list(REFUSED)!r}, {len(REFUSED)})))
    """
    rc, _, out = run(program)
    assert rc == 0, out
    found = json.loads(out[out.index("FOUND") + 5 :].splitlines()[0])[0]
    for (code, why), answer in zip(REFUSED.items(), found):
        assert why in answer["error"] if why else answer["error"] is None, (code, answer)


def test_training_goes_on_bitwise_as_without_questions():
    questions = [
        "batch = next(iter(train_loader))\nprint(batch[0].shape)",
        "for x, y in train_loader: break",
        "len(list(train_loader))",
        "import random\ntorch.rand(3), random.random(), torch.manual_seed(5)",
        "[p.grad.norm().item() for p in model.parameters()]",
        "torch.randperm(3, generator=train_loader.generator)",
    ]
    for workers in (0, 1):
        code = f"print('FOUND' + json.dumps(train({questions!r}, 12, {workers}, ask=sys.argv[2] == 'ask')))"
        runs = [run(f"{TRAINING}\n    {code}", how) for how in ("ask", "not")]
        asked, silent = (json.loads(out[out.index("FOUND") + 5 :].splitlines()[0]) for _, _, out in runs)
        assert all(answer["error"] is None for answer in asked[0]), asked[0]
        assert asked[0][0]["output"] == "torch.Size([16, 4])\n" and asked[0][2]["value"] == "4"
        assert asked[1] == silent[1] and silent[0][0] is None


def test_not_inside_a_backward():
    """Where an optimizer steps in hooks of the backward there is no boundary: it is answered beside."""
    code = f"""{TRAINING}
    p = nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([p], lr=0.01)
    p.register_post_accumulate_grad_hook(lambda p: optimizer.step())
    begin()
    while not vp._steps["hooked"]:
        time.sleep(0.01)
    put_question("p.grad", deadline=1.0)
    while answer() is None:
        (p * 2).sum().backward()
        time.sleep(0.001)
    print("FOUND", answer()["where"], answer()["error"])
    """
    assert "FOUND beside the training Refused: may not read grad" in run(code)[2]


def test_no_step_in_time():
    code = f"""{TRAINING}
    model = nn.Linear(2, 1)
    loss = model(torch.ones(1, 2)).sum()
    loss.backward()
    def stuck():
        local = torch.tensor([1.5])
        begin()
        while not vp._steps["hooked"]:
            time.sleep(0.01)
        for i, code in enumerate(("loss.item() + local", "model.weight.grad", "torch.rand(2)", "torch.zeros(2).add_(1)")):
            began = time.time()
            put_question(code, f"q{{i}}", deadline=0.3)
            while answer(f"q{{i}}") is None:
                time.sleep(0.01)
            print(time.time() - began >= 0.3, answer(f"q{{i}}")["where"], answer(f"q{{i}}")["value"], answer(f"q{{i}}")["error"])
            while vp._asked["open"]:
                time.sleep(0.01)
    stuck()
    """
    out = run(code)[2]
    assert "True beside the training tensor([" in out
    assert "True beside the training None Refused: may not read grad" in out
    assert "True beside the training None Refused: may not draw random" in out
    assert "True beside the training tensor([1., 1.]) None" in out


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "Preempted"])
def test_a_signal_during_a_question_reaches_the_training(error):
    code = f"""{TRAINING}
    class Preempted(Exception):
        pass
    def handler(*_):
        raise {error}
    signal.signal(signal.SIGALRM, handler)
    try:
        train(["signal.setitimer(signal.ITIMER_REAL, 0.3)\\nwhile True: time.sleep(0.01)"], 1)
    except {error}:
        while answer() is None:
            time.sleep(0.01)
        print("REACHED", answer()["error"], torch.is_grad_enabled(), torch._C._len_torch_dispatch_stack())
    """
    assert f"REACHED interrupted by the program's signal handler: {error}:  True 0" in run(code)[2]


def test_a_runaway_is_stopped_and_the_training_goes_on():
    questions = [
        "while True: pass",
        "for p in model.parameters():\n  while True: p.norm()",
        "import time\nwhile True: time.sleep(0.01)",
        "1",
    ]
    code = f"vp.QUESTION_CPU = vp.QUESTION_SECONDS = 0.5\n    print('FOUND' + json.dumps(train({questions!r}, 12)))"
    rc, last, out = run(f"{TRAINING}\n    {code}")
    assert "FOUND" in out, out
    found = json.loads(out[out.index("FOUND") + 5 :].splitlines()[0])[0]
    assert rc == 0 and last["steps"] == 12 and last["trouble"] is None
    assert ["Stopped" in str(a["error"]) for a in found] == [True, True, True, False] * 3


def test_a_profiler_works_after_a_runaway_was_stopped():
    code = f"""{TRAINING}
    vp.QUESTION_CPU = vp.QUESTION_SECONDS = 0.3
    train(["while True: pass"], 1)
    sys.setprofile(lambda *_: None)
    (lambda: None)()
    sys.setprofile(None)
    print("STOPPED AND PROFILED")
    """
    assert "STOPPED AND PROFILED" in run(code)[2]


GATHERING = f"""{TRAINING}
    import types
    gatherer = types.ModuleType("deepspeed.runtime.zero.parameter_offload")
    exec("def gather(): noted.append(1)", vars(gatherer))
    gatherer.noted = []
    sys.modules[gatherer.__name__] = gatherer
"""


def test_a_model_in_parts_is_not_gathered():
    questions = ["gatherer.gather()", "try: gatherer.gather()\nexcept BaseException: gatherer.gather()", "1"]
    code = f"""{GATHERING}
    print('FOUND' + json.dumps([train({questions!r}, 3)[0], gatherer.noted, sys.getprofile()]))
    """
    rc, last, out = run(code)
    assert rc == 0 and last["trouble"] is None, out
    answers, noted, profile = json.loads(out[out.index("FOUND") + 5 :].splitlines()[0])
    assert ["may not gather" in str(a["error"]) for a in answers] == [True, True, False]
    assert answers[2]["value"] == "1" and (noted, profile) == ([], None)


def test_the_profiler_of_a_program_is_left_alone():
    code = f"""{GATHERING}
    train([], 1, ask=False)
    seen = lambda *_: None
    sys.setprofile(seen)
    print(train(["1"], 1)[0][0]["error"], sys.getprofile() is seen)
    """
    assert "a profiler is at work in this thread, so a model in parts can't be guarded True" in run(code)[2]


def test_nothing_is_kept_after_an_answer():
    code = f"""{TRAINING}
    import gc, weakref
    class Big:
        pass
    def train():
        big, optimizer = Big(), torch.optim.SGD([nn.Parameter(torch.ones(1))], lr=0.1)
        begin()
        while not vp._steps["hooked"]:
            time.sleep(0.01)
        put_question("def f(): return big\\nkeep = f\\nx = [big]\\nbig\\n1/0")
        optimizer.step()
        return weakref.ref(big)
    gc.disable()
    ref = train()
    while answer() is None:
        time.sleep(0.01)
    time.sleep(0.3)
    vp._note["latest"] = None
    print("KEPT", ref(), answer()["error"])
    """
    out = run(code)[2]
    assert "KEPT None ZeroDivisionError" in out, out
