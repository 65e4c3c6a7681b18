"""A thousand simulated targets, polled each second by ./vigil run with default settings and the built-in rules.

    python3 benchmarks/thousand_targets.py [--targets 1000] [--jobs 1] [--seconds 60] [--fault STALL ...]

The targets live in a process of their own, ./vigil simulate, each on a port of its own; the monitor finds them through
file_sd. Prints what was polled and missed, and what it cost the monitor. Bound: no poll missed, at most one core.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import harness

RULES = """
groups:
  - name: bench
    rules: [{record: bench_late_polls, expr: SELECT late_polls AS value FROM monitor}]
"""
SAMPLE = re.compile(r"^(?P<name>\w+)(?:\{(?P<labels>.*)\})? (?P<value>\S+)$")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Simulator:
    """./vigil simulate, as a user starts it."""

    def __init__(self, options):
        command = [str(harness.ROOT / "vigil"), "simulate", "--targets", str(options.targets), "--jobs", str(options.jobs)]
        for fault in options.fault:
            command += ["--fault", fault]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.groups = json.loads(self.process.stdout.readline())

    def cpu_seconds(self):
        """CPU time of its JVM so far."""
        return harness.cpu_seconds(self.process.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


class Scrape:
    """The samples of one scrape, and what it cost."""

    def __init__(self, monitor):
        self.at = time.monotonic()
        text = monitor.metrics()
        self.seconds, self.bytes = time.monotonic() - self.at, len(text)
        self.samples = []
        for line in text.splitlines():
            found = SAMPLE.match(line)
            if found:
                labels = dict(LABEL.findall(found["labels"] or ""))
                self.samples.append((found["name"], labels, float(found["value"])))

    def total(self, name, **labels):
        """Sum of a metric's samples that have these labels."""
        return sum(
            value for found, has, value in self.samples
            if found == name and all(has.get(k) == v for k, v in labels.items())
        )  # fmt: skip

    def by(self, name, label, **labels):
        """Values of a metric by one of its labels."""
        return {
            has[label]: value for found, has, value in self.samples
            if found == name and label in has and all(has.get(k) == v for k, v in labels.items())
        }  # fmt: skip


def quantile(before, after, name, share):
    """The bucket of a histogram in which a quantile lies, as text."""
    was = before.by(name + "_bucket", "le")
    counts = sorted((float(le), value - was.get(le, 0)) for le, value in after.by(name + "_bucket", "le").items())
    if not counts or not counts[-1][1]:
        return "none"
    smaller = 0.0
    for le, count in counts:
        if count >= share * counts[-1][1]:
            return f"<= {le * 1000:g} ms" if le != float("inf") else f"> {smaller * 1000:g} ms"
        smaller = le
    return "none"


def threads(pid):
    """CPU seconds so far by thread name."""
    seconds = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            name = (task / "comm").read_text().strip()
            fields = (task / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        seconds[name] = seconds.get(name, 0) + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


class Measurement:
    """What happened within the given seconds; /metrics is scraped meanwhile, as Prometheus would."""

    def __init__(self, monitor, simulator, options):
        self.before, self.used, self.lent = Scrape(monitor), monitor.cpu_seconds(), simulator.cpu_seconds()
        self.began, self.threads = time.monotonic(), threads(monitor.pid)
        self.scrapes = []
        while (left := self.began + options.seconds - time.monotonic()) > 0:
            time.sleep(min(options.scrape, left))
            self.scrapes.append(Scrape(monitor))
        self.wall = time.monotonic() - self.began
        self.cores = (monitor.cpu_seconds() - self.used) / self.wall
        self.lent = (simulator.cpu_seconds() - self.lent) / self.wall
        self.after, self.resident = self.scrapes[-1], monitor.resident_mb()
        self.threads = {name: took - self.threads.get(name, 0) for name, took in threads(monitor.pid).items()}

    def rise(self, name, **labels):
        """By how much a counter rose."""
        return self.after.total(name, **labels) - self.before.total(name, **labels)

    def between(self, name, share):
        """A quantile of what a histogram took up meanwhile."""
        return quantile(self.before, self.after, name, share)


def missed(measured, options):
    """(polls due at least, done, missed): one in each whole second, and one that began an interval late has left one out."""
    m = measured
    due = (options.targets - len(options.fault)) * int(m.after.at - m.before.at)
    done = int(m.rise("vigil_polls_total", probe="mailbox"))
    late = int(m.rise("vigil_poll_lateness_seconds_count") - m.rise("vigil_poll_lateness_seconds_bucket", le="1.0"))
    return due, done, max(late, due - done)


def rows(measured, options):
    """The table: (what, figure)."""
    m = measured
    due, done, lost = missed(m, options)
    others = sorted(
        {(labels["probe"], labels["outcome"]) for name, labels, _ in m.after.samples if name == "vigil_polls_total"}
    )
    yield "polls due at least, done", f"{due:,}, {done:,}"
    yield "polls missed", f"{lost:,}; table monitor says {m.after.total('bench_late_polls'):.0f}"
    for probe, outcome in others:
        count = m.rise("vigil_polls_total", probe=probe, outcome=outcome)
        if count:
            yield f"  {probe} {outcome}", f"{count:,.0f}"
    yield "lateness p50, p99, p99.9", ", ".join(m.between("vigil_poll_lateness_seconds", q) for q in (0.5, 0.99, 0.999))
    yield "answer in, p50, p99, p99.9", ", ".join(m.between("vigil_poll_seconds", q) for q in (0.5, 0.99, 0.999))
    yield "row to board, p50, p99", ", ".join(m.between("vigil_pipeline_latency_seconds", q) for q in (0.5, 0.99))
    yield "monitor: cores", f"{m.cores:.2f}"
    yield "monitor: resident memory", f"{m.resident:.0f} MB"
    yield "GET /metrics", f"{max(s.seconds for s in m.scrapes) * 1000:.0f} ms, {m.after.bytes / 1e6:.1f} MB"
    yield "targets up, alerts firing", f"{m.after.total('vigil_target_up'):.0f}, {firing(m.after)}"
    yield "simulator: cores", f"{m.lent:.2f}"


def firing(scrape):
    """Number of firing alerts by name, Watchdog left out."""
    names = [
        labels["alertname"] for name, labels, _ in scrape.samples
        if name == "vigil_alert_state" and labels["alertstate"] == "firing" and labels["alertname"] != "Watchdog"
    ]  # fmt: skip
    return ", ".join(f"{names.count(name)} {name}" for name in sorted(set(names))) or "none"


def show(measured, options):
    """Prints the table, and what took the time if it was asked for; returns whether the bound was kept."""
    print(f"{options.targets} targets in {options.jobs} jobs, measured for {measured.wall:.0f} s")
    for what, figure in rows(measured, options):
        print(f"  {what:<44} {figure}")
    good = missed(measured, options)[2] <= 0 and measured.cores <= 1
    print("within the bound" if good else "NOT within the bound: no poll missed, at most one core")
    if options.threads:
        for name, took in sorted(measured.threads.items(), key=lambda entry: -entry[1])[:15]:
            print(f"    {name:<42} {took / measured.wall:.3f} core")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1, help="among how many jobs they are divided (default 1)")
    parser.add_argument("--fault", action="append", default=[], help="what is wrong with the first target, the second, …")
    parser.add_argument("--warm-up", type=float, default=30.0, help="seconds between ready and the measurement (default 30)")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--scrape", type=float, default=15.0, help="seconds between scrapes of /metrics (default 15)")
    parser.add_argument("--threads", action="store_true", help="also what each thread of the monitor took")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, Simulator(options) as simulator:
        folder = pathlib.Path(name)
        (folder / "targets.json").write_text(json.dumps(simulator.groups))
        (folder / "vigil.yml").write_text(
            f"watch_configs:\n  - job_name: bench\n    file_sd_configs:\n      - {{files: ['{folder}/targets.json']}}\n"
        )
        (folder / "rules.yml").write_text(RULES)
        with harness.Monitor("--config", folder / "vigil.yml", "--rules", folder / "rules.yml") as monitor:
            ready = monitor.ready(120)
            print(f"ready after {ready:.1f} s; warming up for {options.warm_up:.0f} s", flush=True)
            time.sleep(options.warm_up)
            good = show(Measurement(monitor, simulator, options), options)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
