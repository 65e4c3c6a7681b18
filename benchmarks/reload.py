"""Rules of a running monitor are reloaded again and again, while alerts fire and others are pending: how long polls pause.

    python3 benchmarks/reload.py [--reloads 10] [--rules 20]

At each reload one rule gets another query, one comes or goes, the others stay. The gap is the longest time between two polls
of one target; without a reload it is the poll interval. Counts as well: alerts that fired, resolved or began anew though nothing
justifies it, and looks at /-/healthy that failed.
"""

import argparse
import contextlib
import datetime
import http.client
import pathlib
import re
import tempfile
import threading
import time

import harness

HEAD = """
groups:
  - name: reload
    rules:
      - alert: BenchPending
        expr: SELECT job, instance, step AS value FROM targets WHERE step >= 0
        for: 1h
"""
RULE = """
      - alert: Bench{number}
        expr: SELECT job, instance, rank, step, value FROM watches WHERE name = 'bench' AND value > {limit}
"""


class Tap(threading.Thread):
    """Notes when the polls of each target ended, and whether the monitor is healthy, some forty times a second."""

    def __init__(self, monitor):
        super().__init__(daemon=True)
        self.monitor, self.done, self.polls, self.unhealthy = monitor, threading.Event(), {}, 0

    def run(self):
        while not self.done.wait(0.02):
            for target in (self.monitor.json("/api/v1/targets") or {}).get("activeTargets", ()):
                ended = datetime.datetime.fromisoformat(target["lastScrape"].replace("Z", "+00:00")).timestamp()
                times = self.polls.setdefault(target["labels"]["instance"], [])
                if not times or times[-1] != ended:
                    times.append(ended)
            reply = harness.get(self.monitor.port, "/-/healthy")
            self.unhealthy += not reply or reply[0] != 200

    def longest(self, since, until):
        """The longest time between two polls of one target that has something of this span in it."""
        pairs = [pair for times in self.polls.values() for pair in zip(times, times[1:])]
        return max((b - a for a, b in pairs if b >= since and a <= until), default=0.0)


def rules(count, round_):
    """Rules of one round: the first is rewritten in each, the last is there in every other."""
    number = count - (round_ % 2)
    limits = [1e9 + round_] + [1e9] * (number - 1)
    return HEAD + "".join(RULE.format(number=n, limit=limit) for n, limit in enumerate(limits))


def reload(port):
    """Status, seconds it took and text of a reload."""
    connection, began = http.client.HTTPConnection("127.0.0.1", port, timeout=90), time.monotonic()
    with contextlib.closing(connection):
        connection.request("POST", "/-/reload")
        reply = connection.getresponse()
        return reply.status, time.monotonic() - began, reply.read().decode()


def known(monitor):
    """Name and target of each alert, with its state and the time it began."""
    alerts = (monitor.alerts() or []) + (monitor.alerts("pending") or [])
    return {tuple(sorted(a["labels"].items())): (a["state"], a["activeAt"]) for a in alerts}


def transitions(monitor):
    """The lines that count how often alerts changed their state."""
    return sorted(line for line in monitor.metrics().splitlines() if line.startswith("vigil_alerts_total"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reloads", type=int, default=10)
    parser.add_argument("--rules", type=int, default=20)
    options = parser.parse_args()
    python = harness.interpreter()
    with contextlib.ExitStack() as stack:
        file = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory())) / "rules.yml"
        file.write_text(rules(options.rules, 0))
        start = lambda *a: stack.enter_context(harness.Target(python, "pure.py", *a)).listening()  # noqa: E731
        targets = [start("--fault", "nan-loss", "--fault-after", 1), start()]
        names = [f"127.0.0.1:{target.port}" for target in targets]
        monitor = stack.enter_context(harness.Monitor(*names, "--rules", file, "--web.enable-lifecycle"))
        monitor.ready()
        harness.wait_for(lambda: monitor.alerts(), 40, "a firing alert")
        harness.wait_for(lambda: len(monitor.alerts("pending") or ()) >= 2, 40, "pending alerts")
        tap = Tap(monitor)
        tap.start()
        time.sleep(10)
        quiet = tap.longest(0, time.time())
        before, counts = known(monitor), transitions(monitor)
        gaps, pauses, takes, changed = [], [], [], 0
        for round_ in range(1, options.reloads + 1):
            file.write_text(rules(options.rules, round_))
            began = time.time()
            status, took, text = reload(monitor.port)
            ended = time.time()
            time.sleep(4)
            if status != 200:
                raise SystemExit(f"the reload failed with {status}: {text}")
            gaps.append(tap.longest(began, ended))
            pauses.append(float(re.search(r"stood still for ([\d.]+) s", text).group(1)))
            takes.append(took)
            changed += known(monitor) != before
            print(
                f"reload {round_:2}  took {took:.2f} s, rules stood still for {pauses[-1]:.1f} s, "
                f"longest time between two polls {gaps[-1]:.2f} s", flush=True,
            )  # fmt: skip
        tap.done.set()
        tap.join()
        print(f"{options.rules} rules beside the built-in ones; polls every second; without a reload at most {quiet:.2f} s apart")
        print(f"polls apart:      {harness.summary(gaps)}")
        print(f"rules stood still {harness.summary(pauses)}")
        print(f"reload took       {harness.summary(takes)}")
        print(
            f"other alerts than before after {changed} reloads; transitions counted meanwhile: "
            f"{len(set(transitions(monitor)) ^ set(counts))}; not healthy {tap.unhealthy} times"
        )  # fmt: skip


if __name__ == "__main__":
    main()
