"""What connecting costs: many receivers in a row, and one a request beside many others.

Under DEBUG, as that is where the panel is: Django then looks at the parameters of each new
receiver, and keeps the latest 512 functions alive. The stock panel leaves ``connect`` and
``disconnect`` as Django has them.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from time import perf_counter_ns

from . import project
from .project import CONTROL, OURS, STOCK
from .report import Target, Timing, print_problems, table
from .requests import check_stored, request
from .rounds import interleave

VARIANTS = (STOCK, CONTROL, OURS)
CONNECTIONS = 10_000
STANDING = 1_500
"""How many closures have been connected when the requests begin that are timed."""
BATCH = 5
APART = f"{CONNECTIONS:,} times connect, then as often disconnect"
PAIRS = f"{CONNECTIONS:,} times connect and disconnect"
LIVE, DEAD, ALONE = f"{STANDING:,} live", f"{STANDING:,} dead", "none"
CLOSURES = {LIVE: (STANDING, True), DEAD: (STANDING, False), ALONE: (0, True)}
TARGET = Target(2)
MANY = "Connecting and disconnecting, ms"
MORE = "A request that connects one more closure beside others, ms"
HEAD = ["", "stock", "A/A", "ours", "A/A / stock", "ours / stock", "medians", "target"]


def prepare(variant: str) -> Callable[[str], list[int]]:
    """Return what times a case, in ns."""
    project.configure(variant)
    from django.core.handlers.wsgi import WSGIHandler

    serve = partial(request, WSGIHandler(), expect_toolbar=True, path="/connects/")

    def answer(case: str) -> list[int]:
        gc.collect()
        if case in CLOSURES:
            return beside(*CLOSURES[case], serve)
        return [in_a_row(apart=case == APART)]

    return answer


def in_a_row(apart: bool) -> int:
    """Time as many connections as we make, all removed at last or each at once."""
    from .views import closure, connected

    receivers = [closure() for _ in range(CONNECTIONS)]
    started = perf_counter_ns()
    for some in [receivers] if apart else [[each] for each in receivers]:
        for receiver in some:
            connected.connect(receiver)
        for receiver in some:
            connected.disconnect(receiver)
    return perf_counter_ns() - started


def beside(standing: int, are_kept: bool, serve: Callable[..., int]) -> list[int]:
    """Time requests that connect one closure each, when so many have been connected."""
    from .views import connect_one, connected, kept

    for _ in range(standing):
        connect_one(are_kept)
    query = "keep" if are_kept else ""
    serve(query=query)  # the first one pays for all that stood before
    times = [serve(query=query) for _ in range(BATCH)]
    check_stored()
    for receiver in kept:
        connected.disconnect(receiver)
    kept.clear()
    return times


def measure(rounds: int) -> None:
    """Measure the cases, those that take seconds once a process, and print a table of each sort."""
    print_table(MANY, (PAIRS, APART), 1, TARGET)
    print_table(MORE, tuple(CLOSURES), rounds)


def print_table(
    title: str, cases: tuple[str, ...], rounds: int, target: Target | None = None
) -> None:
    questions = {case: {"case": case} for case in cases}
    measured = interleave(__name__, VARIANTS, questions, rounds)
    print_problems(measured.problems)
    if not measured.problems:
        rows = [row(case, samples, target) for case, samples in measured.samples.items()]
        print(table(title, HEAD, rows))


def row(case: str, samples: dict[str, list[float]], target: Target | None) -> list[str]:
    stock, control, ours = (Timing.of(samples[variant]) for variant in VARIANTS)
    ratio = ours.over(stock)
    figures = [f"{each.minimum / 1e6:.2f}" for each in (stock, control, ours)]
    ratios = [f"{each:.2f}" for each in (control.over(stock).minimum, ratio.minimum, ratio.median)]
    return [case, *figures, *ratios, target.judge_ratio(ratio) if target else ""]
