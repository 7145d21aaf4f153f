"""What request A takes beside kaleidoscope, a toolbar that records groups of sends only.

It has no single sends, no nesting and no time by receiver. Compared are its signals panel
alone and the toolbar with ours alone, each in its own page.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from importlib.util import find_spec

from . import project, requests
from .project import KALEIDOSCOPE, OURS, PLAIN
from .report import Target, Timing, milliseconds, print_problems, table
from .requests import BATCH, request
from .rounds import interleave

CONTROL = "kaleidoscope A/A"
VARIANTS = (PLAIN, KALEIDOSCOPE, CONTROL, OURS)
TITLE = "Request A beside kaleidoscope's signals panel alone"
HEAD = ["", "min ms", "median ms", "/ kaleidoscope, min", "/ kaleidoscope, median", "target"]
TARGET = Target(1.1, aim=1.0)
MARK = b"ks-app"
"""What a page has in it that has this toolbar."""
RECORDED = "/__kaleidoscope__/panels/signals/data/"
NOTHING = b'"send_count": 0'
"""Where it tells what it recorded, and how it says that this is nothing: failing is quick."""
MISSING = (
    "  not measured: django-kaleidoscope is not installed"
    " (pip install --group benchmarks; Python 3.11 or later)\n"
)


def prepare(variant: str) -> Callable[[int], list[int]]:
    """Return what serves a number of requests A and times each."""
    if variant in (PLAIN, OURS):
        serve = requests.prepare(variant)
        return lambda count: serve("A", count)
    project.configure(KALEIDOSCOPE)
    from django.core.handlers.wsgi import WSGIHandler

    from .views import receivers

    handler = WSGIHandler()

    def serve_theirs(count: int) -> list[int]:
        with receivers("A"):
            gc.collect()
            times = [request(handler, expect_toolbar=True, mark=MARK) for _ in range(count)]
        request(handler, expect_toolbar=False, path=RECORDED, mark=NOTHING)
        project.delete_rows()
        return times

    return serve_theirs


def is_installed() -> bool:
    return find_spec("kaleidoscope") is not None


def measure(rounds: int) -> None:
    """Measure all variants and print one table."""
    if not is_installed():
        print(MISSING)
        return
    measured = interleave(__name__, VARIANTS, {"A": {"count": BATCH}}, rounds)
    print_problems(measured.problems)
    timings = {name: Timing.of(times) for name, times in measured.samples["A"].items() if times}
    if KALEIDOSCOPE in timings:
        print(table(TITLE, HEAD, [row(name, timings) for name in timings]))


def row(variant: str, timings: dict[str, Timing]) -> list[str]:
    timing = timings[variant]
    ratio = timing.over(timings[KALEIDOSCOPE])
    cells = [milliseconds(timing.minimum), milliseconds(timing.median)]
    verdict = TARGET.judge_ratio(ratio) if variant == OURS else ""
    return [variant, *cells, f"{ratio.minimum:.3f}", f"{ratio.median:.3f}", verdict]
