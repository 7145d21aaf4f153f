"""What the rows of a timeline say, each once, runs included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from ..timeline.joined import Numbers
from ..timeline.labels import Label, Labels
from ..timeline.order import Order
from .badges import badges_of

BADGE_END = "\x1f"


@dataclass(frozen=True)
class Said:
    """What some rows say.

    Attributes:
        kind: that of a label, or "run".
        place: of a call, the file and line of its receiver.
        badges: each ended by ``BADGE_END``.
        count: how many sends are folded into the row.
        error: 1 where a receiver raised, else 0.
        longest: of a run, the duration of its longest dispatch in nanoseconds.
    """

    kind: str
    signal: str
    sender: str
    receiver: str
    method: str
    place: str
    badges: str
    count: int = 1
    error: int = 0
    longest: int | None = None


NAMES = [field.name for field in fields(Said)]
TEXTS, NUMBERS = NAMES[:-3], NAMES[-3:]
OfRows = dict[str, list[Any]]
"""The numbers of rows: a list for each column, table after table, then runs."""


def said_by(labels: Labels, order: Order, numbers: OfRows) -> tuple[list[Said], Numbers]:
    """Return what rows say, each once, and which of it each row says.

    *numbers* are those of the rows; each run says something of its own.
    """
    said = list(map(_said, labels.all))
    counts = numbers["count"][order.first_quiet : order.first_bypass]
    quiet = _counted(said, labels.quiet, counts)
    rows = [*labels.dispatches, *labels.calls, *quiet, *labels.bypasses]
    rows += range(len(said), len(said) + len(order.runs))
    said += _of_runs(labels, order, numbers)
    return said, rows


def _counted(said: list[Said], labels: Numbers, counts: Numbers) -> Numbers:
    """Add what sends nobody received say for each count there is; return which each says."""
    found: dict[tuple[int, int], int] = {}
    first, pairs = len(said), zip(labels, counts, strict=True)
    rows = [found.setdefault(pair, first + len(found)) for pair in pairs]
    said += [replace(said[label], count=count) for label, count in found]
    return rows


def _of_runs(labels: Labels, order: Order, numbers: OfRows) -> Iterator[Said]:
    for row, members in enumerate(order.runs, order.first_run):
        first = labels.all[labels.dispatches[members[0]]]
        said = _said(first._replace(kind="run", transaction=None))
        yield replace(said, **{name: numbers[name][row] for name in NUMBERS})


def _said(label: Label) -> Said:
    name, file, line = label.receiver or ("", None, None)
    return Said(
        kind=label.kind,
        signal=label.signal,
        sender=label.sender or "",
        receiver=name,
        method=label.method,
        place=f"{file}:{line}" if file else "",
        badges=joined(badges_of(label)),
        error=int(label.error != ""),
    )


def joined(badges: Iterable[str]) -> str:
    """Return badges as one text."""
    return "".join(f"{badge}{BADGE_END}" for badge in badges if badge)
