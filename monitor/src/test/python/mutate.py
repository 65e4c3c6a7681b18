"""Remove one guard at a time and show that the named tests then fail. argv: names of mutants (default: those of this Python)."""

import support
import os, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = open(os.path.join(support.SAMPLER_DIR, "vigil_probe.py")).read()


def cut(*pairs):
    def change(s):
        for old, new in pairs:
            assert old in s, old
            s = s.replace(old, new)
        return s

    return change


OLD, V312 = sys.version_info < (3, 12), sys.version_info[:2] == (3, 12)
MUTANTS = {
    "frame cycle": (
        cut(
            ("    frames.pop(_thread.get_ident(), None)", "    frames.get(_thread.get_ident(), None)"),
            ("        frames.clear()", "        pass"),
        ),
        "cycle",
        1,
    ),
    "no torch guard": (
        cut(("        if ready:\n", "        self.torch = None\n        if False:\n")),
        "property_cannot or random_state or no_graph or large_tensor or grad_is_not_read",
        1,
    ),
    "no function guard": (cut(('"__get__" and', '"__get__" and False and')), "grad_is_not_read or stress_grad", 1),
    "norm in own dtype": (cut(("2, dtype=wide)", "2)")), "fp16", 1),
    "no unscale": (cut(("norms if scale is None else", "norms if True else")), "fused", 1),
    "count every call": (cut(("    if me in lap or not lap:", "    if True:")), "test_steps", 1),
    "f_locals on 3.12": (
        cut(("_get_var(frame, name) if local is None", "frame.f_locals[name] if local is None")),
        "locals_snapshot",
        V312,
    ),
    "f_locals emptied on 3.12": (
        cut(
            (
                "_get_var(frame, name) if local is None",
                "(frame.f_locals[name], frame.f_locals.clear())[0] if local is None",
            )
        ),
        "locals_snapshot",
        V312,
    ),
    "3.11: keepers": (cut(("    if KEEPERS.intersection(code.co_names):", "    if False:")), "locals_snapshot", OLD),
    "3.11: holders": (cut((" and sys.getrefcount(copy) == 3:", ":")), "held_by_a_caller", OLD),
    "3.11: tracers": (cut(("if frame.f_trace is None and not tracer and", "if")), "tracer", OLD),
    "3.11: never emptied": (cut(("        copy.clear()", "        pass")), "keeps_nothing", OLD),
    "mapping with code": (cut(("if type(local) is dict and local is not frame.f_globals else {}", "")), "mapping", 1),
    "call names unchecked": (cut(("if name not in CALLS or", "if")), "calls_refused", 1),
    "swallow all": (cut(("        if _is_foreign(error):", "        if False:")), "swallowed", 1),
    "child notes": (
        cut(('    if os.getpid() != _identity["pid"]:  # a forked', "    if False:  # a forked")),
        "forked_child_note",
        1,
    ),
    "traceback cycle": (
        cut(
            (
                "        if _is_foreign(error):",
                "        trace = error.__traceback__.tb_next\n        if _is_foreign(error):",
            )
        ),
        "failing_hook",
        1,
    ),
    "never stopped": (cut(("    if used > CPU_SECONDS:", "    if False:")), "runaway", 1),
    "modes ignored": (cut(("seen = torch._C._len_torch_dispatch_stack() or", "seen =")), "stays_out", 1),
    "no_grad missing in hook": (
        cut(("        with torch.no_grad():", "        with torch.enable_grad():")),
        "create_graph",
        1,
    ),
    "closure ignored": (
        cut(('(kwargs or {}).get("closure")) is None', '(kwargs or {}).get("closure")) is None or True')),
        "closure",
        1,
    ),
    "no budget": (cut(("(not looked or time.perf_counter() < end)", "True")), "many_gradients", 1),
    "repr": (cut(("else kind.__name__[:100]", "else repr(value)[:100]")), "hostile", 1),
    "innermost frames only": (cut(("places[:INNERMOST] + places[-OUTERMOST:]", "places[:50]")), "deep_stack", 1),
    "hook not used": (cut(('if _note["trail"] and not _silent():', "if False:")), "whole_program", 1),
    "never silent": (
        cut(("return time.monotonic() - _steps", "return False and time.monotonic() - _steps")),
        "whole_program or zero_configuration",
        1,
    ),
    "main thread only": (
        cut(("ranked.append((len(held),", "ranked.append((0,"), ("ident == main and not waits", "ident == main")),
        "another_thread",
        1,
    ),
    "falling steps": (cut(("return _falling[text, function] is None", "return False")), "falls", 1),
    "half imported threading": (
        cut(
            (
                'getattr(getattr(sys.modules.get("threading"), "_main_thread", None), "_ident", None)',
                'sys.modules["threading"]._main_thread._ident if "threading" in sys.modules else None',
            ),
            ('in ("<module>", "_run_module_as_main")', "in ()"),
        ),
        "half_imported",
        1,
    ),
    "trouble sticks": (cut(("            _trouble.pop(name, None)", "            pass")), "trouble", 1),
    "names from the inside": (
        cut(('max(names.get(id(parameter)) or "", prefix + name, key=len)', "name")),
        "names_of",
        1,
    ),
    "compiled hooks": (
        cut(
            ('    if _compiling():\n        return\n    _steps["calls"]', '    _steps["calls"]'),
            ("dynamo.set_code_exec_strategy(hook.__code__, skip)", "pass"),
            ('_grads["wanted"] and not _compiling():', '_grads["wanted"]:'),
        ),
        "compiled_step",
        1,
    ),
}
for name in sys.argv[1:] or [n for n in MUTANTS if MUTANTS[n][2]]:
    change, tests, _ = MUTANTS[name]
    folder = tempfile.mkdtemp()
    open(os.path.join(folder, "vigil_probe.py"), "w").write(change(SOURCE))
    try:
        r = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not stress", "-k", tests, HERE],
            env=dict(os.environ, VIGIL_DIR=folder),
            capture_output=True,
            text=True,
            timeout=200,
        )
        print(
            f"{'caught' if r.returncode == 1 else 'PASSED'}  {name:26} {r.stdout.strip().splitlines()[-1]}", flush=True
        )
    except subprocess.TimeoutExpired:
        print(f"caught  {name:26} time limit", flush=True)
