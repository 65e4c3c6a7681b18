"""Remove one guard of the sampler at a time and show that tests then fail.
argv: names of mutants (default: all that this Python can show)"""

import os
import subprocess
import sys
import tempfile

import support

HERE = str(support.HERE)
SOURCE = open(os.path.join(support.SAMPLER_DIR, "vigil_probe.py")).read()
OLD, V312 = sys.version_info < (3, 12), sys.version_info[:2] == (3, 12)

# name: (what of the source becomes what, tests of which one fails then); where it shows only on some Pythons, whether this is one
MUTANTS = {
    "frame cycle": (
        {
            "    frames.pop(_thread.get_ident(), None)": "    frames.get(_thread.get_ident(), None)",
            "        frames.clear()": "        pass",
        },
        "cycle",
    ),
    "no torch guard": (
        {"        if ready and not self.off:\n": "        self.off = True\n        if False:\n"},
        "property_cannot or random_state or no_graph or large_tensor or grad_is_not_read",
    ),
    "no function guard": ({'name == "__get__" and': 'name == "" and'}, "grad_is_not_read or stress_grad"),
    "norm in own dtype": ({"order, dtype=wide)": "order)"}, "fp16"),
    "no unscale": ({"both if scale is None else": "both if True else"}, "fused"),
    "count every call": ({"    if me in lap or not lap:": "    if True:"}, "test_steps"),
    "f_locals on 3.12": (
        {"_get_var(frame, name) if local is None": "frame.f_locals[name] if local is None"},
        "locals_snapshot",
        V312,
    ),
    "f_locals emptied on 3.12": (
        {
            "_get_var(frame, name) if local is None": "(frame.f_locals[name], frame.f_locals.clear())[0] if local is None"
        },
        "locals_snapshot",
        V312,
    ),
    "3.11: keepers": ({"    if KEEPERS.intersection(code.co_names) and": "    if False and"}, "locals_snapshot", OLD),
    "3.11: methods": (
        {'operation in ("LOAD_GLOBAL", "LOAD_NAME") or name not in METHODS': "True"},
        "method_named_eval",
        OLD,
    ),
    "3.11: holders": ({" and sys.getrefcount(copy) == 3:": ":"}, "held_by_a_caller", OLD),
    "3.11: tracers": ({"if frame.f_trace is None and not tracer and": "if"}, "tracer", OLD),
    "3.11: never emptied": ({"        copy.clear()": "        pass"}, "keeps_nothing", OLD),
    "mapping with code": ({"if type(local) is dict and local is not frame.f_globals else {}": ""}, "mapping"),
    "stop taken back": ({"    try:\n        _raise_in(_thread.get_ident(), id(Stopped))": "    try:\n        return _raise_in(_thread.get_ident(), None)"}, "profiler_works", OLD),
    "gathers": ({"sys.setprofile(_end_if_it_gathers)": "sys.setprofile(None)"}, "in_parts"),
    "gathering caught": ({'raise Stopped("Refused: may': 'raise Refused("may'}, "in_parts"),
    "profiler replaced": ({"    if sys.getprofile() is not None:": "    if False:"}, "left_alone"),
    "call names unchecked": ({"if name not in CALLS or": "if"}, "calls_refused"),
    "swallow all": ({"        if _is_foreign(error):": "        if False:"}, "swallowed"),
    "child notes": (
        {'    if os.getpid() != _identity["pid"]:  # a forked': "    if False:  # a forked"},
        "forked_child_note",
    ),
    "traceback cycle": (
        {
            "        if _is_foreign(error):": "        trace = error.__traceback__.tb_next\n        if _is_foreign(error):"
        },
        "failing_hook",
    ),
    "values not woken": ({'        _wake("values")\n    if _asked': "        pass\n    if _asked"}, "published_at_once"),
    "beat not woken": ({'    _wake("beat")\n\n\ndef _glance': "\n\ndef _glance"}, "published_at_once"),
    "every look a sample": ({"    if not due and not any(": "    if False and not any("}, "only_what_is_no_number"),
    "no glance": ({"None if silent else _glance()": "None"}, "glances"),
    "glance at a standstill": ({"None if silent else _glance()": "_glance()"}, "glances"),
    "never stopped": ({"    if used > CPU_SECONDS:": "    if False:"}, "runaway"),
    "modes ignored": ({"    if torch._C._len_torch_dispatch_stack() or": "    if"}, "stays_out"),
    "no_grad missing in hook": ({"        with torch.no_grad():": "        with torch.enable_grad():"}, "create_graph"),
    "closure ignored": (
        {'(kwargs or {}).get("closure")) is None': '(kwargs or {}).get("closure")) is None or True'},
        "closure",
    ),
    "no budget": ({"(not looked or time.perf_counter() < end)": "True"}, "many_gradients"),
    "repr": ({"else kind.__name__[:100]": "else repr(value)[:100]"}, "hostile"),
    "innermost frames only": ({"places[:INNERMOST] + places[-OUTERMOST:]": "places[:50]"}, "deep_stack"),
    "hook not used": ({'if _note["trail"] and not _silent():': "if False:"}, "whole_program"),
    "never silent": (
        {"return time.monotonic() - _steps": "return False and time.monotonic() - _steps"},
        "whole_program or zero_configuration",
    ),
    "main thread only": (
        {"ranked.append((len(held),": "ranked.append((0,", "ident == main and not waits": "ident == main"},
        "another_thread",
    ),
    "falling steps": ({"return _falling[text, function] is None": "return False"}, "falls"),
    "half imported threading": (
        {
            'getattr(getattr(sys.modules.get("threading"), "_main_thread", None), "_ident", None)': (
                'sys.modules["threading"]._main_thread._ident if "threading" in sys.modules else None'
            ),
            'in ("<module>", "_run_module_as_main")': "in ()",
        },
        "half_imported",
    ),
    "trouble sticks": ({"            _trouble.pop(name, None)": "            pass"}, "trouble"),
    "names from the inside": (
        {'max(names.get(id(parameter)) or "", prefix + name, key=len)': "name"},
        "names_of",
    ),
    "compiled hooks": (
        {
            '    if _compiling():\n        return\n    _steps["calls"]': '    _steps["calls"]',
            "dynamo.set_code_exec_strategy(hook.__code__, skip)": "pass",
            '_grads["wanted"] and not _compiling():': '_grads["wanted"]:',
        },
        "compiled_step",
    ),
    # joining, options, the document
    "installed twice": (
        {"    if live is not me:": "    if False:"},
        "never_installs_twice",
    ),
    "another may slow it down": (
        {"options[name] if own else more(": "options[name] if True else more("},
        "second_monitor",
    ),
    "watches replaced": ({'watch = {**_options["watch"], **{': "watch = {**{}, **{"}, "second_monitor"),
    "any number of watches": ({"list(watch)[MAX_WATCHES:]": "[]"}, "so_many"),
    "child keeps the parent's watches": ({'    _options["watch"] = {}\n    _steps': "    _steps"}, "watched_by_itself"),
    "left twice": ({'!= _identity["pid"] or _leaving:': '!= _identity["pid"]:'}, "watched_by_itself"),
    "no GIL": (
        {'    if not getattr(sys, "_is_gil_enabled"': '    if False and not getattr(sys, "_is_gil_enabled"'},
        "without_a_gil",
    ),
    "dummies are daemons": ({'if type(thread).__name__ != "_DummyThread"]': "]"}, "daemon_threads"),
    "tracer kept": ({'if options.get("tracer") == "off":': "if False:"}, "tracer_is_switched"),
    # gradients
    "bad steps never end": (
        {'        mine["bad_since"] = mine["first"] = None\n': "        pass\n"},
        "bad_steps",
    ),
    "bad steps over all optimizers": (
        {"known.setdefault(id(optimizer), fresh)": "known.setdefault(0, fresh)"},
        "bad_steps",
    ),
    "zero is smallest": ({"if 0 < mean < math.inf]": "if mean < math.inf]"}, "smallest"),
    "gradients always": ({'True, bool(_options["gradients"])': "True, True"}, "unless_wanted"),
    # questions
    "a late stop": (
        {"                if self._gate.acquire(False):  # the": "                if True:  # the"},
        "never_reaches",
    ),
    "a stop left behind": ({"                _raise_in(self.ident, None)": "                pass"}, "taken_back"),
    "stops caught": ({"        if node.handlers:": "        if False:"}, "runaway"),
    "stopped once": ({"self.next_stop or self._gate": "not self.next_stop and self._gate"}, "runaway"),
    "questions never stopped": (
        {"if (used > QUESTION_CPU or waited > QUESTION_SECONDS) and": "if False and"},
        "runaway",
    ),
    "waiting is free": ({"(used > QUESTION_CPU or waited > QUESTION_SECONDS)": "(used > QUESTION_CPU)"}, "runaway"),
    "random states not put back": ({"            put_back(state)": "            pass"}, "bitwise_as_without_questions"),
    "generators not put back": (
        {"            generator.set_state(state)": "            pass"},
        "bitwise_as_without_questions",
    ),
    "loaders not lent": (
        {"if loader is not None and issubclass(type(value), loader):": "if False:"},
        "bitwise_as_without_questions",
    ),
    "guarded workers": ({"        if os.getpid() != self.pid:": "        if False:"}, "bitwise_as_without_questions"),
    "changes allowed": (
        {"if func._schema.is_mutable and not (self.question and": "if not self.question and not (self.question and"},
        "change_the_training",
    ),
    "all storages its own": (
        {"storage is not None and address not in known and": "storage is not None and"},
        "change_the_training",
    ),
    "attributes may be set": ({'or (name == "__set__" and not': 'or (name == "" and not'}, "change_the_training"),
    "calls not looked at": (
        {"        if name in DENIED and not": "        if False and not"},
        "change_the_training or change_the_program",
    ),
    "methods not looked at": ({"        if name in DENIED or (": "        if ("}, "change_the_training"),
    "assignments": ({"if not isinstance(node.ctx, ast.Load) and": "if False and"}, "change_the_program"),
    "iterators advanced": (
        {'    if foreign and hasattr(type(value), "__next__"):': "    if False:"},
        "change_the_program",
    ),
    "imports threading first": ({"            if not standard or": "            if False and"}, "change_the_program"),
    "gradients beside a backward": (
        {"owner in RACING and not self.at_step": "owner in RACING and not self.question"},
        "no_step_in_time or inside_a_backward",
    ),
    "boundary inside a backward": (
        {" or _in_backward(torch) or not asked.take": " or not asked.take"},
        "inside_a_backward",
    ),
    "signals swallowed": ({"        if _is_from_signal(error):": "        if False:"}, "signal_during"),
    "answers kept for ever": ({"        while len(kept) > KEEP_ANSWERS:": "        while False:"}, "newest_eight"),
    "unbounded output": (
        {"            self.output.append(_cut(text, self.room))": "            self.output.append(text)"},
        "bounded",
    ),
    "unbounded containers": ({"else value, SHOWN_ITEMS)": "else value, None)"}, "bounded_for_every_kind"),
    "scope kept": (
        {"        scope.clear()  # now": "        pass  # now", "    asked.scope.clear()\n": ""},
        "nothing_is_kept",
    ),
    "two at a time": ({'    if not _asked["slot"].acquire(False):': "    if False:"}, "one_at_a_time"),
    "nobody answers": ({"    if (_leaving or given_up) and": "    if False and"}, "nobody_answers or program_ends"),
    "stacks of any size": (
        {"            rows += [row] if room > 0 else []": "            rows += [row]"},
        "very_many_threads",
    ),
}


def mutant(changes):
    source = SOURCE
    for old, new in changes.items():
        assert old in source, f"not in the sampler: {old}"
        source = source.replace(old, new)
    return source


def fails(changes, tests):
    """(whether a test fails with the change, what pytest says)"""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "vigil_probe.py"), "w") as file:
            file.write(mutant(changes))
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not stress"]
        try:
            done = subprocess.run(
                [*command, "-k", tests, HERE],
                env={**os.environ, "VIGIL_DIR": folder},
                capture_output=True,
                text=True,
                timeout=400,
            )
        except subprocess.TimeoutExpired:
            return True, "time limit"
        lines = done.stdout.strip().splitlines() or [done.stderr[-200:]]
        return done.returncode == 1 and " failed" in lines[-1], lines[-1]


def main(names):
    missed = 0
    for name, (changes, tests, *here) in MUTANTS.items():
        if name in names or (not names and all(here)):
            caught, said = fails(changes, tests)
            missed += not caught
            print(f"{'caught' if caught else 'MISSED'}  {name:34} {said}", flush=True)
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
