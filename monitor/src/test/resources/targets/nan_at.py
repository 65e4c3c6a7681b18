"""A torch trainer whose loss turns NaN after some seconds; prints `nan TIME` the moment it does.

    PROBING=1 PROBING_PORT=9900 python nan_at.py --after 7
"""

import argparse
import time

import torch
from torch import nn


def train(options):
    """Train for ever."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    criterion = nn.MSELoss()
    spoil, told = time.monotonic() + options.after, False
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        inputs = torch.randn(32, 16)
        loss = criterion(model(inputs), inputs.sum(1, keepdim=True))
        if time.monotonic() >= spoil:
            loss = loss * float("nan")
            if not told:
                told = True
                print(f"nan {time.time():.6f}", flush=True)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        time.sleep(options.delay)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--after", type=float, default=7.0)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--delay", type=float, default=0.05)
    train(parser.parse_args())
