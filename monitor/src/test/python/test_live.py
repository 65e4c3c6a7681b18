"""Real torch processes under real Probing, read and asked over HTTP. Skips where Probing is not installed."""

import importlib.metadata
import json
import re

import bench_cost
import ends
import pytest
from live import Target

try:
    importlib.metadata.version("probing"), importlib.metadata.version("torch")
except importlib.metadata.PackageNotFoundError:
    pytest.skip("needs probing and torch", allow_module_level=True)

# A trainer that has the names which the debugging guide uses.
TRAINER = """
import time
import torch
import torch.nn as nn

torch.manual_seed(0)
torch.set_num_threads(1)
data = torch.utils.data.TensorDataset(torch.randn(256, 16), torch.randn(256, 1))
train_loader = torch.utils.data.DataLoader(data, 32, shuffle=True, num_workers=1, persistent_workers=True)
model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)


class Trainer:
    current_step = 0
    last_loss = 0.0


trainer = Trainer()


def train():
    while True:
        for x, y in train_loader:
            loss = (model(x) - y).pow(2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            trainer.current_step += 1
            trainer.last_loss = loss.item()
            time.sleep(0.01)


if __name__ == "__main__":
    train()
"""

# What people ask, by the guide's chapters, and what the answer must show.
GUIDE = {
    "print(globals().keys())": "'model'",
    "print(type(model), model)": r"<class 'torch.nn.modules.container.Sequential'> Sequential\(\n  \(0\): Linear",
    "\nfor name, param in model.named_parameters():\n    print(f'{name}: {param.shape}, grad={param.grad is not None}')\n": (
        r"0.weight: torch.Size\(\[64, 16\]\), grad=True"
    ),
    "\nimport threading\nfor t in threading.enumerate():\n    print(f'{t.name}: alive={t.is_alive()}, daemon={t.daemon}')\n": (
        "MainThread: alive=True, daemon=False"
    ),
    "\n# Where it is\nprint(f'Current step: {trainer.current_step}')\nprint(f'Current loss: {trainer.last_loss}')\n"
    "print(f'Learning rate: {optimizer.param_groups[0][\"lr\"]}')\n": r"Current step: \d+\nCurrent loss: \d.*\nLearning rate: 0.001",
    "\nimport torch.distributed as dist\nif dist.is_initialized():\n    print(f'Rank: {dist.get_rank()}')": "^$",
    "\nimport torch\nfor name, param in model.named_parameters():\n    if param.grad is not None:\n"
    "        if torch.isnan(param.grad).any():\n            print(f'NaN gradient in {name}')\n"
    "        if torch.isinf(param.grad).any():\n            print(f'Inf gradient in {name}')": "^$",
    "\nimport torch\nprint(f'Loss: {loss.item()}')\nprint(f'IsNaN: {torch.isnan(loss).item()}')\n"
    "print(f'IsInf: {torch.isinf(loss).item()}')": r"Loss: \d.*\nIsNaN: False\nIsInf: False",
    "\nimport torch\nif torch.cuda.is_available():\n    import time\n    start = time.time()\n    torch.cuda.synchronize()\n"
    "    print(f'Sync took: {time.time() - start:.3f}s')": "^$|Sync took",
    "\nimport torch\nstep = trainer.current_step\nloss = trainer.last_loss\n"
    "if loss > 10 or torch.isnan(torch.tensor(loss)):\n    print(f'ALERT: Step {step}, Loss {loss}')": "^$",
    "\nbatch = next(iter(train_loader))\nprint(f'Batch shape: {batch[0].shape}')\nprint(f'Batch dtype: {batch[0].dtype}')\n"
    "print(f'Has NaN: {torch.isnan(batch[0]).any()}')": (
        r"Batch shape: torch.Size\(\[32, 16\]\)\nBatch dtype: torch.float32\nHas NaN: False"
    ),
}


@pytest.fixture(scope="module")
def trainer(tmp_path_factory):
    with Target(TRAINER, tmp_path_factory.mktemp("trainer")) as target:
        target.wait_for_server()
        assert target.install(watch={"loss": "loss"}) == "None"
        target.wait(lambda d: d["steps"] > 10 and d["values"] and d["values"]["gradients"])
        yield target


@pytest.mark.parametrize("code", GUIDE)
def test_the_guides_examples(trainer, code):
    before = trainer.mailbox()["steps"]
    answer = trainer.ask(code)
    assert answer["error"] is None
    assert re.search(GUIDE[code], answer["output"]), answer
    assert answer["where"] == "step boundary" and 0 < answer["pause"] < 10
    trainer.wait(lambda d: d["steps"] > before + 5 and d["state"] == "running")


def test_thread_stacks(trainer):
    stacks = json.loads(trainer.ask(stacks=True)["value"])
    main = stacks["threads"][0]
    assert main["main"] and main["name"] == "MainThread"
    assert any(frame[1] == "train" for frame in main["frames"])


def test_a_runaway_question_is_stopped_and_training_goes_on(trainer):
    before = trainer.mailbox()["steps"]
    answer = trainer.ask("while True: pass")
    assert "Stopped" in answer["error"] and answer["where"] == "step boundary"
    trainer.wait(lambda d: d["steps"] > before + 5)


def test_the_document(trainer):
    document = trainer.wait(lambda d: d["values"]["samples"][-1]["watch"]["loss"].get("t") == "float")
    assert document["version"] == 4 and document["state"] == "running" and document["trouble"] is None
    assert document["daemons"] == 1  # the feeder of the loader's queue
    assert 100 < document["memory"]["mb"] < document["memory"]["total_mb"]
    gradients = document["values"]["gradients"]
    assert gradients["bad_steps"] == 0 and gradients["first_name"] is None
    assert gradients["smallest"] > 0 and gradients["smallest_name"] in ("0.weight", "0.bias", "2.weight", "2.bias")


def test_the_program_printed_nothing_of_it(trainer):
    assert "Batch shape" not in trainer.text() and "Traceback" not in trainer.text()


def test_it_is_found_again_and_never_installed_twice(trainer):
    first = trainer.mailbox()
    assert trainer.install(token="other", watch={"lr": "optimizer.param_groups[0]['lr']"}) == "None"
    document = trainer.wait(lambda d: "lr" in d["values"]["samples"][-1]["watch"])
    assert (document["token"], document["pid"]) == (first["token"], first["pid"])
    assert "loss" in document["values"]["samples"][-1]["watch"]
    assert document["optimizer_calls"] == document["steps"]  # its hooks are there once


def test_a_program_without_torch(tmp_path):
    code = """
import time

def train():
    loss, step = 1.0, 0
    while True:
        step += 1
        loss *= 0.999
        time.sleep(0.01)

train()
"""
    with Target(code, tmp_path) as target:
        target.wait_for_server()
        target.install(watch={"loss": "loss"})
        target.wait(lambda d: d["values"] and d["values"]["samples"][-1]["watch"]["loss"].get("v", 1.0) < 1)
        answer = target.ask("print(step > 0, sorted(globals())[-1])\nloss < 1")
        assert (answer["value"], answer["error"]) == ("True", None)
        assert answer["output"] == "True train\n" and answer["where"] == "beside the training"
        assert "first to import" in target.ask("import threading")["error"]


@pytest.mark.stress
def test_ends_are_as_without():
    assert ends.main([2, 2, 2]) == 0


def test_the_median_of_a_benchmark_lies_in_its_interval():
    low, high = bench_cost.interval([1.0] * 9 + [1.1, 1.2] + [2.0] * 9)
    assert low == 1.0 and high == 2.0
    assert bench_cost.interval([1.0]) == (1.0, 1.0)
