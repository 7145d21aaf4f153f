"""What a request costs whose toolbar is hidden: of another visitor, or a script's.

Nothing of it is ever stored. It is recorded all the same, since it may still turn out to be
one that a panel adopts: few rows, and no more. Compared are the toolbar with the stock panel,
hidden as well, and ours; the difference is in microseconds, as the page itself is next to
nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from . import project
from .project import CONTROL, OURS, STOCK
from .report import Target, Timing, print_problems, table
from .requests import request
from .rounds import interleave

VARIANTS = (STOCK, CONTROL, OURS)
BATCH = 100
TITLE = "A request with the toolbar hidden, 20 sends with a receiver; what it takes longer"
HEAD = ["", "min us", "median us", "- stock, min", "- stock, median", "target"]
TARGET = Target(100)
STRANGER = "10.1.1.1"


def prepare(variant: str) -> Callable[[int], list[int]]:
    """Return what serves a number of requests and times each."""
    project.configure(variant)
    from django.core.handlers.wsgi import WSGIHandler

    from .views import receivers

    handler = WSGIHandler()

    def serve(count: int) -> list[int]:
        with receivers("sends"):
            gc.collect()
            return [
                request(handler, expect_toolbar=False, path="/sends/", visitor=STRANGER)
                for _ in range(count)
            ]

    return serve


def measure(rounds: int) -> None:
    """Measure all variants and print one table."""
    measured = interleave(__name__, VARIANTS, {"": {"count": BATCH}}, rounds)
    print_problems(measured.problems)
    timings = {name: Timing.of(times) for name, times in measured.samples[""].items() if times}
    print(table(TITLE, HEAD, [row(name, timings) for name in timings]))


def row(variant: str, timings: dict[str, Timing]) -> list[str]:
    timing, stock = timings[variant], timings[STOCK]
    more = Timing(timing.minimum - stock.minimum, timing.median - stock.median)
    cells = [timing.minimum, timing.median, more.minimum, more.median]
    worse = max(more.minimum, more.median) / 1e3
    verdict = TARGET.judge(worse) if variant == OURS else ""
    return [variant, *(f"{cell / 1e3:.0f}" for cell in cells), verdict]
