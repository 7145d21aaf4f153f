"""What recording and storing cost apart from each other; how few rows and bytes a page leaves."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from statistics import median
from time import perf_counter_ns
from typing import Any

from . import project
from .project import OURS
from .report import Target, Timing, milliseconds, print_problems, table
from .rounds import Samples, interleave

BATCH = 3
READ = 1_000
KINDS = ("A", "B")
ROWS = f"rows for {READ:,} instances read, nothing connected"
SENT = 100_000
MANY = f"stored bytes a dispatch, {SENT:,} with an argument and a response"
FEW = "stored bytes a row, request A"
TARGETS = {ROWS: Target(10), MANY: Target(13.4), FEW: Target(3.4)}
HEAD = ["the work of a request", "min ms", "median ms", "/ not recorded, min", "median", ""]


def prepare(variant: str) -> Callable[[str, str], list[float]]:
    """Return what times a step of a request's work, or counts the rows of a page or stored bytes.

    The project has no toolbar: what is measured is recorded by ``record()``.
    """
    project.configure(project.PLAIN)
    import signals_panel.hooks

    from .views import receivers

    signals_panel.hooks.install()

    def answer(kind: str, step: str) -> list[float]:
        function = FIGURES.get(step) or STEPS[step]
        gc.collect()
        with receivers(kind):
            figures = [function() for _ in range(BATCH)]
        project.delete_rows()
        return figures

    return answer


def store(recording: Any) -> Any:
    """Turn a recording into what the panel hands over to the toolbar's store."""
    # TODO: keep in step with signals_panel.panel.
    from signals_panel.log.stored import encode
    from signals_panel.log.tables import tables_of
    from signals_panel.timeline.totals import totals_of

    tables = tables_of(recording)
    return {"totals": totals_of(tables), "parts": [encode(tables)]}


def work(context: AbstractContextManager[Any]) -> int:
    """Return the nanoseconds that a request's work takes in the context, its ends included."""
    from .views import build_and_save

    started = perf_counter_ns()
    with context:
        build_and_save()
    return perf_counter_ns() - started


def not_recorded() -> int:
    return work(nullcontext())


def recorded() -> int:
    from signals_panel import record

    return work(record())


def stored() -> int:
    """Return the nanoseconds that storing takes, once the work is recorded."""
    from signals_panel import record

    from .views import build_and_save

    with record() as recording:
        build_and_save()
    started = perf_counter_ns()
    store(recording)
    return perf_counter_ns() - started


def rows_of_a_page() -> int:
    """Return how many rows the dispatches of reading 1,000 instances are."""
    from signals_panel import record

    from .models import Item

    Item.objects.bulk_create(Item(name="an item", sku="A-1") for _ in range(READ))
    with record() as recording:
        list(Item.objects.all()[:READ])
    return len(recording.as_dict()["dispatches"])


def bytes_of(recording: Any) -> float:
    """Return how many bytes the store gets for each row of a recording's dispatches, folded ones
    that nobody received included.
    """
    from signals_panel.log.tables import tables_of

    streams = tables_of(recording)["streams"]
    rows = sum(len(streams[name]["number"]) for name in ("dispatches", "quiet") if name in streams)
    return len(json.dumps(store(recording))) / rows


def bytes_of_many() -> float:
    """Return that of many dispatches, each with an argument and a response of its own."""
    from django.dispatch import Signal

    from signals_panel import record

    signal = Signal()
    signal.connect(lambda sender, number, **named: -number, weak=False)
    with record() as recording:
        for number in range(SENT):
            signal.send(None, number=number)
    return bytes_of(recording)


def bytes_of_a_request() -> float:
    """Return that of what a request sends."""
    from signals_panel import record

    from .views import build_and_save

    with record() as recording:
        build_and_save()
    return bytes_of(recording)


FIGURES = {ROWS: rows_of_a_page, MANY: bytes_of_many, FEW: bytes_of_a_request}
STEPS = {"not recorded": not_recorded, "recorded": recorded, "storing alone": stored}


def measure(rounds: int) -> None:
    """Time the steps, count rows and bytes; print all."""
    steps = [(kind, step) for kind in KINDS for step in STEPS]
    questions = {f"{kind}: {step}": {"kind": kind, "step": step} for kind, step in steps}
    questions |= {
        name: {"kind": "A" if name == FEW else "nothing", "step": name} for name in TARGETS
    }
    measured = interleave(__name__, [OURS], questions, rounds)
    print_problems(measured.problems)
    if not measured.problems:
        print(
            table("Recording and storing apart, without the toolbar", HEAD, rows(measured.samples))
        )


def rows(samples: Samples) -> Iterator[list[str]]:
    """Yield a row for each step, as a ratio to the same work not recorded, and each figure's."""
    for kind in KINDS:
        plain = Timing.of(samples[f"{kind}: not recorded"][OURS])
        for step in STEPS:
            timing = Timing.of(samples[f"{kind}: {step}"][OURS])
            ratio = timing.over(plain)
            figures = [milliseconds(timing.minimum), milliseconds(timing.median)]
            yield [f"{kind}: {step}", *figures, f"{ratio.minimum:.3f}", f"{ratio.median:.3f}", ""]
    for name, target in TARGETS.items():
        figure = median(samples[name][OURS])
        yield [name, f"{figure:.4g}", "", "", "", target.judge(figure)]
