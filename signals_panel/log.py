"""What happened, as rows of numbers and text, appended while it happens.

A log never holds a signal, sender, receiver, argument, response, exception or frame:
keeping them alive would change the user's program. Whatever is shown later is worked out
from these rows; nothing is aggregated here.

A *node* is the point under which something happens: ``number << POSITION_BITS | position``
names the call at ``position`` (from 1) of the dispatch ``number``; position 0 is a scope,
that is an inner recording; node 0 is the log itself.
"""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from .clock import perf_counter_ns
from .folding import NO_COUNT, Count, write_counted

if TYPE_CHECKING:
    from typing_extensions import Self

POSITION_BITS = 20

STREAMS: dict[str, tuple[str, ...]] = {
    # Ints, text, or tokens: of signal_names (signal), callers (caller), places (receiver,
    # receivers), the log's kinds (kind). A dispatch starts when its first call does.
    "dispatches": (
        "number", "parent", "signal", "sender", "method", "caller", "arguments", "pk",
        "transaction", "receivers",
    ),
    "calls": ("dispatch", "position", "start", "duration", "outcome", "text"),
    "started": ("dispatch", "position", "start"),
    "ended": ("dispatch", "end"),
    "quiet": ("number", "count", "parent", "kind"),
    "queries": ("parent", "alias", "sql", "start", "duration"),
    "bypasses": (
        "number", "parent", "start", "operation", "model", "rows", "caller", "missed", "cause",
        "field", "related", "by_django",
    ),
    "mails": ("number", "parent", "start", "duration", "transaction", "caller"),
    "transactions": ("number", "parent", "alias"),
    "outcomes": ("transaction", "outcome"),
    "changes": (
        "parent", "signal", "receiver", "sender", "weak", "uid", "is_async", "caller", "change",
    ),
    "scopes": ("number", "parent"),
}  # fmt: skip
"""Every stream of a log and its columns: a stream is one flat list, row after row."""

State = list[Any]
"""A log, the node under which things happen now, the request scope if there is one, and the
latest count of sends nobody received under that node."""

current_state: ContextVar[State | None] = ContextVar("signals_panel", default=None)


class Log:
    """Append-only streams that all threads and tasks of one recording write to.

    Attributes:
        rows: per stream name, one flat list; each row is appended whole, which no other
            thread can interleave.
        write_dispatch, write_call: append a row to these streams, for the hot path.
        numbers: the next number for a dispatch, a bypass, a scope or a count of sends
            nobody received, given in true chronological order.
        limit: the last number recorded; negative once the log is closed.
        counts, counted: of sends nobody received: all counts by node and kind, and those
            begun since the last dispatch.
        kinds: a number for each signal token, sender and method that nobody received.
        dropped: how many rows or errors of our own were left out, by kind.
    """

    __slots__ = (
        "counted",
        "counts",
        "dropped",
        "kind_numbers",
        "kinds",
        "limit",
        "numbers",
        "rows",
        "write_call",
        "write_dispatch",
    )

    def __init__(self, limit: int) -> None:
        self.rows: dict[str, list[Any]] = {name: [] for name in STREAMS}
        self.write_dispatch: Callable[[tuple[Any, ...]], None] = self.rows["dispatches"].extend
        self.write_call: Callable[[tuple[Any, ...]], None] = self.rows["calls"].extend
        self.numbers = itertools.count(1)
        self.dropped: defaultdict[str, int] = defaultdict(int)  # calls no Python code
        self.limit = limit
        self.counts: dict[tuple[int, int], Count] = {}
        self.counted: deque[Count] = deque()
        self.kinds: dict[tuple[Any, ...], int] = {}
        self.kind_numbers = itertools.count()

    def forget_counts(self) -> None:
        """Begin without any count: those there are match no send any more."""
        counts, self.counts = self.counts, {}
        for count in counts.values():
            count.signal = count.sender = None
            count.next = NO_COUNT

    def close(self) -> None:
        """Record no more, whatever context still carries this log."""
        self.fold()
        self.limit = -1
        self.forget_counts()

    def fold(self) -> None:
        """Write what was counted of sends nobody received."""
        if self.counted:
            write_counted(self)

    def next_number(self, kind: str) -> int:
        """Return the next number, 0 when the log is full."""
        number = next(self.numbers)
        if number <= self.limit:
            return number
        if self.limit >= 0:
            self.dropped[kind] += 1
        return 0


class Stretch:
    """One bounded stretch of a log: all of it, or what happens under one scope.

    Attributes:
        log: where its rows are.
        node: the scope they are under, 0 for the whole log.
        request: the request scope it belongs to, if it is a request's.
        started_ns: the clock when it began.
    """

    def __init__(self, log: Log, node: int = 0, request: Any = None) -> None:
        self.log = log
        self.node = node
        self.request = request
        self.started_ns = perf_counter_ns()

    @property
    def state(self) -> State:
        """What the ContextVar holds while this is the innermost stretch."""
        return [self.log, self.node, self.request, NO_COUNT]

    @classmethod
    def inside(cls, outer: State | None, limit: int) -> Self:
        """Return a new stretch: a scope of the outer one's log, or a log of its own.

        A log of its own keeps numbers up to *limit*.
        """
        if outer is None or outer[0].limit < 0:
            return cls(Log(limit))
        log, parent, *_ = outer
        log.fold()
        number = next(log.numbers)
        log.rows["scopes"].extend((number, parent))
        return cls(log, number << POSITION_BITS)

    def close(self) -> None:
        """End the stretch; an inner one leaves the outer one's log open."""
        if self.node == 0:
            self.log.close()
        else:
            self.log.fold()
