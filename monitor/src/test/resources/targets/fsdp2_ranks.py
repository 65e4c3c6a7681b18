"""Two ranks with FSDP2 (parameters are DTensors) over gloo; each prints its losses at the end, bit for bit.

    PROBING=1 PROBING_PORT=9900 POD_IP=127.0.0.1 torchrun --nproc-per-node 2 fsdp2_ranks.py --steps 1000
"""

import argparse
import struct
import time
import zlib

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard


def train(options):
    """Train one rank; the loss of each step goes into the checksum."""
    dist.init_process_group("gloo")
    rank = dist.get_rank()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 1))
    fully_shard(model, mesh=init_device_mesh("cpu", (dist.get_world_size(),)))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    criterion = nn.MSELoss()
    generator = torch.Generator().manual_seed(1000 + rank)
    losses = []
    for step in range(options.steps):
        inputs = torch.randn(32, 16, generator=generator)
        loss = criterion(model(inputs), inputs.sum(1, keepdim=True))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        time.sleep(options.delay)
    print(f"rank {rank} losses {zlib.crc32(struct.pack(f'{len(losses)}d', *losses)):08x} last {losses[-1]!r}\n", end="", flush=True)
    dist.destroy_process_group()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--delay", type=float, default=0.05)
    train(parser.parse_args())
