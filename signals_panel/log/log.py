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
from weakref import ref

from . import elsewhere
from .clock import perf_counter_ns
from .counts import NO_COUNT, Count

if TYPE_CHECKING:
    from typing_extensions import Self

POSITION_BITS = 20

STREAMS: dict[str, tuple[str, ...]] = {
    # Ints and text, or tuples of text that many rows share: of callers (caller), places (receiver,
    # receivers); signal_names' tokens (signal), the log's kinds (kind). A dispatch starts when its
    # first call does.
    "dispatches": (
        "number", "parent", "signal", "sender", "method", "caller", "arguments", "pk",
        "transaction", "receivers",
    ),
    "calls": ("dispatch", "position", "start", "duration", "outcome", "text"),
    "started": ("dispatch", "position", "start"),
    "called": ("dispatch", "position", "start", "receiver", "is_async"),
    "ended": ("dispatch", "end"),
    "quiet": ("number", "count", "parent", "kind"),
    "queries": ("parent", "alias", "sql", "start", "duration", "caller", "parameters"),
    "bypasses": (
        "number", "parent", "start", "operation", "model", "rows", "caller", "missed", "cause",
        "field", "related", "by_django",
    ),
    "mails": ("number", "parent", "start", "duration", "transaction", "caller"),
    "transactions": ("number", "parent", "alias"),
    "outcomes": ("transaction", "outcome"),
    "view_blocks": ("parent", "transaction", "alias", "is_innermost"),
    "on_commits": ("number", "parent", "callback", "caller", "transaction", "in_test"),
    "commit_outcomes": ("on_commit", "outcome"),
    "changes": (
        "parent", "signal", "receiver", "sender", "weak", "uid", "is_async", "caller", "change",
    ),
    "missing": (
        "parent", "signal", "receiver", "sender", "weak", "uid", "is_async", "caller",
    ),
    "muted": ("dispatch", "receiver"),
    "scopes": ("number", "parent"),
    "elsewhere": ("signal", "sender", "times"),
}  # fmt: skip
"""Every stream of a log and its columns: a stream is one flat list, row after row."""

State = list[Any]
"""An open log, the node under which things happen now, the request scope if there is one, and
the latest count of sends nobody received under that node."""

current_state: ContextVar[State | None] = ContextVar("signals_panel", default=None)


class Log:
    """What was recorded: append-only streams that all threads and tasks of a recording write to.

    Attributes:
        rows: per stream name, one flat list; each row is appended whole, which no other
            thread can interleave.
        kinds: a number for each signal token, sender and method that nobody received.
        dropped: how many rows or errors of our own were left out, by kind.
    """

    __slots__ = ("__weakref__", "dropped", "kinds", "rows")

    def __init__(self, rows: dict[str, list[Any]] | None = None) -> None:
        self.rows = {name: [] for name in STREAMS} if rows is None else rows
        self.kinds: dict[tuple[Any, ...], int] = {}
        self.dropped: defaultdict[str, int] = defaultdict(int)  # calls no Python code


class _Closed(list[Any]):
    """The rows of any stream once its log is closed: takes none."""

    def extend(self, row: Any) -> None:
        """Leave a row out."""


_NOTHING = Log({name: _Closed() for name in STREAMS})
"""What all logs write to that are closed."""


class OpenLog:
    """A log as long as it is open: what contexts carry, and what writes.

    A context may live much longer than its recording, as that of a task begun in a request
    does. So a log is let go of when it is closed; the recording alone has it then.

    Attributes:
        log: what is written to; an empty one once it is closed.
        rows, kinds, dropped: those of the log.
        write_dispatch, write_quiet, write_call: append a row to these streams, for the hot path.
        numbers: the next number for a dispatch, a bypass, a scope or a count of sends
            nobody received, given in true chronological order.
        limit: the last number recorded; negative once the log is closed.
        keeps_parameters: whether it is recorded what statements were given.
        keeps_all: whether statements outside of receivers are recorded, and the arguments of
            sends that are about no ``instance``; no rule asks for these.
        kept: what recordings keep of the sends themselves; nearly always none does.
        counts, counted: of sends nobody received: all counts by node and kind, and those
            begun since the last dispatch.
        looked: the kinds and senders whose connections were looked for among a signal's
            receivers, in the innermost stretch, since a connection was made.
        elsewhere: what was sent outside of it and is not in its rows yet.
        reference: a weak reference to this, always the same.
    """

    __slots__ = (
        "__weakref__",
        "counted",
        "counts",
        "dropped",
        "elsewhere",
        "keeps_all",
        "keeps_parameters",
        "kept",
        "kind_numbers",
        "kinds",
        "limit",
        "log",
        "looked",
        "numbers",
        "reference",
        "rows",
        "write_call",
        "write_dispatch",
        "write_quiet",
    )

    def __init__(self, limit: int, keeps_parameters: bool = True) -> None:
        self.keeps_parameters = keeps_parameters
        self.keeps_all = True
        self.kept: tuple[Any, ...] = ()
        self._write_to(Log())
        self.numbers = itertools.count(1)
        self.limit = limit
        self.counts: dict[tuple[int, int], Count] = {}
        self.counted: deque[Count] = deque()
        self.kind_numbers = itertools.count()
        self.looked: set[tuple[int, int]] = set()
        self.elsewhere = elsewhere.Elsewhere()
        self.reference = ref(self)

    def forget_counts(self) -> None:
        """Begin without any count: those there are match no send any more."""
        counts, self.counts = self.counts, {}
        for count in list(counts.values()):  # other threads may still add to them
            count.signal = count.sender = None
            count.next = NO_COUNT

    def close(self, is_wanted: bool = True) -> None:
        """Record no more, whatever context still carries this, and let go of what was.

        What was counted is written only where somebody wants it.
        """
        elsewhere.closed(self)
        if is_wanted:
            self.fold()
        else:
            self.counted.clear()
            self.elsewhere.sends.clear()
        self.limit = -1
        self.kept = ()
        self.forget_counts()
        self._write_to(_NOTHING)

    def fold(self) -> None:
        """Write what was counted: sends nobody received, and those outside of this log."""
        self.write_counted()
        self.elsewhere.write(self)

    def write_counted(self) -> None:
        """Write a row for each count since the last dispatch, in order of first occurrence."""
        counted, write = self.counted, self.write_quiet
        while counted:  # other threads may be counting, and writing what was counted
            try:
                count = counted.popleft()
            except IndexError:
                break
            number = next(self.numbers)  # only now: greater than that of what it was sent in
            times, count.times = count.times, 0
            if number <= self.limit:
                write((number, times, count.node, count.kind))
            else:
                self.dropped["sends"] += times

    def write_elsewhere(self, signal: Any, sender: str | None, times: int) -> None:
        """Write how often a signal was sent by a sender outside of this log."""
        rows = self.rows["elsewhere"]
        if len(rows) < 3 * self.limit:
            rows.extend((signal, sender, times))
        elif self.limit >= 0:
            self.dropped["sends elsewhere"] += times

    def next_number(self, kind: str) -> int:
        """Return the next number, 0 when the log is full."""
        number = next(self.numbers)
        if number <= self.limit:
            return number
        if self.limit >= 0:
            self.dropped[kind] += 1
        return 0

    def _write_to(self, log: Log) -> None:
        self.log = log
        self.rows, self.kinds, self.dropped = log.rows, log.kinds, log.dropped
        self.write_dispatch: Callable[[tuple[Any, ...]], None] = log.rows["dispatches"].extend
        self.write_quiet: Callable[[tuple[Any, ...]], None] = log.rows["quiet"].extend
        self.write_call: Callable[[tuple[Any, ...]], None] = log.rows["calls"].extend


class Stretch:
    """One bounded stretch of a log: all of it, or what happens under one scope.

    Attributes:
        open_log: what writes its rows.
        log: where its rows are, also once they are all written.
        node: the scope they are under, 0 for the whole log.
        elsewhere: from where to where the log's rows of that stream are its own.
        started_ns, ended_ns: the clock when it began, and when it ended; until then None.
    """

    def __init__(self, open_log: OpenLog, node: int = 0) -> None:
        self.open_log = open_log
        self.log = open_log.log
        self.node = node
        self.elsewhere = slice(len(self.log.rows["elsewhere"]), None)
        self.started_ns = perf_counter_ns()
        self.ended_ns: int | None = None

    @classmethod
    def inside(cls, outer: State | None, limit: int, keeps_parameters: bool = True) -> Self:
        """Return a new stretch: a scope of the outer one's log, or a log of its own.

        A log of its own keeps numbers up to *limit*, and parameters of statements if so told.
        """
        if outer is None or outer[0].limit < 0:
            log = OpenLog(limit, keeps_parameters)
            elsewhere.opened(log)
            return cls(log)
        log, parent, *_ = outer
        log.keeps_all = True
        log.fold()
        log.looked.clear()
        number = next(log.numbers)
        log.rows["scopes"].extend((number, parent))
        return cls(log, number << POSITION_BITS)

    def state(self, request: Any = None) -> State:
        """Return what the ContextVar holds while this is the innermost stretch."""
        return [self.open_log, self.node, request, NO_COUNT]

    def close(self, is_wanted: bool = True) -> None:
        """End the stretch; an inner one leaves the outer one's log open."""
        self.ended_ns = perf_counter_ns()
        if self.node == 0:
            self.open_log.close(is_wanted)
        else:
            self.open_log.fold()
            self.open_log.looked.clear()
            end = len(self.log.rows["elsewhere"])
            self.elsewhere = slice(self.elsewhere.start, end)
