"""Makes the Python environment that a lane of real-target tests needs, and says where its interpreter is.

    python3 environment.py --lane torch --out target/python-lane.properties

Lanes: none (nothing is made), python (Probing and pytest, kept beside --out), torch and frameworks (large: kept in the
user's cache, keyed by their requirements, so that later runs find them). VIGIL_PYTHON names an interpreter to use
instead; it must have what the lane needs. The file gets `interpreter=…`, or `reason=…` where there can be none: whoever
reads it decides whether that fails or skips.
"""

import argparse
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
IMPORTS = {
    "python": "probing, pytest",
    "torch": "probing, pytest, torch",
    "frameworks": "probing, pytest, torch, transformers, lightning, accelerate, keras, fastai, stable_baselines3",
}


def requirements(lane):
    """All requirement lines of a lane, its own and those it includes."""
    lines = []
    for line in (HERE / "requirements" / f"{lane}.txt").read_text().splitlines():
        include = line.removeprefix("-r ")
        lines += requirements(include.removesuffix(".txt")) if include != line else [line] if line else []
    return lines


def folder(lane, out):
    """Where the lane's environment lives: keyed by what is in it."""
    key = hashlib.sha256("\n".join([sys.version, *requirements(lane)]).encode()).hexdigest()[:12]
    if lane == "python":
        return out.parent / f"python-{key}"
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / "vigil" / f"{lane}-{key}"


def works(interpreter, lane):
    """Whether the interpreter has what the lane needs; None if so, else the reason."""
    keras_on_torch = {**os.environ, "KERAS_BACKEND": "torch"}
    command = [interpreter, "-c", f"import {IMPORTS[lane]}"]
    done = subprocess.run(command, env=keras_on_torch, capture_output=True, text=True)
    return None if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it does not run"])[-1]


def make(place, lane):
    """Build the environment, or find it; a half-made one is made anew."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{place}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two builds at a time share one cache
        ready = place / "ready"
        if not ready.exists():
            shutil.rmtree(place, ignore_errors=True)
            began = time.monotonic()
            print(f"making the {lane} environment in {place} (once)", flush=True)
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
            pip = [place / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "-r", HERE / "requirements" / f"{lane}.txt"], check=True)
            ready.touch()
            print(f"made it in {time.monotonic() - began:.0f} s", flush=True)
    return str(place / "bin" / "python")


def interpreter(lane, out):
    """The lane's interpreter, checked."""
    given = os.environ.get("VIGIL_PYTHON")
    found = given or make(folder(lane, out), lane)
    reason = works(found, lane)
    if reason:
        raise RuntimeError(f"{found} lacks what lane {lane} needs: {reason}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lane", choices=["none", *IMPORTS], required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    out = options.out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    if options.lane == "none":
        line = "reason=the lane is none (-Dvigil.targets=none)"
    else:
        try:
            line = f"interpreter={interpreter(options.lane, out)}"
        except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
            line = "reason=" + str(error).replace("\n", " ")
            print(f"no Python environment for lane {options.lane}: {error}", file=sys.stderr)
    out.write_text(line + "\n")


if __name__ == "__main__":
    main()
