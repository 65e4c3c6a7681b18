"""kill -9 of the monitor while alerts fire and others are pending, down for a while, started again; at random moments.

    python3 benchmarks/restart.py [--runs 20] [--down 12]

Counts: firing again within 10 s with the original start time; resolved or newly firing alerts that nothing justifies.
"""

import argparse
import contextlib
import pathlib
import random
import tempfile
import time

import harness

RULES = """
groups:
  - name: restart
    rules:
      - alert: BenchPending
        expr: SELECT job, instance, step AS value FROM targets WHERE step >= 0
        for: 1h
"""


def key(alert):
    """What an alert is known by."""
    return tuple(sorted(alert["labels"].items()))


def one_run(names, rules, storage, options, rng):
    """(seconds until firing again, start times kept, false fires, false resolves)"""
    monitor = harness.Monitor(*names, "--rules", rules, storage=storage)
    monitor.ready()
    harness.wait_for(lambda: len(monitor.alerts() or ()) >= 2, 40, "two firing alerts")
    harness.wait_for(lambda: len(monitor.alerts("pending") or ()) >= 3, 40, "pending alerts")
    time.sleep(rng.uniform(0.5, 4.0))
    before = {key(a): a["activeAt"] for a in monitor.alerts()}
    pending = {key(a) for a in monitor.alerts("pending")}
    monitor.kill()
    time.sleep(options.down)
    monitor = harness.Monitor(*names, "--rules", rules, storage=storage)
    seen_false, missing_after = set(), 0
    try:
        back = None
        end = time.monotonic() + 25
        while time.monotonic() < end:
            found = monitor.alerts()
            if found is not None:
                now = {key(a): a["activeAt"] for a in found}
                seen_false |= {k for k in now if k not in before}
                if back is None and set(before) <= set(now):
                    back, kept = time.monotonic() - monitor.began, all(now[k] == before[k] for k in before)
                elif back is not None and not set(before) <= set(now):
                    missing_after += 1
                if back is not None and time.monotonic() - monitor.began > back + 5:
                    break
            time.sleep(0.05)
        transitions = [
            line for line in monitor.metrics().splitlines()
            if line.startswith("vigil_alerts_total") and 'transition="resolved"' in line and not line.endswith(" 0.0")
        ]  # fmt: skip
        still = {key(a) for a in monitor.alerts("pending") or ()}
        if back is None:
            return None, False, len(seen_false), missing_after + len(transitions), pending - still
        return back, kept, len(seen_false), missing_after + len(transitions), pending - still
    finally:
        monitor.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--down", type=float, default=12.0)
    options = parser.parse_args()
    python, rng = harness.interpreter(), random.Random(1)
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "rules.yml").write_text(RULES)
        start = lambda *a: stack.enter_context(harness.Target(python, "pure.py", *a)).listening()  # noqa: E731
        targets = [
            start("--fault", "nan-loss", "--fault-after", 1), start("--fault", "inf-loss", "--fault-after", 1), start(),
        ]  # fmt: skip
        names = [f"127.0.0.1:{target.port}" for target in targets]
        good, backs = 0, []
        for run in range(options.runs):
            storage = stack.enter_context(tempfile.TemporaryDirectory())
            back, kept, fires, resolves, lost = one_run(names, folder / "rules.yml", storage, options, rng)
            fine = back is not None and back <= 10 and kept and not fires and not resolves and not lost
            good += fine
            backs += [back] if back is not None else []
            shown = f"{back:.2f} s" if back is not None else "never"
            print(
                f"run {run + 1:2}  firing again after {shown}, start times kept: {kept}, false fires {fires}, "
                f"false resolves {resolves}, pending lost {len(lost)}", flush=True,
            )  # fmt: skip
    print(f"{good} of {options.runs} without fault; firing again: {harness.summary(backs)}")


if __name__ == "__main__":
    main()
