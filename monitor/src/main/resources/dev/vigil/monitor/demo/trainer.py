"""A small trainer for the demonstration: a two-layer network in plain Python learns a sine.

Nothing here knows of Vigil: the names step, loss and lr are what any training script has. The fault is the demonstration's:
it comes so many seconds after the start file appears.

    python trainer.py --fault nan --after 5 --start-file /tmp/go
"""

import argparse
import ctypes
import math
import os
import random
import signal
import threading
import time

HIDDEN = 16
BATCH = 8
STEP_SECONDS = 0.05


def end_with_parent():
    """Have the kernel end this process with the one that started it, also where that one is killed (Linux only)."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        pass


class Network:
    """x -> w2 . tanh(w1 x + b1) + b2."""

    def __init__(self, rng):
        self.w1 = [rng.gauss(0, 1) for _ in range(HIDDEN)]
        self.b1 = [rng.gauss(0, 1) for _ in range(HIDDEN)]
        self.w2 = [rng.gauss(0, 0.3) for _ in range(HIDDEN)]
        self.b2 = 0.0

    def step(self, batch, lr):
        """Learn one batch by gradient descent; return its mean squared error."""
        loss = 0.0
        for x, target in batch:
            hidden = [math.tanh(w * x + b) for w, b in zip(self.w1, self.b1)]
            error = sum(w * h for w, h in zip(self.w2, hidden)) + self.b2 - target
            loss += error * error / BATCH
            scale = 2 * lr * error / BATCH
            for i, h in enumerate(hidden):
                back = scale * self.w2[i] * (1 - h * h)
                self.w2[i] -= scale * h
                self.w1[i] -= back * x
                self.b1[i] -= back
            self.b2 -= scale
        return loss


class Fault:
    """Comes once, some seconds after the start file appeared."""

    def __init__(self, options):
        self.name = options.fault
        self.after = options.after
        self.start_file = options.start_file
        self.due = None

    def is_due(self):
        """Tell whether it is time."""
        if self.due is None:
            if os.path.exists(self.start_file):
                self.due = time.monotonic() + self.after
            return False
        return time.monotonic() >= self.due


def save_metrics(lock):
    """Write nothing, but wait for whoever holds the lock: here that is ourselves."""
    with lock:
        pass


def train(options):
    """Train for ever, or until the fault."""
    rng = random.Random(options.seed)
    network = Network(rng)
    fault = Fault(options)
    lr = 0.05
    step = 0
    while True:
        batch = []
        for _ in range(BATCH):
            x = rng.uniform(-3, 3)
            batch.append((x, math.sin(x) + rng.gauss(0, 0.02)))
        loss = network.step(batch, lr)
        if fault.is_due():
            if fault.name == "nan":
                loss = float("nan")
            elif fault.name == "lock":
                lock = threading.Lock()
                lock.acquire()
                save_metrics(lock)
            elif fault.name == "crash":
                raise RuntimeError("shard 17 of the training data is truncated")
        step += 1
        if step % 100 == 0:
            print(f"step {step} loss {loss:.5f}", flush=True)
        time.sleep(STEP_SECONDS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fault", choices=["none", "nan", "lock", "crash"], default="none")
    parser.add_argument("--after", type=float, default=0)
    parser.add_argument("--start-file", default="")
    parser.add_argument("--seed", type=int, default=0)
    end_with_parent()
    train(parser.parse_args())
