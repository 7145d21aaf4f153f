"""What a whole request costs with our panel, against the toolbar's stock signals panel.

Request A builds 2,000 instances that a post_init receiver hears of and saves 50; request
B is the same without that receiver. Both go through Django's real WSGIHandler.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
from collections.abc import Callable
from time import perf_counter_ns
from typing import Any, NamedTuple
from wsgiref.util import setup_testing_defaults

from . import project
from .project import CONTROL, OURS, PLAIN, STOCK
from .report import Target, Timing, milliseconds, print_problems, table
from .rounds import interleave

VARIANTS = (PLAIN, STOCK, CONTROL, OURS)
BATCH = 5
TARGETS = {"A": Target(1.75, aim=1.4), "B": Target(1.15, aim=1.05)}
TITLES = {
    "A": "Request A: 2,000 instances heard of by a post_init receiver, 50 of them saved",
    "B": "Request B: the same, nothing connected to post_init",
}
HEAD = ["", "min ms", "median ms", "/ stock, min", "/ stock, median", "target"]


def prepare(variant: str) -> Callable[[str, int], list[int]]:
    """Return what serves a number of requests of a kind and times each."""
    project.configure(variant)
    from django.core.handlers.wsgi import WSGIHandler

    from .views import receivers

    handler = WSGIHandler()

    def serve(kind: str, count: int) -> list[int]:
        with receivers(kind):
            gc.collect()
            times = [request(handler, expect_toolbar=variant != PLAIN) for _ in range(count)]
        if variant != PLAIN:
            check_stored()
        project.delete_rows()
        return times

    return serve


class Page(NamedTuple):
    """A page that was served to its very end.

    Attributes:
        took: Nanoseconds.
    """

    took: int
    status: str
    body: bytes


def page(
    handler: Callable[..., Any], path: str, visitor: str = "127.0.0.1", query: str = ""
) -> Page:
    """Serve one request."""
    environ: dict[str, Any] = {"REMOTE_ADDR": visitor, "PATH_INFO": path, "QUERY_STRING": query}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    started = perf_counter_ns()
    response = handler(environ, lambda status, headers: statuses.append(status))
    body = b"".join(response)
    response.close()
    return Page(perf_counter_ns() - started, statuses[-1], body)


def request(
    handler: Callable[..., Any],
    expect_toolbar: bool,
    path: str = "/",
    visitor: str = "127.0.0.1",
    query: str = "",
    mark: bytes = b"djDebug",
) -> int:
    """Serve one request to its very end and return how long that took, in nanoseconds.

    *mark* is what a page has in it that has the toolbar.
    """
    served = page(handler, path, visitor, query)
    if served.status != "200 OK" or (mark in served.body) != expect_toolbar:
        raise AssertionError(f"not the page to measure: {served.status} {served.body[:200]!r}")
    return served.took


def check_stored() -> None:
    """Raise when the last request's panel stored nothing or a failure: failing is quick."""
    from debug_toolbar.store import get_store

    store = get_store()
    for panel, stats in store.panels(list(store.request_ids())[-1]):
        if not stats or "failure" in stats:
            raise AssertionError(f"{panel} did not store what it should: {stats}")


def measure(rounds: int) -> None:
    """Measure all variants and print a table for A and one for B."""
    questions = {kind: {"kind": kind, "count": BATCH} for kind in TARGETS}
    measured = interleave(__name__, VARIANTS, questions, rounds)
    print_problems(measured.problems)
    for kind, target in TARGETS.items():
        print(table(TITLES[kind], HEAD, rows(measured.samples[kind], target)))


def rows(samples: dict[str, list[float]], target: Target) -> list[list[str]]:
    """Return a row for each variant that answered."""
    timings = {variant: Timing.of(times) for variant, times in samples.items() if times}
    return [
        row(variant, timing, timing.over(timings[STOCK]), target if variant == OURS else None)
        for variant, timing in timings.items()
    ]


def row(variant: str, timing: Timing, ratio: Timing, target: Target | None) -> list[str]:
    return [
        variant,
        milliseconds(timing.minimum),
        milliseconds(timing.median),
        f"{ratio.minimum:.3f}",
        f"{ratio.median:.3f}",
        target.judge_ratio(ratio) if target else "",
    ]


def profile(kind: str, count: int = 20) -> None:
    """Print where our variant's requests of a kind spend their own time."""
    serve = prepare(OURS)
    serve(kind, BATCH)
    profiler = cProfile.Profile()
    profiler.runcall(serve, kind, count)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(30)
