"""Ranks that average their gradients over gloo; one of them may stay away from an all_reduce.

    PROBING=1 PROBING_PORT=9900 POD_IP=127.0.0.1 torchrun --nproc-per-node 4 gloo_ranks.py --absent-rank 2 --fault-file now
"""

import argparse
import os
import time

import torch
import torch.distributed as dist
from torch import nn


def stay_away():
    """What a rank does that never joins: waits for something of its own."""
    time.sleep(1_000_000)


def average_gradients(model, world_size):
    """Average all gradients over the ranks."""
    for parameter in model.parameters():
        dist.all_reduce(parameter.grad)
        parameter.grad /= world_size


def train(options):
    """Train one rank."""
    dist.init_process_group("gloo")
    rank, world_size = dist.get_rank(), dist.get_world_size()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    criterion = nn.MSELoss()
    generator = torch.Generator().manual_seed(1000 + rank)
    for step in range(options.steps):
        inputs = torch.randn(32, 16, generator=generator)
        loss = criterion(model(inputs), inputs.sum(1, keepdim=True))
        optimizer.zero_grad()
        loss.backward()
        if rank == options.absent_rank and os.path.exists(options.fault_file):
            stay_away()
        average_gradients(model, world_size)
        optimizer.step()
        time.sleep(options.delay)
    dist.destroy_process_group()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--absent-rank", type=int, default=-1)
    parser.add_argument("--fault-file", default="/", metavar="PATH", help="it joins until this file is there")
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--delay", type=float, default=0.05)
    train(parser.parse_args())
