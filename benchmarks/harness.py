"""What the benchmarks share: training processes, the monitor as a user starts it, and its HTTP API.

Standard library only. Everything listens on 127.0.0.1, ends by itself, and only processes started here are ended.
"""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGETS = ROOT / "monitor" / "src" / "test" / "resources" / "targets"


def interpreter():
    """A Python with probing and torch: VIGIL_PYTHON, else the environment that the torch lane made or makes."""
    if os.environ.get("VIGIL_PYTHON"):
        return os.environ["VIGIL_PYTHON"]
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "lane"
        script = ROOT / "monitor" / "src" / "test" / "python" / "environment.py"
        subprocess.run([sys.executable, script, "--lane", "torch", "--out", out], check=True)
        kind, _, found = out.read_text().strip().partition("=")
    if kind != "interpreter":
        sys.exit(f"no Python environment: {found}")
    return found


def free_port():
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds, what, pause=0.02):
    """Poll until the condition gives something true; returns it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(pause)
    raise TimeoutError(f"waited {seconds:g} s for {what}")


def get(port, path, timeout=5.0):
    """(status, body) of a GET; None where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        return reply.status, reply.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def cpu_seconds(pid):
    """User and system time of a process so far."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Target:
    """A training script under Probing, or the same without it."""

    def __init__(self, python, script, *arguments, probing=True, environment=None, quiet=True):
        self.port = free_port()
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("PROBING")}
        if probing:
            surroundings.update(PROBING="1", PROBING_PORT=str(self.port), POD_IP="127.0.0.1")
        surroundings.update(environment or {})
        path = TARGETS / script
        self.process = subprocess.Popen(
            [python, "-u", str(path if path.exists() else script), *map(str, arguments)],
            env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL if quiet else None, text=True,
        )  # fmt: skip
        self.pid = self.process.pid

    def listening(self, seconds=60):
        """Wait until its endpoint answers."""
        wait_for(lambda: get(self.port, "/apis/nodes"), seconds, f"the endpoint of {self.pid}", 0.05)
        return self

    def end(self):
        """End it if it still runs; returns its exit status."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGCONT)
            self.process.kill()
        self.process.stdout.close()
        return self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


class Monitor:
    """./vigil run, as a user starts it, with a storage folder that a second one may take over."""

    def __init__(self, *arguments, storage=None, java_opts=None):
        self.port = free_port()
        self.own_storage = storage is None
        self.storage = storage or tempfile.mkdtemp(prefix="vigil-bench-")
        self.began = time.monotonic()
        command = [
            str(ROOT / "vigil"), "run", *map(str, arguments),
            "--storage.path", self.storage, "--web.listen-address", f"127.0.0.1:{self.port}",
        ]  # fmt: skip
        surroundings = dict(os.environ, NO_COLOR="1", **({"JAVA_OPTS": java_opts} if java_opts else {}))
        self.log = open(pathlib.Path(self.storage) / "bench.log", "ab")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, env=surroundings)
        self.pid = self.process.pid

    def ready(self, seconds=60):
        """Wait until its rules run and its first polls are done."""

        def ask():
            if self.process.poll() is not None:
                tail = (pathlib.Path(self.storage) / "bench.log").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"the monitor ended with {self.process.returncode}:\n{tail}")
            reply = get(self.port, "/-/ready")
            return reply and reply[0] == 200

        wait_for(ask, seconds, "the monitor to be ready")
        return time.monotonic() - self.began

    def json(self, path):
        """The data of an API call; None where nobody answers."""
        reply = get(self.port, path)
        return json.loads(reply[1])["data"] if reply and reply[0] == 200 else None

    def alerts(self, state="firing"):
        """Active alerts, Watchdog left out; None where nobody answers."""
        data = self.json("/api/v1/alerts")
        if data is None:
            return None
        return [
            alert for alert in data["alerts"]
            if alert["state"] == state and alert["labels"]["alertname"] != "Watchdog"
        ]  # fmt: skip

    def metrics(self):
        """The text of /metrics."""
        reply = get(self.port, "/metrics", 10)
        return reply[1].decode() if reply and reply[0] == 200 else ""

    def resident_mb(self):
        """Resident memory of the JVM in MiB."""
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))

    def cpu_seconds(self):
        """CPU time of the JVM so far."""
        return cpu_seconds(self.pid)

    def kill(self):
        """kill -9, as the machine's memory killer does; the storage stays."""
        self.process.kill()
        self.process.wait()
        self.log.close()

    def end(self):
        """Ctrl-C, and wait."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        if self.own_storage:
            shutil.rmtree(self.storage, ignore_errors=True)
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def summary(values, unit="s", digits=2):
    """Minimum, median and maximum in one line."""
    numbers = sorted(values)
    parts = [("min", numbers[0]), ("median", statistics.median(numbers)), ("max", numbers[-1])]
    return "  ".join(f"{name} {value:.{digits}f} {unit}" for name, value in parts) + f"  (n={len(numbers)})"
