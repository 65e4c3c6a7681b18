"""Plain Python of many kinds while another thread looks. argv: how hz seconds gc_threshold"""

import asyncio, faulthandler, gc, multiprocessing as mp, os, sys, tempfile, time, types, _thread

faulthandler.enable()
import support  # noqa: F401  (finds the sampler)

how, hz, seconds, threshold = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
gc.set_threshold(threshold, 5, 5)
try:
    import greenlet
except ImportError:
    greenlet = None
STAT = {"looks": 0}


def sample(how, hz):
    if how != "probe":
        return
    import vigil_probe as vp

    def loop():
        vp._own.add(_thread.get_ident())
        while True:
            vp._search_order(vp._training(frozenset("loss step x self buf".split()))[0])
            STAT["looks"] += 1
            time.sleep(1 / hz)

    _thread.start_new_thread(loop, ())


class Node:
    def __init__(self):
        self.me = self
        self.view = None


def gen(k):
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
    except ValueError as e:
        if k < 3:
            raise KeyError(k) from e
        raise


def exceptions(loss=0.5):
    try:
        raising(6)
    except LookupError as e:
        keep = Node()
        keep.e = e  # a cycle through frames, by the program itself


async def leaf(x):
    await asyncio.sleep(0)
    return x


async def amain():
    return await asyncio.gather(*[leaf(i) for i in range(20)])


def lets():
    def child(x):
        other.switch(x + 1)

    def parent():
        return greenlet.greenlet(child).switch(1)

    other = greenlet.getcurrent()
    for _ in range(5):
        parent()


def closures(loss):
    step = 1

    def inner(x):
        return x + step + loss

    return [inner(i) for i in range(30)], {k: inner(k) for k in range(30)}, list(map(inner, range(30)))


class Ctx:
    def __enter__(self):
        return self

    def __exit__(self, *a):
        return True


def worker(conn, other):
    other.close()
    while True:
        try:
            m = conn.recv()
        except EOFError:
            return
        if m is None:
            return
        conn.send(m)


def train(conn):
    loss = 1.0
    step = 0
    end = time.time() + seconds
    while time.time() < end:
        for x in gen(30):
            Node()
        deep(5)
        exceptions()
        closures(loss)
        asyncio.run(amain()) if step % 5 == 0 else None
        if greenlet:
            lets()
        with Ctx():
            raise RuntimeError
        abandoned = gen(3)
        next(abandoned)
        for _ in range(10):
            conn.send(list(range(50)))
            conn.recv()
        with tempfile.TemporaryFile() as f:
            f.write(b"x")
        exec("y = [i for i in range(10)]", {})
        types.FunctionType(closures.__code__, globals())(2.0)
        loss = loss * 0.99 + len(list(gen(20)))
        step += 1
    return step


if __name__ == "__main__":
    a, b = mp.get_context("fork").Pipe()
    p = mp.get_context("fork").Process(target=worker, args=(b, a))
    p.start()
    b.close()
    sample(how, hz)
    n = train(a)
    a.send(None)
    p.join()
    print(
        "OK",
        sys.version.split()[0],
        how,
        hz,
        threshold,
        "probing" if "probing" in sys.modules else "plain",
        "greenlet" if greenlet else "-",
        "steps",
        n,
        STAT,
        flush=True,
    )
    os._exit(0)
