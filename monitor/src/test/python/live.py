"""A real process under Probing, watched as the monitor does: the sampler installed once, then plain GETs."""

import base64
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import support

SOURCE = (pathlib.Path(support.SAMPLER_DIR) / "vigil_probe.py").read_text()
QUIET = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy for the loopback


def b64(text):
    return base64.b64encode(text.encode()).decode()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Target:
    """A program under Probing on a port of its own. ``code`` is a script's text."""

    def __init__(self, code, folder, *argv, env=None, probing="1"):
        path = pathlib.Path(folder) / "program.py"
        path.write_text(code)
        self.port = free_port()
        more = {"PROBING": probing, "PROBING_PORT": str(self.port), "PYTHONUNBUFFERED": "1", **(env or {})}
        self.output = open(pathlib.Path(folder) / "output.txt", "w+")
        self.process = subprocess.Popen(
            [sys.executable, str(path), *argv],
            env={**os.environ, **more},
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.output.close()

    def text(self):
        """All that the program has printed."""
        self.output.seek(0)
        return self.output.read()

    def get(self, path, timeout=5.0):
        """Body of a GET, None where the key is unknown or nobody answers."""
        try:
            with QUIET.open(f"http://127.0.0.1:{self.port}{path}", timeout=timeout) as reply:
                return reply.read().decode()
        except (urllib.error.URLError, OSError):
            return None

    def evaluate(self, expression, timeout=20.0):
        """Through the expression route: module.function(text without quotes or back quotes)."""
        query = {
            "version": {"major": 0, "minor": 1, "patch": 0},
            "message_id": None,
            "timestamp": 0,
            "payload": {"expr": f"SELECT value FROM python.`{expression}`", "opts": None},
        }
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/query", json.dumps(query).encode())
        with QUIET.open(request, timeout=timeout) as reply:
            payload = json.loads(reply.read())["payload"]
        assert "DataFrame" in payload, payload
        return payload["DataFrame"]["cols"][0]["SeqText"][0]

    def wait_for_server(self, seconds=60.0):
        end = time.monotonic() + seconds
        while self.get("/apis/nodes", 1.0) is None:
            assert time.monotonic() < end and self.process.poll() is None, self.text()
            time.sleep(0.05)

    def install(self, **options):
        options = {"token": "cafe", "interval": 0.2, "grace": 0.3, "watch": {}, **options}
        boot = (
            "import sys, types, base64\n"
            "m = types.ModuleType('vigil_probe')\n"
            "sys.modules['vigil_probe'] = m\n"
            f"exec(compile(base64.b64decode('{b64(SOURCE)}').decode(), '<vigil>', 'exec'), m.__dict__)\n"
            f"m.start('{b64(json.dumps(options))}')\n"
        )
        return self.evaluate(f"builtins.exec(__import__('base64').b64decode('{b64(boot)}').decode())")

    def mailbox(self, timeout=5.0):
        text = self.get("/config/vigil.mailbox", timeout)
        return json.loads(text) if text else None

    def wait(self, condition, seconds=60.0, what="the mailbox"):
        """The first document that fulfils the condition."""
        end, document = time.monotonic() + seconds, None
        while time.monotonic() < end and self.process.poll() is None:
            document = self.mailbox()
            if document and condition(document):
                return document
            time.sleep(0.02)
        raise AssertionError(f"{what}: {document}\n{self.text()[-3000:]}")

    def ask(self, code="", seconds=60.0, **more):
        """The answer to a question; waits while another one is under way."""
        self.asked = getattr(self, "asked", 0) + 1
        question = {"id": f"q{self.asked}", "code": code, "deadline": 10.0, **more}
        end = time.monotonic() + seconds
        while True:
            reply = json.loads(self.evaluate(f"vigil_probe.question('{b64(json.dumps(question))}')"))
            if "busy" not in reply:
                break
            assert time.monotonic() < end, reply
            time.sleep(0.01)
        if "refused" in reply:
            return reply
        while time.monotonic() < end:
            text = self.get(f"/config/vigil.answer.{question['id']}")
            if text:
                return json.loads(text)
            time.sleep(0.01)
        raise AssertionError(f"no answer to {code}: {self.mailbox()}\n{self.text()[-3000:]}")
