"""./vigil run until its first poll is done and its rules run, and its resident memory with ten targets; warm.

    python3 benchmarks/start_up.py [--runs 5]
"""

import argparse
import contextlib
import time

import harness


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--settle", type=float, default=60.0, help="seconds before memory is read (default 60)")
    options = parser.parse_args()
    python = harness.interpreter()
    with contextlib.ExitStack() as stack:
        targets = [
            stack.enter_context(harness.Target(python, "pure.py", "--delay", "0.1")).listening() for _ in range(10)
        ]
        names = [f"127.0.0.1:{target.port}" for target in targets]
        first = []
        for run in range(options.runs):
            with harness.Monitor(*names) as monitor:
                first.append(monitor.ready())
                print(f"run {run + 1}  ready after {first[-1]:.2f} s", flush=True)
        with harness.Monitor(*names) as monitor:
            monitor.ready()
            used, began = monitor.cpu_seconds(), time.monotonic()
            time.sleep(options.settle)
            core = (monitor.cpu_seconds() - used) / (time.monotonic() - began)
            print(f"ready: {harness.summary(first)}")
            print(f"10 targets, {options.settle:.0f} s later: {monitor.resident_mb():.0f} MB resident, {core:.3f} core")


if __name__ == "__main__":
    main()
