"""How long a long recording takes to be read, step by step, and how large its list is."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import cache
from time import perf_counter_ns
from typing import Any

from . import project
from .project import OURS
from .report import Target, Timing, print_problems, table
from .rounds import Samples, interleave

SENT, DEEP = 100_000, 5
HEAD = [f"{SENT:,} dispatches with a call each, read", "min ms", "median ms", ""]
BYTES = "the script's columns, MB"
MOST_BYTES = Target(6)
MOST_ROUNDS = 8
"""One turn in each process: every step makes hundreds of thousands of objects anew."""


def prepare(variant: str) -> Callable[[str, str], list[int]]:
    """Return what times a step of reading a recording of some shape, or measures its list."""
    project.configure(project.PLAIN)
    import signals_panel.hooks

    signals_panel.hooks.install()

    def answer(shape: str, step: str) -> list[int]:
        stored = recorded(shape)
        if step == BYTES:
            return [len(columns(stored)())]
        work = STEPS[step](stored)
        gc.collect()
        started = perf_counter_ns()
        work()
        return [perf_counter_ns() - started]

    return answer


@cache
def recorded(shape: str) -> Any:
    """Return a recording of some shape as it is stored."""
    from signals_panel import record
    from signals_panel.log.stored import encode
    from signals_panel.log.tables import tables_of

    with record() as recording:
        SHAPES[shape]()
    return encode(tables_of(recording))


def flat() -> None:
    """Send one signal to one receiver, again and again."""
    from django.dispatch import Signal

    signal = Signal()
    signal.connect(lambda sender, **named: None, weak=False)
    for number in range(SENT):
        signal.send(None, number=number)


def chains() -> None:
    """Send signals inside one another, a query in the innermost."""
    from django.db import connection
    from django.dispatch import Signal

    signals = [Signal() for _ in range(DEEP)]

    def passes_on(sender: Any, depth: int, **named: Any) -> None:
        if depth + 1 < DEEP:
            signals[depth + 1].send(None, depth=depth + 1)
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")

    for signal in signals:
        signal.connect(passes_on)
    for _ in range(SENT // DEEP):
        signals[0].send(None, depth=0)


SHAPES = {"flat": flat, f"chains of {DEEP}": chains}


def decoding(stored: Any) -> Callable[[], Any]:
    from signals_panel.log.stored import decode

    return lambda: decode(stored)


def timeline(stored: Any) -> Callable[[], Any]:
    from signals_panel.timeline import Timeline

    tables = decoding(stored)()
    return lambda: Timeline([tables])


def order(stored: Any) -> Callable[[], Any]:
    from signals_panel.timeline.labels import Labels
    from signals_panel.timeline.order import Order

    found = timeline(stored)()
    return lambda: Order(found, Labels(found))


def inside(stored: Any) -> Callable[[], Any]:
    from signals_panel.timeline.inside import Inside
    from signals_panel.timeline.labels import Labels
    from signals_panel.timeline.order import Order

    found = timeline(stored)()
    shown = Order(found, Labels(found))
    return lambda: Inside(found, shown, [])


def document(stored: Any) -> Callable[[], Any]:
    from signals_panel.exporters.document import expand

    tables = decoding(stored)()
    return lambda: expand([tables])


def findings(stored: Any) -> Callable[[], Any]:
    from signals_panel.fates.connected import Connected
    from signals_panel.findings import find
    from signals_panel.registry.registry import NOTHING

    found = timeline(stored)()
    return lambda: find(Connected(found, NOTHING))


def columns(stored: Any) -> Callable[[], Any]:
    from signals_panel.page.columns import columns_of
    from signals_panel.page.listing import Listing

    found = timeline(stored)()
    return lambda: columns_of(Listing(found, []))


def sums(stored: Any) -> Callable[[], Any]:
    from signals_panel.fates.connected import Connected
    from signals_panel.page import sums_of
    from signals_panel.registry.registry import NOTHING

    found = timeline(stored)()
    return lambda: sums_of(Connected(found, NOTHING), [], range(0))


STEPS = {
    "decoding": decoding,
    "timeline": timeline,
    "labels and order": order,
    "what is inside": inside,
    "columns for the script": columns,
    "document": document,
    "findings": findings,
    "views that sum up": sums,
}


def measure(rounds: int) -> None:
    """Time the steps for each shape, and measure the list; print them."""
    steps = [(shape, step) for shape in SHAPES for step in (*STEPS, BYTES)]
    questions = {f"{shape}: {step}": {"shape": shape, "step": step} for shape, step in steps}
    measured = interleave(__name__, [OURS], questions, min(rounds, MOST_ROUNDS))
    print_problems(measured.problems)
    if not measured.problems:
        print(table("Reading a long recording", HEAD, rows(measured.samples)))


def rows(samples: Samples) -> Iterator[list[str]]:
    """Yield a row for each step, in milliseconds, and for the list's bytes, in megabytes."""
    for name, of_variants in samples.items():
        figures = Timing.of(of_variants[OURS])
        cells = [f"{each / 1e6:.2f}" for each in (figures.minimum, figures.median)]
        is_size = name.endswith(BYTES)
        yield [name, *cells, MOST_BYTES.judge(figures.median / 1e6) if is_size else ""]
