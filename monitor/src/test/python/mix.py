"""Plain Python of many kinds while another thread looks at it, under any collector setting.
argv: looks per second, seconds, threshold of the collector"""

import _thread
import asyncio
import faulthandler
import gc
import multiprocessing
import os
import sys
import tempfile
import time
import types

import support  # noqa: F401
import vigil_probe as vp

try:
    import greenlet
except ImportError:
    greenlet = None

LOOKS = {"count": 0}


def look_again_and_again(hz):
    names = frozenset("loss step x self buf".split())
    vp._own.add(_thread.get_ident())
    while True:
        vp._search_order(vp._training(names)[0])
        LOOKS["count"] += 1
        time.sleep(1 / hz)


class Node:
    """A cycle by itself."""

    def __init__(self):
        self.me = self
        self.view = None


def generate(k):
    for step in range(k):
        x = {"a": [step]}
        yield step, x


def deep(k, x=None):
    return sum(deep(k - 1, [x]) for _ in range(2)) if k else 1


def raising(k):
    try:
        if k == 0:
            raise ValueError(k)
        raising(k - 1)
    except ValueError as error:
        if k < 3:
            raise KeyError(k) from error
        raise


def exceptions(loss=0.5):
    try:
        raising(6)
    except LookupError as error:
        keep = Node()
        keep.error = error  # a cycle through frames, by the program itself


async def leaf(x):
    await asyncio.sleep(0)
    return x


async def many_leaves():
    return await asyncio.gather(*[leaf(i) for i in range(20)])


def greenlets():
    def child(x):
        other.switch(x + 1)

    other = greenlet.getcurrent()
    for _ in range(5):
        greenlet.greenlet(child).switch(1)


def closures(loss):
    step = 1

    def inner(x):
        return x + step + loss

    return [inner(i) for i in range(30)], {k: inner(k) for k in range(30)}, list(map(inner, range(30)))


class Swallow:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return True


def echo(connection, other):
    other.close()
    while True:
        try:
            message = connection.recv()
        except EOFError:
            return
        if message is None:
            return
        connection.send(message)


def train(connection, seconds):
    loss, step, end = 1.0, 0, time.time() + seconds
    while time.time() < end:
        for x in generate(30):
            Node()
        deep(5)
        exceptions()
        closures(loss)
        if step % 5 == 0:
            asyncio.run(many_leaves())
        if greenlet:
            greenlets()
        with Swallow():
            raise RuntimeError
        abandoned = generate(3)
        next(abandoned)
        for _ in range(10):
            connection.send(list(range(50)))
            connection.recv()
        with tempfile.TemporaryFile() as file:
            file.write(b"x")
        exec("y = [i for i in range(10)]", {})
        types.FunctionType(closures.__code__, globals())(2.0)
        loss = loss * 0.99 + len(list(generate(20)))
        step += 1
    return step


def main(hz, seconds, threshold):
    faulthandler.enable()
    gc.set_threshold(threshold, 5, 5)
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe()
    worker = fork.Process(target=echo, args=(there, here))
    worker.start()
    there.close()
    _thread.start_new_thread(look_again_and_again, (hz,))
    steps = train(here, seconds)
    here.send(None)
    worker.join()
    print("OK", sys.version.split()[0], "steps", steps, "looks", LOOKS["count"], flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
