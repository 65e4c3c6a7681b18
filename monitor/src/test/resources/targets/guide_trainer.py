"""A torch trainer with the names that Probing's debugging guide uses: model, optimizer, loss, trainer, train_loader.

Prints, now and then, how far it is and a digest of all losses so far: two runs with one seed agree bit for bit, watched
or not. Between two steps it calls functions whose error codes a badly timed signal would spoil.
"""

import argparse
import hashlib
import math
import random
import time

import torch
import torch.distributed as dist
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Trainer:
    """Where the loop keeps its progress."""

    def __init__(self):
        self.current_step = 0
        self.last_loss = math.inf


def make_loader():
    """Return a shuffling loader over a small data set."""
    inputs = torch.randn(256, 8)
    return DataLoader(TensorDataset(inputs, inputs.sum(1, keepdim=True)), batch_size=16, shuffle=True)


def train(options):
    """Run the loop; what the guide prints are its local variables."""
    torch.manual_seed(0)
    random.seed(0)
    torch.set_num_threads(1)
    dist.init_process_group("gloo", store=dist.HashStore(), rank=0, world_size=1)
    model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    train_loader = make_loader()
    trainer = Trainer()
    digest = hashlib.sha256()
    while trainer.current_step < options.steps:
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            if trainer.current_step == options.nan_after:
                loss = loss * math.nan
            loss.backward()
            optimizer.step()
            trainer.current_step += 1
            trainer.last_loss = loss.item()
            digest.update(repr(trainer.last_loss).encode())
            for number in range(1, 500):
                math.log(number)
            if trainer.current_step % 50 == 0:
                print(f"step {trainer.current_step} digest {digest.hexdigest()[:16]}", flush=True)
            if trainer.current_step == options.steps:
                break
            time.sleep(options.delay)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000_000)
    parser.add_argument("--delay", type=float, default=0.005)
    parser.add_argument("--nan-after", type=int, default=-1, help="the loss of this step is NaN")
    train(parser.parse_args())
