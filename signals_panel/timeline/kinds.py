"""Kinds of sends: what a dispatch shares with others, but for times, arguments and receivers."""

from __future__ import annotations

from typing import Any, NamedTuple

from .joined import Numbers
from .timeline import Timeline


class Kind(NamedTuple):
    """What was sent, by whom, how, and from where.

    Attributes:
        signal, token: its name, and the number that tells it from others of that name.
        sender, identity: the same of the sender.
        method: the signal's method.
        caller: the file, line and function, and whether the ORM was between; None if not known.
    """

    signal: str
    token: int
    sender: str | None
    identity: str
    method: str
    caller: tuple[Any, ...] | None = None


class Kinds:
    """The kinds of a timeline's dispatches and of its sends nobody received.

    Attributes:
        all: every kind, once.
        dispatches, quiet: which of them each row of these tables has.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._numbers: dict[Kind, int] = {}
        self.dispatches = self._dispatches(timeline)
        self.quiet = self._quiet(timeline)
        self.all = list(self._numbers)

    def _dispatches(self, timeline: Timeline) -> Numbers:
        joined, dispatches = timeline.joined, timeline.dispatches
        names = ("signal", "sender", "method", "caller")
        columns = [joined.values("dispatches", name) for name in names]
        cells = list(zip(*(dispatches.taken(each.cells) for each in columns), strict=True))
        numbers = {
            each: self._number(
                *(column.values[cell] for column, cell in zip(columns, each, strict=True))
            )
            for each in dict.fromkeys(cells)
        }
        return list(map(numbers.__getitem__, cells))

    def _quiet(self, timeline: Timeline) -> Numbers:
        kinds = timeline.joined.values("quiet", "kind")
        cells = list(map(kinds.cells.__getitem__, timeline.quiet.source))
        numbers = {cell: self._number(*kinds.values[cell]) for cell in dict.fromkeys(cells)}
        return list(map(numbers.__getitem__, cells))

    def _number(self, signal: Any, sender: Any, method: str, caller: Any = None) -> int:
        (name, token), (sender_name, identity) = signal, sender
        kind = Kind(name, token, sender_name, identity, method, caller and tuple(caller))
        return self._numbers.setdefault(kind, len(self._numbers))
