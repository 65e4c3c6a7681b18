"""A healthy torch trainer that does, for a while, what makes hang detectors cry wolf.

    PROBING=1 PROBING_PORT=9900 python torch_phases.py --phase evaluation --seconds 90

It trains for --warm-up seconds, enters the phase for about --seconds, trains for --after seconds and ends normally.
"""

import argparse
import os
import tempfile
import time

import torch
from torch import nn

PHASES = {
    "training": "plain training, nothing else",
    "evaluation": "a long validation loop",
    "checkpoint": "one torch.save that takes long",
    "start": "a long start before the first step",
    "compile": "torch.compile of a model that takes about that long",
    "fp16": "float16 with a gradient scaler whose first steps overflow and are skipped, then some more",
    "life": "a long start, a learning rate that warms up, then training, evaluation and checkpoint in turn",
}


class SlowToPickle:
    """Stands for the gigabytes and the slow file system of a real checkpoint: torch.save stays inside pickling it."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __reduce__(self):
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            time.sleep(0.2)
        return (dict, ())


def model_of(width=32, depth=2):
    """A plain multilayer perceptron."""
    layers = [nn.Linear(16, width), nn.ReLU()]
    for _ in range(depth):
        layers += [nn.Linear(width, width), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(width, 1))


def batch():
    """Inputs and their sums."""
    inputs = torch.randn(32, 16)
    return inputs, inputs.sum(1, keepdim=True)


def train(model, optimizer, criterion, seconds, delay):
    """Train for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        inputs, targets = batch()
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        time.sleep(delay)


@torch.no_grad()
def evaluate(model, criterion, seconds):
    """Validate for a while; no optimizer step comes."""
    end, total, count = time.monotonic() + seconds, 0.0, 0
    while time.monotonic() < end:
        inputs, targets = batch()
        total += criterion(model(inputs), targets).item()
        count += 1
        time.sleep(0.05)
    return total / max(count, 1)


def save_checkpoint(model, optimizer, seconds):
    """Write a checkpoint slowly."""
    with tempfile.TemporaryDirectory() as folder:
        state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "rest": SlowToPickle(seconds)}
        torch.save(state, os.path.join(folder, "checkpoint.pt"))


def prepare_dataset(seconds):
    """A long start: tokenizing, indexing, waiting for a file system."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sorted(str(i) for i in range(20_000))


def compile_and_train(model, optimizer, criterion, seconds, delay):
    """Compile the model anew until the time is used up; without caches each time costs what the first one does."""
    import torch._inductor.config

    torch._inductor.config.force_disable_caches = True
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        torch._dynamo.reset()
        train(torch.compile(model), optimizer, criterion, 0.001, delay)


def live(model, optimizer, criterion, seconds, delay):
    """What a training of hours does, in a day's time-lapse."""
    end = time.monotonic() + seconds
    warm_up = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.05, total_iters=20)
    for _ in range(20):
        train(model, optimizer, criterion, 2, delay)
        warm_up.step()
    while time.monotonic() < end:
        train(model, optimizer, criterion, 150, delay)
        evaluate(model, criterion, 60)
        train(model, optimizer, criterion, 60, delay)
        save_checkpoint(model, optimizer, 30)


def train_in_half(model, optimizer, criterion, seconds, delay):
    """float16 with a scaler; overflows are made now and then, and their steps are skipped, as they should be."""
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**30, growth_interval=20)
    end, step = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        inputs, targets = batch()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = criterion(model(inputs).float(), targets)
        optimizer.zero_grad()
        scaler.scale(loss).backward()
        if step % 50 == 49:  # an overflow
            next(model.parameters()).grad[0, 0] = float("inf")
        scaler.unscale_(optimizer)
        grad_norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        step += 1
        time.sleep(delay)
    return grad_norm


def main(options):
    """Run the phases."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    criterion = nn.MSELoss()
    if options.phase in ("start", "life"):
        prepare_dataset(min(options.seconds, 60.0) if options.phase == "life" else options.seconds)
    model = model_of(depth=24 if options.phase == "compile" else 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    train(model, optimizer, criterion, options.warm_up, options.delay)
    if options.phase == "evaluation":
        evaluate(model, criterion, options.seconds)
    elif options.phase == "checkpoint":
        save_checkpoint(model, optimizer, options.seconds)
    elif options.phase == "compile":
        compile_and_train(model, optimizer, criterion, options.seconds, options.delay)
    elif options.phase == "fp16":
        train_in_half(model, optimizer, criterion, options.seconds, options.delay)
    elif options.phase == "life":
        live(model, optimizer, criterion, options.seconds, options.delay)
    elif options.phase == "training":
        train(model, optimizer, criterion, options.seconds, options.delay)
    train(model, optimizer, criterion, options.after, options.delay)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--phase", choices=PHASES, default="training")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--warm-up", type=float, default=5.0)
    parser.add_argument("--after", type=float, default=5.0)
    parser.add_argument("--delay", type=float, default=0.05)
    main(parser.parse_args())
