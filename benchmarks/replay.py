"""vigil replay over a large recording: readings per second through three rules and through all built-in rules.

    python3 benchmarks/replay.py --recording FILE [--jobs 300] [--ranks 8]
    python3 benchmarks/replay.py [--record 120]

Takes a recording of one training process, or records real torch training for a while and tells what that weighs; makes of its
target the ranks of many jobs; and replays that: once through three rules, and with a tenth of the jobs through all built-in
rules, which join and are slower by far. Needs ./mvnw test-compile to have run.

The figure is what vigil itself prints: readings by the time from the start of the Flink job to its end. Of that time, seconds
are start-up, however long the recording: operators are made, and for the first 20 s Java's compiler takes a third of two cores.
It takes millions of readings until they no longer decide the figure. Half an hour of one process, recorded at one poll a
second, becomes 9 million readings as the ranks of 300 jobs. Two minutes have a fifteenth of that: take the figure of such a
short recording for a sign of life, not for a speed.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import harness

RULES = pathlib.Path(__file__).with_name("three_rules.yml")


def record(folder, seconds):
    """A recording of a training that lasts so long; tells what it weighs."""
    recording = folder / "real.vgl"
    arguments = ["--phase", "training", "--seconds", seconds, "--delay", "0.1"]
    with harness.Target(harness.interpreter(), "torch_phases.py", *arguments) as target:
        with harness.Monitor(f"127.0.0.1:{target.listening().port}", "--record", recording) as monitor:
            monitor.ready()
            time.sleep(seconds)
    print(f"recorded {seconds:.0f} s of one process: {recording.stat().st_size / seconds:.0f} bytes/s")
    return recording


def multiply(recording, folder, jobs, ranks):
    """The same with so many targets."""
    large = folder / "large.vgl"
    classpath = (harness.ROOT / "target" / "vigil" / "classpath").read_text().strip()
    tests = harness.ROOT / "flink-jobs" / "target" / "test-classes"
    command = ["java", "-cp", f"{classpath}:{tests}", "dev.vigil.recording.Multiplied"]
    subprocess.run([*command, recording, large, str(jobs), str(ranks)], check=True)
    return large


def replay(recording, *arguments):
    """What one replay tells."""
    command = [str(harness.ROOT / "vigil"), "replay", str(recording), "--output", "json", *map(str, arguments)]
    began = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout), time.monotonic() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", type=float, default=120.0, help="seconds of real training (default 120)")
    parser.add_argument("--recording", type=pathlib.Path, help="take this recording instead")
    parser.add_argument("--jobs", type=int, default=300)
    parser.add_argument("--ranks", type=int, default=8, help="of each job (default 8)")
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        small = options.recording or record(folder, options.record)
        print(f"{os.cpu_count()} cores", flush=True)
        for what, arguments, jobs in (
            ("three rules", ["--rules", RULES], options.jobs),
            ("all built-in rules", [], max(1, options.jobs // 10)),
        ):
            large = multiply(small, folder, jobs, options.ranks)
            for _ in range(options.runs):
                told, whole = replay(large, *arguments)
                speed = told["speed"]
                print(
                    f"{what:20} {told['recording']['readings']:>10,} readings  {speed['seconds']:7.2f} s  "
                    f"{speed['readingsPerSecond']:>9,} readings/s  {len(told['alerts'])} alerts  "
                    f"{whole:.1f} s with start and planning",
                    flush=True,
                )  # fmt: skip


if __name__ == "__main__":
    main()
