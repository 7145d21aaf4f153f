"""How many instructions a request takes: the one figure that a noisy machine does not change.

Valgrind's cachegrind counts them. Instructions are not time (memory and the processor's
guesses are left out), but of two ways to do the same they tell which does less, in differences
too small for any clock. What a process does before its requests is counted twice and cancels.
"""

from __future__ import annotations

import gc
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from . import kaleidoscope
from .project import CONTROL, KALEIDOSCOPE, OURS, STOCK
from .report import table
from .requests import TITLES, prepare
from .worker import ENVIRONMENT, ROOT

VARIANTS = (STOCK, CONTROL, OURS)
WARMING = 30
"""How many requests come before those that count: caches fill, the toolbar's store does too."""
TICK_NS = 1_000
"""How much later it is at each look at the recorder's clock. Counted, all is some fifty times
slower, and a busy machine would show in wider columns and in a registry made anew more often."""
HEAD = ["", "million", "/ stock", ""]
COUNTER = ("valgrind", "--tool=cachegrind", "--cache-sim=no")
MISSING = "  not measured: valgrind is not installed (Debian's package has its name)\n"


def measure(rounds: int) -> None:
    """Count the instructions of this many requests of each kind; print a table for each."""
    if shutil.which(COUNTER[0]) is None:
        print(MISSING)
        return
    questions = [(kind, variant) for kind in TITLES for variant in variants(kind)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(lambda question: a_request(*question, rounds), questions)
        counts = dict(zip(questions, answers, strict=True))
    for kind, title in TITLES.items():
        base = counts[kind, STOCK]
        figures = [(variant, counts[kind, variant]) for variant in variants(kind)]
        lines = [[name, f"{count / 1e6:.2f}", f"{count / base:.3f}", ""] for name, count in figures]
        print(table(f"{title}; instructions", HEAD, lines))


def variants(kind: str) -> tuple[str, ...]:
    """Return what is counted of a kind of request: A beside kaleidoscope too, if that is there."""
    beside = (KALEIDOSCOPE,) if kind == "A" and kaleidoscope.is_installed() else ()
    return (*VARIANTS, *beside)


def a_request(kind: str, variant: str, rounds: int) -> float:
    """Return how many instructions one request takes, the mean of *rounds*."""
    return (counted(kind, variant, WARMING + rounds) - counted(kind, variant, WARMING)) / rounds


def counted(kind: str, variant: str, requests: int) -> int:
    """Return how many instructions a process that serves some requests takes.

    Raises:
        RuntimeError: The process failed; with what it printed.
    """
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "counts")
        served = [sys.executable, "-m", __name__, kind, variant, str(requests)]
        process = subprocess.run(
            [*COUNTER, f"--cachegrind-out-file={file}", *served],
            cwd=ROOT,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        text = file.read_text() if file.exists() else ""
    found = re.search(r"^summary: (\d+)", text, re.MULTILINE)
    if process.returncode or found is None:
        raise RuntimeError(process.stderr)
    return int(found[1])


def serving(variant: str) -> Callable[[str, int], Any]:
    """Return what serves a number of requests of a kind."""
    if variant != KALEIDOSCOPE:
        return prepare(variant)
    serve = kaleidoscope.prepare(variant)
    return lambda _, count: serve(count)


def main(kind: str, variant: str, requests: str) -> None:
    from signals_panel.log import clock

    clock.perf_counter_ns = itertools.count(step=TICK_NS).__next__  # before anything takes it
    serve = serving(variant)
    gc.freeze()  # when the collector runs, and over how much, is chance that counts
    serve(kind, int(requests))


if __name__ == "__main__":
    main(*sys.argv[1:])
