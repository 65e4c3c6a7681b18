"""How long after a loss turned NaN in a real torch process NonFiniteLoss fires on /api/v1/alerts; default settings.

    python3 benchmarks/nan_latency.py [--runs 20]

One monitor, one fresh torch process a run, the fault at a random moment. Bound: 1.5 intervals + one step + 0.2 s.
"""

import argparse
import random
import time

import harness

INTERVAL, STEP = 1.0, 0.05


def one_run(monitor, python, folder, seed):
    """Seconds from the first NaN to the alert, as the outside world can know it."""
    after = random.Random(seed).uniform(6.0, 8.0)
    with harness.Target(python, "nan_at.py", "--after", after, "--delay", STEP) as target:
        (folder / "targets.json").write_text(f'[{{"targets": ["127.0.0.1:{target.port}"]}}]')
        name = f"127.0.0.1:{target.port}"
        at = float(next(line for line in target.process.stdout if line.startswith("nan ")).split()[1])

        def fired():
            found = monitor.alerts()
            return found and any(
                a["labels"]["alertname"] == "NonFiniteLoss" and a["labels"]["instance"] == name for a in found
            )

        harness.wait_for(fired, 30, "NonFiniteLoss", 0.01)
        return time.time() - at


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    import pathlib
    import tempfile

    python = harness.interpreter()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "targets.json").write_text("[]")
        (folder / "vigil.yml").write_text(
            "watch_configs:\n  - job_name: bench\n    file_sd_configs:\n"
            f"      - {{files: ['{folder}/targets.json'], refresh_interval: 1s}}\n"
        )
        with harness.Monitor("--config", folder / "vigil.yml") as monitor:
            monitor.ready()
            latencies = []
            for run in range(options.runs):
                latencies.append(one_run(monitor, python, folder, run))
                print(f"run {run + 1:2}  {latencies[-1]:.3f} s", flush=True)
    bound = 1.5 * INTERVAL + STEP + 0.2
    within = sum(latency <= bound for latency in latencies)
    print(f"{harness.summary(latencies, digits=3)}; within {bound:.2f} s: {within} of {len(latencies)}")


if __name__ == "__main__":
    main()
