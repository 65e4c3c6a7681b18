"""What the sampler costs a training step: switched on and off in turn within one real torch process under Probing.

    python bench_cost.py [pairs] [seconds per phase]      default 20 pairs of 3 s

While it is on, the mailbox is read at 1 Hz as a monitor does. Prints the ratio of step times on : off, median over the
pairs with the interval in which the median lies with 95 %, and the same for CPU time of the training thread per step,
which a busy machine disturbs less; further what the sampler says of its own CPU time, as a share of the time it was on,
which a busy machine disturbs least. By the mean wall time of a step it exits 0 if the whole interval is within 0.5 %,
1 if none of it is, 2 if that can't be told on this machine now."""

import json
import math
import statistics
import sys
import tempfile
import time

from live import Target

PROGRAM = """
import json, sys, time
import torch
import torch.nn as nn

pairs, seconds = int(sys.argv[1]), float(sys.argv[2])
torch.manual_seed(0)
torch.set_num_threads(1)
model = nn.Sequential(nn.Linear(256, 256), nn.ReLU(), *[nn.Sequential(nn.Linear(256, 256), nn.ReLU()) for _ in range(8)])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
x = torch.randn(128, 256)


def phase(seconds):
    '''Medians of wall and thread time of a step.'''
    walls, busy, end = [], [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        wall, cpu = time.perf_counter(), time.thread_time()
        loss = model(x).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        walls.append(time.perf_counter() - wall)
        busy.append(time.thread_time() - cpu)
    walls.sort(), busy.sort()
    return walls[len(walls) // 2], busy[len(busy) // 2], sum(walls) / len(walls), sum(busy) / len(busy)


def switch_off(probe, hooks):
    '''As if it had never been installed: threads ended, hooks gone.'''
    for global_hooks in hooks:
        global_hooks.clear()
    probe._leaving = True
    for name, (_, done) in probe._threads.items():
        probe._wake(name)
        done.acquire()


def switch_on(probe, options):
    probe._identity["pid"] = 0
    probe._steps["hooked"] = False
    probe.start(options)
    while not probe._steps["hooked"]:
        phase(0.05)


def train():
    module = sys.modules["torch.optim.optimizer"]
    hooks = (module._global_optimizer_pre_hooks, module._global_optimizer_post_hooks)
    while "vigil_probe" not in sys.modules or not sys.modules["vigil_probe"]._steps["hooked"]:
        phase(0.1)
    probe, options, rows = sys.modules["vigil_probe"], OPTIONS, []
    phase(seconds)
    running = True
    for pair in range(pairs):
        row = {}
        for on in (True, False) if pair % 2 else (False, True):
            if on and not running:
                switch_on(probe, options)
            elif running and not on:
                switch_off(probe, hooks)
            running = on
            print("ON" if on else "OFF", flush=True)
            phase(0.3)
            row["on" if on else "off"] = phase(seconds)
        rows.append(row)
    print("ROWS" + json.dumps(rows), flush=True)


if __name__ == "__main__":
    train()
"""


LIMIT = 1.005


def interval(values):
    """(low, high): where the median lies with 95 % by the order of the values alone."""
    values, n = sorted(values), len(values)
    reach = 1.96 * math.sqrt(n) / 2
    return values[max(0, math.floor(n / 2 - reach))], values[min(n - 1, math.ceil(n / 2 + reach))]


def own_share(before, after):
    """CPU time of its two threads and of its looks at gradients, between two documents of one installation."""
    spent = after["cost"] - before["cost"] + after["values"]["cost"] - before["values"]["cost"]
    looks = [document["values"]["gradients"]["cost"] for document in (before, after)]
    return (spent + looks[1] - looks[0]) / (after["time"] - before["time"])


def summary(rows, which):
    ratios = [row["on"][which] / row["off"][which] for row in rows]
    low, high = interval(ratios)
    return {"median": round(statistics.median(ratios), 5), "low": round(low, 5), "high": round(high, 5)}


def main(pairs=20, seconds=3.0):
    from live import b64

    options = {
        "token": "cafe",
        "interval": 0.5,
        "grace": 0.3,
        "watch": {"loss": "loss"},
        "auto": True,
        "gradients": True,
    }
    code = PROGRAM.replace("OPTIONS", repr(b64(json.dumps(options))))
    with tempfile.TemporaryDirectory() as folder, Target(code, folder, str(pairs), str(seconds)) as target:
        target.wait_for_server()
        target.install(**options)
        shares, before = [], None
        while target.process.poll() is None:
            said = [line for line in target.text().splitlines() if line in ("ON", "OFF")]
            document = target.mailbox() if said[-1:] == ["ON"] else None
            known = document is not None and document["values"] is not None and document["values"]["gradients"]
            if known and before and document["steps"] > before["steps"]:
                shares.append(own_share(before, document))
            before = document if known else None
            time.sleep(1.0)
        text = target.text()
    rows = json.loads(text[text.index("ROWS") + 4 :].splitlines()[0])
    names = ("median step", "median CPU", "mean step", "mean CPU")
    report = {name: summary(rows, i) for i, name in enumerate(names)}
    off = statistics.median(row["off"][0] for row in rows)
    own = round(statistics.median(shares), 5) if shares else None
    print(
        json.dumps(
            {"pairs": len(rows), "step_ms": round(off * 1000, 3), "own share": own, "on : off": report}, indent=1
        )
    )
    wall = report["mean step"]  # the one that counts; the others help to see what disturbed it
    return 0 if wall["high"] <= LIMIT else 1 if wall["low"] > LIMIT else 2


if __name__ == "__main__":
    sys.exit(main(*[kind(arg) for kind, arg in zip((int, float), sys.argv[1:])]))
