"""Ends of watched torch programs: with the sampler in them, read at 5 Hz over HTTP, each must end as it does without.

    python ends.py [normal] [exceptions] [exits]    default 3 2 2; a person runs 50 20 20

Every second program has DataLoader workers that persist. Each prints a digest of 300 losses, which must be that of the
same program unwatched. Prints one line of JSON; exits 1 if any end, digest or last word was wrong."""

import json
import sys
import tempfile
import time

from live import Target

PROGRAM = """
import hashlib, sys, time
import torch
import torch.nn as nn

end, workers = sys.argv[1], int(sys.argv[2])
torch.manual_seed(0)
torch.set_num_threads(1)
data = torch.utils.data.TensorDataset(torch.randn(256, 16), torch.randn(256, 1))


def train():
    generator = torch.Generator().manual_seed(3)
    loader = torch.utils.data.DataLoader(
        data, 16, shuffle=True, num_workers=workers, persistent_workers=workers > 0, generator=generator
    )
    model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    digest, step = hashlib.sha256(), 0
    while step < 300:
        for x, y in loader:
            loss = (model(x) - y).pow(2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            digest.update(loss.detach().numpy().tobytes())
            step += 1
            time.sleep(0.005)
            if step == 300:
                break
    print("DIGEST", digest.hexdigest(), flush=True)
    if end == "exception":
        raise ValueError("boom")
    if end == "exit":
        sys.exit(3)


if __name__ == "__main__":
    train()
"""

STATES = {"normal": ("finished", 0), "exception": ("crashed", 1), "exit": ("finished", 3)}


def program(end, workers, watched):
    """(exit status, digest, last document) of one program."""
    with tempfile.TemporaryDirectory() as folder, Target(PROGRAM, folder, end, str(workers)) as target:
        last = None
        if watched:
            target.wait_for_server()
            target.install(interval=0.5, grace=0.24, watch={"loss": "loss", "bad": "model[0].weight.isnan().any()"})
            while target.process.poll() is None:
                last = target.mailbox(2.0) or last
                time.sleep(0.2)
        status = target.process.wait(120)
        digest = [line for line in target.text().splitlines() if line.startswith("DIGEST")]
        return status, digest[-1:], last


def main(counts):
    report = {"python": sys.version.split()[0], "wrong": []}
    unwatched = {workers: program("normal", workers, False)[1] for workers in (0, 2)}
    for end, count in zip(("normal", "exception", "exit"), counts):
        state, status = STATES[end]
        good = read = steps = 0
        for i in range(count):
            workers = 2 * (i % 2)
            got, digest, last = program(end, workers, True)
            if (got, digest) == (status, unwatched[workers]):
                good += 1
            else:
                report["wrong"].append([end, workers, got, digest, last and last["trouble"]])
            read += last is not None and last["state"] == state
            steps += last["steps"] if last else 0
        report[end] = {"runs": count, "as unwatched": good, "last word read": read, "steps seen": steps}
    print(json.dumps(report))
    return 1 if report["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main([int(arg) for arg in sys.argv[1:4]] or [3, 2, 2]))
