"""Kinds of sends: what a dispatch shares with others, but for times, arguments and receivers."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from .joined import Numbers, Values
from .sums import by_group, first_of
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

    @property
    def line(self) -> tuple[str, int] | None:
        """The file and line that sent it."""
        return None if self.caller is None or self.caller[0] is None else self.caller[:2]

    @property
    def function(self) -> str | None:
        """The function that sent it."""
        return None if self.caller is None else self.caller[2]

    @property
    def by_orm(self) -> bool:
        """Whether the ORM sent it for whoever is the caller."""
        return self.caller is not None and self.caller[3]


class Kinds:
    """The kinds of a timeline's dispatches and of its sends nobody received.

    Attributes:
        all: every kind, once.
        dispatches, quiet: which of them each row of these tables has.
        sent: both, one after the other: where a rule or a fate takes sends nobody received for
            dispatches too, their rows count on from those of dispatches.
        came_about: of each row of ``sent``, where it stands among dispatches and calls.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._numbers: dict[Kind, int] = {}
        self.dispatches = self._dispatches(timeline)
        self.quiet = self._quiet(timeline)
        self.all = list(self._numbers)
        self.sent = [*self.dispatches, *self.quiet]
        self.came_about = [*timeline.dispatches.row, *timeline.quiet.row]
        self._counts = [*[1] * len(timeline.dispatches), *timeline.quiet.count]

    @cached_property
    def first(self) -> dict[int, int]:
        """The row of ``sent`` at which each kind was first sent, in the order of these."""
        return first_of(self.sent, self.came_about)

    @cached_property
    def sends(self) -> Numbers:
        """How many sends there were of each kind."""
        return by_group(len(self.all), self.sent, self._counts)

    def _dispatches(self, timeline: Timeline) -> Numbers:
        names = ("signal", "sender", "method", "caller")
        columns = [timeline.joined.values("dispatches", name) for name in names]
        cells = _combined(columns)
        alike = dict(zip(cells, range(len(cells)), strict=True))
        numbers = {
            cell: self._number(*(column.at(row) for column in columns))
            for cell, row in alike.items()
        }
        return timeline.dispatches.taken(list(map(numbers.__getitem__, cells)))

    def _quiet(self, timeline: Timeline) -> Numbers:
        kinds = timeline.joined.values("quiet", "kind")
        cells = list(map(kinds.cells.__getitem__, timeline.quiet.source))
        numbers = {cell: self._number(*kinds.values[cell]) for cell in dict.fromkeys(cells)}
        return list(map(numbers.__getitem__, cells))

    def _number(self, signal: Any, sender: Any, method: str, caller: Any = None) -> int:
        (name, token), (sender_name, identity) = signal, sender
        kind = Kind(name, token, sender_name, identity, method, caller and tuple(caller))
        return self._numbers.setdefault(kind, len(self._numbers))


def _combined(columns: list[Values]) -> Numbers:
    """Return a number for each row, the same for rows that are the same in all columns."""
    first, *others = columns
    combined = first.cells
    for cells, values in others:
        if len(values) > 1:
            pairs = zip(combined, cells, strict=True)
            combined = [number * len(values) + cell for number, cell in pairs]
    return combined
