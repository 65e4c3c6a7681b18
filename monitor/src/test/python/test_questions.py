"""Questions of people in a program without torch: answered beside it, at once, under the guard."""

import _thread
import functools
import json
import sys
import time

import pytest
import vigil_probe as vp
from support import outside, run


def answers(code, questions, seconds=20, more=""):
    """Answers to questions put one after the other to a program that goes on."""
    program = f"""
    {more}
    class Thing:
        count = 3

    def train():
        loss, model, thing, it, end = 0.5, [1, 2], Thing(), iter(range(9)), time.time() + {seconds}
        found = []
        for question in {questions!r}:
            put_question(**question)
            while answer() is None and time.time() < end:
                time.sleep(0.01)
            found.append(answer())
            store.clear()
        return found, next(it), thing.count

    everywhere = 7
    begin()
    time.sleep(0.2)
    {code}
    found, first, count = train()
    print("FOUND" + json.dumps(found))
    print("KEPT", first, count)
    """
    rc, last, out = run(program)
    assert rc == 0, out
    return json.loads(out[out.index("FOUND") + 5 :].splitlines()[0]), out, last


def test_expressions_statements_and_what_they_print():
    questions = [
        {"code": "loss + len(model)"},
        {"code": "for x in model:\n    print('x', x, sep='=')\nprint(everywhere)"},
        {"code": "print(sorted(globals().keys()))"},
        {"code": "1/0"},
        {"code": "def f(:"},
        {"code": "exit()"},
        {"code": "   indented = 1\n   indented"},
    ]
    found, out, _ = answers("", questions)
    assert [a["value"] for a in found] == ["2.5", None, None, None, None, None, "1"]
    assert found[1]["output"] == "x=1\nx=2\n7\n"
    assert "'everywhere'" in found[2]["output"] and "'loss'" in found[2]["output"]
    assert found[3]["error"] == "ZeroDivisionError: division by zero (line 1)"
    assert "SyntaxError" in found[4]["error"] and found[4]["where"] == "not run"
    assert "SystemExit" in found[5]["error"]
    assert {a["where"] for a in found} == {"beside the training", "not run"}
    assert "x=1" not in out.replace("x=1\\nx=2", "")  # the program's own output has nothing of it


@pytest.mark.parametrize(
    "code, why",
    [
        ("next(it)", "iterator"),
        ("for i in it: pass", "iterator"),
        ("[i for i in it]", "iterator"),
        ("thing.count = 4", "assign"),
        ("del thing.count", "assign"),
        ("model[0] = 4", "assign"),
        ("optimizer.step()", "may not call step"),
        ("input()", "may not call input"),
        ("dist.new_group([0])", "may not call new_group"),
        ("import threading", "first to import"),
        ("import queue", "first to import"),
    ],
)
def test_what_would_change_the_program_is_refused(code, why):
    found, out, _ = answers("", [{"code": code}])
    assert why in found[0]["error"]
    assert "KEPT 0 3" in out


def test_a_person_may_insist():
    found, out, _ = answers("", [{"code": "thing.count = next(it)", "unsafe": True}])
    assert found[0]["error"] is None
    assert "KEPT 1 0" in out


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "import time\nwhile True:\n  try:\n    while True: time.sleep(0.01)\n  except BaseException: pass",
        "import time\ntry:\n  while True: time.sleep(0.01)\nfinally:\n  while True: time.sleep(0.01)",
        "class A:\n  def __repr__(self):\n    while True: pass\nA()",
    ],
)
def test_a_runaway_is_stopped_and_the_next_one_answered(code):
    questions = [{"code": code}, {"code": "1 + 1"}]
    found, _, last = answers("vp.QUESTION_CPU = vp.QUESTION_SECONDS = 0.3", questions, 20)
    assert "Stopped" in found[0]["error"]
    assert found[1]["value"] == "2"
    assert last["trouble"] is None


def test_output_and_value_are_bounded():
    code = "for i in range(100): print('x' * 10_000)\n'y' * 100_000"
    found, _, _ = answers("", [{"code": code}])
    assert 65536 <= len(found[0]["output"]) < 65600 and "cut" in found[0]["output"]
    assert 65536 <= len(found[0]["value"]) < 65600


def test_the_newest_eight_answers_are_kept():
    code = """
    begin()
    for i in range(12):
        while put_question("1", f"q{i}") != {"id": f"q{i}"}:
            time.sleep(0.01)
        while answer(f"q{i}") is None:
            time.sleep(0.01)
    print([i for i in range(12) if store.get(f"vigil.answer.q{i}")], repr(store["vigil.answer.q0"]))
    """
    assert "[4, 5, 6, 7, 8, 9, 10, 11] ''" in run(code)[2]


def test_one_at_a_time_and_only_sound_ones():
    code = """
    begin()
    time.sleep(0.2)
    vp._steps["hooked"] = True
    print(put_question("1", "a"), put_question("2", "b"), put_question("1", "../x"), put_question("1" * 70000, "c"))
    print(put_question(None, "d"))
    time.sleep(0.3)
    print(doc()["question"]["id"], doc()["question"]["where"])
    print("end")
    sys.exit(0)
    """
    rc, last, out = run(code)
    assert "{'id': 'a'} {'busy': 'a'} {'refused': 'Refused: an id" in out
    assert "characters'}\n{'refused'" in out
    assert "a not run\nend" in out
    assert rc == 0 and last["question"] is None and last["state"] == "finished"


def test_waiting_ones_are_answered_when_the_program_ends():
    code = """
    begin()
    time.sleep(0.2)
    vp._steps["hooked"] = True
    put_question("1")
    import atexit
    atexit._run_exitfuncs()
    print(answer()["error"], put_question("1")["refused"])
    """
    assert "the program ended Refused: the sampler doesn't run here, or the program ends" in run(code)[2]


def test_nobody_answers_in_time():
    code = """
    vp.QUESTION_SECONDS = 0.5
    begin()
    time.sleep(0.2)
    vp._answer_beside = lambda: None
    put_question("1", deadline=0.1)
    while answer() is None:
        time.sleep(0.01)
    print(answer()["error"], answer()["where"])
    """
    assert "no step came in time not run" in run(code)[2]


def test_stacks_need_no_values_thread():
    code = """
    import threading
    begin()
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="waiter")
    thread.start()
    vp._answer_beside = lambda: 1 / 0
    put_question("", stacks=True)
    while answer() is None:
        time.sleep(0.01)
    stop.set()
    print(answer()["value"])
    """
    rc, _, out = run(code)
    rows = json.loads(out)["threads"]
    assert rows[0]["main"] and rows[0]["name"] == "MainThread" and rows[0]["frames"][0][1] == "<module>"
    assert rows[1]["name"] == "waiter" and rows[1]["daemon"] is False
    assert any(frame[1] == "wait" for frame in rows[1]["frames"])


def test_stacks_of_very_many_threads_fit():
    def deep(k, wait):
        return deep(k - 1, wait) if k else wait.acquire()

    waits = []
    for _ in range(100):
        lock = _thread.allocate_lock()
        lock.acquire()
        waits.append(lock)
        _thread.start_new_thread(deep, (60, lock))
    try:
        time.sleep(0.1)
        text = outside(vp.stacks)
    finally:
        for lock in waits:
            lock.release()
    stacks = json.loads(text)
    assert len(text) <= 1 << 16
    assert stacks["threads"][0]["main"] and stacks["left_out"] > 0


def test_show_is_bounded_for_every_kind():
    loop = []
    loop.append(loop)
    for value, shown in (
        ("a'b", '"a\'b"'),
        ((1,), "(1,)"),
        ([], "[]"),
        (set(), "set()"),
        ({1: "x"}, "{1: 'x'}"),
        (frozenset([1]), "frozenset([1])"),
        ({"a": 1}.keys(), "dict_keys(['a'])"),
        ([0] * 10**7, "9999000 more]"),
        (1 << 10**7, "an int of 10000001 bits"),
        (loop, "[[[[[[…]]]]]]"),
        (b"x" * 10**8, "x'"),
    ):
        began = time.process_time()
        text = vp._show(value)
        assert text.endswith(shown) and time.process_time() - began < 2


def test_a_stop_never_reaches_the_thread_after_the_question(monkeypatch):
    """The beat stops questions at the very moment they end by themselves."""
    monkeypatch.setattr(vp, "QUESTION_CPU", 0.001)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    asked, stopped, ended = {"now": None}, 0, 0

    def beat():
        while asked["now"] is not False:
            question = asked["now"]
            if question:
                question.stop_if_too_long()

    _thread.start_new_thread(beat, ())
    try:
        for i in range(400):
            question = vp._Question({"id": "q"})
            question.prepare(f"for i in range({i * 300}): pass")
            asked["now"] = question
            question.run([])
            for _ in range(2000):  # where a late one would arrive
                pass
            asked["now"] = None
            stopped += question.error is not None
            ended += question.error is None
    finally:
        asked["now"] = False
        sys.setswitchinterval(interval)
    assert stopped > 20 and ended > 20


@pytest.mark.skipif(sys.version_info < (3, 11), reason="there it arrives at once")
def test_a_stop_on_its_way_is_taken_back():
    class Hurried(vp._Question):
        """Reading ``over`` sends a last stop: in C, so that it has not arrived when the answer is there."""

        last = map(vp._raise_in, [_thread.get_ident()], [id(vp.Stopped)])
        over = property(functools.partial(next, last), lambda self, value: None)

    question = Hurried({"id": "q"})
    question.prepare("1")
    question._gate.acquire()
    question.run([])
    for _ in range(100):
        pass
    assert question.value == "1" and question.settling
