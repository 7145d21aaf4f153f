"""Random small faults in the package: how many of them do the tests tell?

    python -m tests.faults [--seed 1] [--count 100] [--coverage .coverage] [--workers 2] [--brief]

needs the dependency group ``faults``. First the quick tests run once, to learn which of them
execute which line; ``--coverage`` is what an earlier run learnt. Then each fault is put into a copy
of the project and the tests that execute its line run until one fails: some, then all their files,
those of its room first. How many are told by either is the last line.
Faults are mutmut's: an argument left out, another operator, another number, text or name, ``None``
assigned; and a call left out that stands by itself.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

import coverage
import libcst as cst
from libcst import matchers as m
from mutmut.mutation.mutators import mutation_operators

PACKAGE = "signals_panel"
QUICK = ("--ignore=tests/browser", "--ignore=tests/servers")
AWAY = (
    "tests/checks/test_checks.py",
    "tests/differential/test_programs.py",
    "tests/findings/test_seed_site.py",
    "tests/hooks/test_first_recording.py",
    "tests/hooks/test_own_sends.py",
    "tests/hooks/test_reloading.py",
    "tests/hooks/test_taken_sends.py",
    "tests/log/test_clock.py",
    "tests/otel/test_alone.py",
    "tests/otel/test_otlp.py",
    "tests/terminal/test_showsignals.py",
    "tests/terminal/test_tracesignals.py",
    "tests/testing/test_guide.py",
    "tests/testing/test_messages.py",
    "tests/testing/test_plugin.py",
    "tests/testing/test_sent.py",
    "tests/timeline/test_comparison.py",
)
"""Tests that run the package in processes of their own: what lines they execute is not known."""
FEW = "25"
"""How many random programs are tried of each sort, for each fault."""
NOT_COPIED = (".*", "node_modules")
FIRST = 200
"""How many tests are tried before all others."""
LONGEST = 600
"""Seconds after which a fault is told, as nothing comes to an end."""
NO_FAULT = (
    m.Annotation()  # only for type checkers, as the next four
    | m.Assign(value=m.Subscript(value=m.Name("dict") | m.Name("list") | m.Name("Callable")))
    | m.Assign(value=m.Call(func=m.Name("TypeVar")))
    | m.Call(func=m.Name("cast"))
    | m.If(test=m.Name("TYPE_CHECKING"))
    | m.Decorator()  # sizes of caches, slots, and what fails at import
    | m.Arg(keyword=m.Name("strict"))  # a guard: the columns do have one length
    | m.Call(func=m.Attribute(value=m.Name("logger")))  # texts of a log
    | m.Assign(targets=[m.AssignTarget(target=m.Name("__slots__") | m.Name("__all__"))])
)
"""What no user can see a difference in."""
NOT_THERE = "ERROR: not found:"
"""What pytest says of a test that has another name each time."""


class Fault(NamedTuple):
    """A file, the line that differs, from 1, what it says then, and the whole file with it."""

    path: Path
    line: int
    text: str
    code: str


class Places(cst.CSTVisitor):
    """Finds the nodes that may be replaced, each with what may stand there instead."""

    def __init__(self) -> None:
        self.found: list[tuple[cst.CSTNode, list[cst.CSTNode]]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if m.matches(node, NO_FAULT):
            return False
        others = [
            each for kind, of in mutation_operators if isinstance(node, kind) for each in of(node)
        ]
        if m.matches(node, m.Expr(value=m.Call() | m.Await())):
            others.append(cst.Pass())
        others = [each for each in others if _strict(each) == _strict(node)]
        if others:
            self.found.append((node, others))
        return True


def _strict(node: cst.CSTNode) -> list[str]:
    """Return what a call says of the lengths of columns."""
    args = node.args if isinstance(node, cst.Call) else ()
    return [each.value.value for each in args if m.matches(each, m.Arg(keyword=m.Name("strict")))]


def faults(seed: int) -> Iterator[Fault]:
    """Yield faults at random, each place but once."""
    chance = random.Random(seed)
    places = []
    for path in sorted(Path(PACKAGE).rglob("*.py")):
        module, visitor = cst.parse_module(path.read_text()), Places()
        module.visit(visitor)
        places += [(path, module, *found) for found in visitor.found]
    chance.shuffle(places)
    for path, module, node, others in places:
        code = module.deep_replace(node, chance.choice(others)).code
        lines = zip(module.code.splitlines(), code.splitlines(), strict=False)
        line, text = next((n, b) for n, (a, b) in enumerate(lines, 1) if a != b)
        yield Fault(path, line, text.strip(), code)


class Learnt:
    """Which tests execute which line."""

    def __init__(self, file: Path) -> None:
        self._data = coverage.CoverageData(str(file))
        self._data.read()
        files = self._data.measured_files()
        self._files = {name[name.rindex(f"/{PACKAGE}/") + 1 :]: name for name in files}

    def tests(self, fault: Fault) -> list[str]:
        """Return those of a fault's line, or of the nearest above that ran: it may be part of that.

        What runs at import alone is told by any test of its file. Those of its room come first.
        """
        lines = self._data.contexts_by_lineno(self._files.get(str(fault.path), ""))
        above = range(fault.line, max(fault.line - 5, 0), -1)
        found = _tests(next((lines[n] for n in above if n in lines), ()))
        tests = sorted(found or _tests(each for contexts in lines.values() for each in contexts))
        random.Random(0).shuffle(tests)
        return sorted(tests, key=lambda test: f"/{fault.path.parts[1]}/" not in test)


def _tests(contexts: Iterable[str]) -> set[str]:
    return {each.rpartition("|")[0] for each in contexts} - {""}


def run(place: Path, tests: Iterable[str], *options: str, limit: int = LONGEST) -> str:
    """Run tests in a copy until one fails; return its name, "" where all pass."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-rfE", "-p", "no:cacheprovider"]
    command += ["--hypothesis-profile=unshrunk"]
    environ = {**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    environ["SIGNALS_PANEL_PROGRAMS"] = FEW
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(
        [*command, *options, *tests], cwd=place, env=environ, start_new_session=True, **pipes
    ) as process:
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return "the time"
    if process.returncode == 0 or NOT_THERE in output:
        return ""
    told = re.search(r"^(?:FAILED|ERROR) (tests\S+)", output, re.MULTILINE)
    return told[1] if told else "no test could begin"


def told_by(fault: Fault, place: Path, tests: list[str], brief: bool) -> tuple[str, bool]:
    """Put a fault into a copy; return the test that fails there, "" where none does.

    Then whether it is one of the first tests that execute the line.
    """
    path = place / fault.path
    before = path.read_text()
    path.write_text(fault.code)
    try:
        told = run(place, tests[:FIRST]) if tests else ""
        if told or (brief and tests):
            return told, bool(told)
        own = f"tests/{fault.path.parts[1]}/"
        files = {test.partition("::")[0] for test in tests}.union(AWAY)
        nearest = sorted(files, key=lambda file: (not file.startswith(own), file in AWAY, file))
        return run(place, nearest), False
    finally:
        path.write_text(before)


def main() -> None:
    """Put faults in, each as soon as a copy of the project is free, and tell of each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--coverage", type=Path)
    parser.add_argument("--brief", action="store_true", help=f"try {FIRST} tests of a line at most")
    options = parser.parse_args()
    if options.coverage and not options.coverage.is_file():
        parser.error(f"no such file: {options.coverage}; without --coverage it is learnt anew")
    chosen = list(islice(faults(options.seed), options.count))
    free: SimpleQueue[Path] = SimpleQueue()

    def tell(fault: Fault) -> tuple[bool, bool]:
        place = free.get()
        told, at_first = told_by(fault, place, learnt.tests(fault), options.brief)
        free.put(place)
        print(f"{fault.path}:{fault.line}: {fault.text}\n    {told or 'NOT TOLD'}", flush=True)
        return at_first, bool(told)

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.workers) as workers:
        for number in range(options.workers):
            place = Path(folder, str(number), "project")
            shutil.copytree(".", place, ignore=shutil.ignore_patterns(*NOT_COPIED))
            free.put(place)
        if options.coverage is None:
            learning = (
                f"--cov={PACKAGE}",
                "--cov-context=test",
                "--cov-report=",
                "--cov-fail-under=0",
            )
            learning += (f"--numprocesses={options.workers}", "--dist=loadgroup")
            failed = run(place, QUICK, *learning, limit=10 * LONGEST)
            if failed:
                sys.exit(f"Without any fault this fails: {failed}")
        learnt = Learnt(options.coverage or place / ".coverage")
        at_first, told = map(sum, zip(*workers.map(tell, chosen), strict=True))
    print(
        f"{told} of {len(chosen)} faults are told (seed {options.seed}), "
        f"{at_first} of them by {FIRST} tests of their line."
    )


if __name__ == "__main__":
    main()
