"""What the rows of a timeline say, each once, runs included."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain

from django.utils.translation import gettext as _

from ..timeline.columns import OUTCOMES
from ..timeline.joined import Numbers
from ..timeline.labels import Label, Labels
from ..timeline.order import Order
from .badges import Badge, badges_of, hidden_badges
from .names import milliseconds, short_name, shortened
from .row_numbers import OfRows


@dataclass(frozen=True)
class Said:
    """What some rows say.

    Attributes:
        kind: that of a label, or "run".
        signal, sender, receiver, method: what a search looks in; of a bypass its model is the
            sender, its operation the method.
        name, full: what the row is called, short and whole.
        joint: the word between the name and the sender.
        file: of a call, the file and line of its receiver, of others those of the line that sends.
        raised: the type of an exception.
        place, place_full: of a call, the file and line of its receiver, short and whole.
        outcome: of a call, how it ended.
        aside: what stands where other rows have times.
        badges: what stands beside the name.
        hides: of a run, what stands there while it is folded, till the script tells of rows too.
        count: how many sends are folded into the row.
        error: 1 where a receiver raised, else 0.
        longest: of a run, the duration of its longest dispatch in nanoseconds.
        inside_rows, inside_sql, inside_sql_us, inside_errors, inside_findings: of a run, what is
            inside it: see ``listing``. It is far more than in any other row.
    """

    kind: str
    signal: str
    sender: str
    receiver: str
    method: str
    file: str
    raised: str
    name: str
    full: str
    joint: str
    place: str
    place_full: str
    aside: str
    outcome: str
    badges: tuple[Badge, ...] = ()
    hides: tuple[Badge, ...] = ()
    count: int = 1
    error: int = 0
    longest: int | None = None
    inside_rows: int = 0
    inside_sql: int = 0
    inside_sql_us: int = 0
    inside_errors: int = 0
    inside_findings: int = 0


NAMES = [field.name for field in fields(Said)]
TEXTS, OTHERS = NAMES[:14], [name for name in NAMES[14:] if name != "hides"]
INSIDE = [name for name in NAMES if name.startswith("inside_")]


def said_by(
    labels: Labels, order: Order, numbers: OfRows, inside: OfRows
) -> tuple[list[Said], Numbers]:
    """Return what rows say, each once, and which of it each row says.

    *numbers* are those of the rows, *inside* what is inside each; each run says something of its
    own.
    """
    said = list(map(_said, labels.all))
    counts = numbers["count"][order.first_quiet : order.first_bypass]
    quiet = _counted(said, labels.quiet, counts)
    runs = range(len(said), len(said) + len(order.runs))
    rows = array("i", chain(labels.dispatches, labels.calls, quiet, labels.bypasses, runs))
    said += _of_runs(labels, order, {**numbers, **inside})
    return said, rows


def _counted(said: list[Said], labels: Numbers, counts: Sequence[int]) -> list[int]:
    """Add what sends nobody received say for each count there is; return which each says."""
    found: dict[tuple[int, int], int] = {}
    first, pairs = len(said), zip(labels, counts, strict=True)
    rows = [found.setdefault(pair, first + len(found)) for pair in pairs]
    said += [replace(said[label], count=count) for label, count in found]
    return rows


def _of_runs(labels: Labels, order: Order, numbers: OfRows) -> Iterator[Said]:
    for row, members in enumerate(order.runs, order.first_run):
        first = labels.all[labels.dispatches[members[0]]]
        of_run = {name: column[row] for name, column in numbers.items()}
        inside = of_run["inside_sql"], of_run["inside_errors"], of_run["inside_findings"]
        yield replace(
            _said(first._replace(transaction=None)),
            kind="run",
            aside=_spread(of_run["total"], of_run["count"], of_run["longest"]),
            hides=hidden_badges(*inside),
            longest=int(of_run["longest"]),
            **{name: of_run[name] for name in ("count", "error", *INSIDE)},
        )


def _spread(total: float, count: int, longest: float) -> str:
    words = _("sum"), _("mean"), _("max")
    times = map(milliseconds, (total, total // count, longest))
    return ", ".join(map(" ".join, zip(words, times, strict=True))) + " ms"


def _file(label: Label) -> str:
    _, file, line = label.receiver or ("", *(label.caller or (None, None))[:2])
    return f"{file}:{line}" if file else ""


def _said(label: Label) -> Said:
    receiver, file, line = label.receiver or ("", None, None)
    sender = label.sender or ""
    full = receiver or label.signal
    return Said(
        kind=label.kind,
        signal=label.signal,
        sender=sender,
        receiver=receiver,
        method=label.method,
        file=_file(label),
        raised=label.error,
        name=label.method if label.kind == "bypass" else short_name(full),
        full=sender if label.kind == "bypass" else full,
        joint=_("of") if label.kind == "bypass" else _("from"),
        place=f"{shortened(file)}:{line}" if file else "",
        place_full=f"{file}:{line}" if file else "",
        aside=_aside(label),
        outcome="" if label.outcome is None else OUTCOMES[label.outcome],
        badges=badges_of(label),
        error=int(label.error != ""),
    )


def _aside(label: Label) -> str:
    if label.kind == "quiet":
        return _("no receivers")
    return _("sends no signals") if label.kind == "bypass" else ""
