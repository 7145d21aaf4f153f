"""The tables of a timeline: a flat list for each column, one entry a row."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from itertools import accumulate, compress

from .joined import Numbers

TOP = -1
"""The parent of what happened in no call."""
NO_ROW = -1
"""The source of a call that has not written its row."""

RETURNED, RAISED, SWALLOWED, CANCELLED, UNFINISHED, NOT_REACHED = range(6)
OUTCOMES = ("returned", "raised", "swallowed", "cancelled", "unfinished", "not_reached")
ERRORS = (RAISED, SWALLOWED)


class Table:
    """A table: its columns are kept as eight bytes a row, where ints in a list take forty."""

    def __setattr__(self, name: str, column: Iterable[int]) -> None:
        """Set a column, which must be of whole numbers."""
        object.__setattr__(self, name, array("q", column))


@dataclass
class Dispatches(Table):
    """The dispatches that somebody received, as they were sent. Times are in nanoseconds.

    Attributes:
        source: their rows in the stream.
        number: their numbers in the recording.
        receivers: which lists of receivers they have.
        first, size: which calls are theirs.
        parent: the call each was sent in, or ``TOP``.
        start, duration: from the recording's start, and how long.
        own: the duration less the union of its calls'.
        row: where each stands among dispatches and calls, numbered as they came about.
    """

    source: Numbers
    number: Numbers
    receivers: Numbers
    first: Numbers = field(default_factory=list)
    size: Numbers = field(default_factory=list)
    parent: Numbers = field(default_factory=list)
    start: Numbers = field(default_factory=list)
    duration: Numbers = field(default_factory=list)
    own: Numbers = field(default_factory=list)
    row: Numbers = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.source)

    def calls_of(self, dispatch: int) -> range:
        """Return which calls are a dispatch's."""
        first = self.first[dispatch]
        return range(first, first + self.size[dispatch])

    def find_calls(self, dispatch: Numbers) -> None:
        """Set which calls are whose, from the dispatch of each call."""
        counts = Counter(dispatch)
        self.size = [counts[each] for each in range(len(self))]
        self.first = list(accumulate(self.size, initial=0))[:-1]

    def taken(self, cells: Numbers) -> Numbers:
        """Return a column of the stream, in the order of the dispatches."""
        return list(map(cells.__getitem__, self.source))


@dataclass
class Calls(Table):
    """The receivers that dispatches ran, or did not reach; those of a dispatch by position.

    Attributes:
        node: of each in the recording.
        dispatch: which it is of.
        source: its row in the stream, or ``NO_ROW``.
        receiver: its place in the timeline's ``receivers``.
        is_async: whether that is async.
        outcome: a place in ``OUTCOMES``.
        start, duration: from the recording's start, and how long. A call that was not reached
            has neither: there the start says where it stands among others, the rest is 0.
        own: the duration less the union of the dispatches inside.
        queries, query_ns: those run by it, and not by a call inside it.
        row: as of dispatches.
    """

    node: Numbers = field(default_factory=list)
    dispatch: Numbers = field(default_factory=list)
    source: Numbers = field(default_factory=list)
    receiver: Numbers = field(default_factory=list)
    is_async: Numbers = field(default_factory=list)
    outcome: Numbers = field(default_factory=list)
    start: Numbers = field(default_factory=list)
    duration: Numbers = field(default_factory=list)
    own: Numbers = field(default_factory=list)
    queries: Numbers = field(default_factory=list)
    query_ns: Numbers = field(default_factory=list)
    row: Numbers = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.node)

    def keep(self, kept: list[bool]) -> None:
        """Leave out the calls that are not to be kept."""
        for each in fields(self):
            setattr(self, each.name, list(compress(getattr(self, each.name), kept)))


@dataclass
class Quiet(Table):
    """Sends nobody received: a row for each kind between two dispatches under one parent.

    Attributes:
        source: the first row of each in the stream.
        number: of that.
        parent: the call they were sent in, or ``TOP``.
        count: how many there were.
        row: as of dispatches.
    """

    source: Numbers = field(default_factory=list)
    number: Numbers = field(default_factory=list)
    parent: Numbers = field(default_factory=list)
    count: Numbers = field(default_factory=list)
    row: Numbers = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.source)


@dataclass
class Bypasses(Table):
    """Operations that passed receivers by, as they were made.

    Attributes:
        source: their rows in the stream.
        parent: the call each was made in, or ``TOP``.
        start: from the recording's start, in nanoseconds.
    """

    source: Numbers
    parent: Numbers
    start: Numbers

    def __len__(self) -> int:
        return len(self.source)
