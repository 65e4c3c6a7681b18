"""Finds the sampler (the product's, or the changed copy in the folder that VIGIL_DIR names: see mutate.py) and gives it
a stand-in for Probing's configuration. Nothing here needs torch."""

import _thread
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import types

HERE = pathlib.Path(__file__).resolve().parent
SAMPLER_DIR = os.environ.get("VIGIL_DIR", str(HERE.parents[1] / "main/resources/dev/vigil/monitor/probing"))

sys.path.insert(0, SAMPLER_DIR)

store = {}  # what the sampler in this process has published


def stand_in(put):
    """A module in place of ``probing`` that knows only the configuration."""
    module = types.ModuleType("probing")
    module.config = types.SimpleNamespace(set=put)
    return module


if "probing" not in sys.modules:
    sys.modules["probing"] = stand_in(store.__setitem__)

import vigil_probe as vp  # noqa: E402

# What every program of ``run`` starts with: begin() starts the sampler, doc() is its last document, ask() a question.
HEAD = """
import sys, json, base64, time, types, os, _thread
sys.path.insert(0, {sampler!r})
import vigil_probe as vp

store = {{}}


def put(key, value):
    store[key] = value
    if key == "vigil.mailbox":
        with open(sys.argv[1], "w") as file:
            file.write(value)


sys.modules["probing"] = types.ModuleType("probing")
sys.modules["probing"].config = types.SimpleNamespace(set=put)


def b64(value):
    return base64.b64encode(json.dumps(value).encode()).decode()


def begin(**options):
    return vp.start(b64({{"token": "t", "interval": 0.05, "grace": 0, **options}}))


def doc():
    return json.loads(store.get("vigil.mailbox", "{{}}"))


def put_question(code="", ident="q", **more):
    return json.loads(vp.question(b64({{"id": ident, "code": code, "deadline": 30, **more}})))


def answer(ident="q"):
    return json.loads(store.get("vigil.answer." + ident) or "null")

"""


def run(code, *argv, timeout=300):
    """A program with the sampler in it; returns (exit code, last mailbox, output)."""
    with tempfile.TemporaryDirectory() as folder:
        box = pathlib.Path(folder, "mailbox")
        head = HEAD.format(sampler=SAMPLER_DIR)
        done = subprocess.run(
            [sys.executable, "-c", head + textwrap.dedent(code), str(box), *argv],
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        last = json.loads(box.read_text() or "{}") if box.exists() else {}
    return done.returncode, last, done.stdout + done.stderr


def outside(call, *args):
    """Call in a thread that counts as the sampler's own, and return what it returned."""
    out, done = [], _thread.allocate_lock()
    done.acquire()

    def work():
        vp._own.add(_thread.get_ident())
        try:
            out.append(call(*args))
        finally:
            vp._own.discard(_thread.get_ident())
            done.release()

    _thread.start_new_thread(work, ())
    assert done.acquire(True, 20)
    return out[0]


def look(names):
    """Places of this thread, with the variables named, seen from another one."""
    vp._steps["thread"] = 0
    return outside(vp._look, frozenset(names.split()))[_thread.get_ident()]
