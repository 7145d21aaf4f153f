"""The tree of a recording, as flat columns: derived once, read by all that shows it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate, chain

from ..log.tables import Tables
from .columns import TOP, Bypasses, Calls
from .joined import Numbers, Row
from .nested import Nested
from .quiet import quiet_in
from .slices import between
from .transactions import outcomes_in, view_blocks_in


class Timeline(Nested):
    """What a recording has, in columns that need nothing else.

    Attributes:
        quiet, bypasses: the tables beside dispatches and calls.
        queries: the call that each query was run by, by its row in the stream.
        outcomes: what became of each transaction, by its number, in order.
        view_blocks: the blocks that all of the request's view ran in, by ``ATOMIC_REQUESTS``.
        first_id, first_query_id, first_bypass_id: the ids that the document gives the first of its
            rows, of its queries and of its bypasses; transactions come before these.

    *numbers* are those of the recording that are wanted, all by default; what is not in them
    counts as not there.
    """

    def __init__(self, parts: Iterable[Tables], numbers: range | None = None) -> None:
        if numbers is not None:
            parts = [between(part, numbers) for part in parts]
        super().__init__(parts)
        self.quiet = quiet_in(self.joined, self.dispatches, self.around("quiet"))
        self.queries = self.around("queries")
        self._count_queries()
        self.bypasses = self._bypasses()
        self.outcomes = outcomes_in(self.joined)
        self.view_blocks = view_blocks_in(self.joined)
        self.first_id = 1 + len(self.outcomes)
        self.first_query_id = self.first_id + len(self)
        self.first_bypass_id = self.first_query_id + len(self.queries)
        self._number_rows()
        self.__dict__.pop("nesting", None)  # large, and asked for by few from now on

    def __len__(self) -> int:
        """Return how many rows there are of dispatches and calls."""
        return len(self.dispatches) + len(self.calls) + len(self.quiet)

    @cached_property
    def ids(self) -> Numbers:
        """The ids that the document gives dispatches, calls and sends nobody received, in turn."""
        rows = chain(self.dispatches.row, self.calls.row, self.quiet.row)
        return array("q", [self.first_id + row for row in rows])

    def rows(self, stream: str, key: str) -> list[tuple[Row, int]]:
        """Return the rows of a stream that has few, each with the call it is in, or ``TOP``.

        *key* is the column that they are in order of.
        """
        pairs = zip(self.joined.rows(stream), self.around(stream), strict=True)
        return sorted(pairs, key=lambda pair: getattr(pair[0], key))

    def call_id(self, call: int) -> int | None:
        """Return the id that the document gives a call, None for ``TOP``."""
        return None if call == TOP else self.first_id + self.calls.row[call]

    def _count_queries(self) -> None:
        calls: Calls = self.calls
        calls.queries, calls.query_ns = [0] * len(calls), [0] * len(calls)
        durations = self.joined.numbers("queries", "duration")
        for call, duration in zip(self.queries, durations, strict=True):
            if call != TOP:
                calls.queries[call] += 1
                calls.query_ns[call] += duration

    def _bypasses(self) -> Bypasses:
        starts, parents = self.joined.times("bypasses", "start"), self.around("bypasses")
        source = self.joined.by_start("bypasses")
        in_order = (list(map(each.__getitem__, source)) for each in (parents, starts))
        return Bypasses(source, *in_order)

    def _number_rows(self) -> None:
        """Number rows as they came about: each dispatch, then its calls, by its own number."""
        dispatches, calls, quiet = self.dispatches, self.calls, self.quiet
        numbers = [*dispatches.number, *quiet.number]
        sizes = [1 + size for size in dispatches.size] + [1] * len(quiet)
        order = sorted(range(len(numbers)), key=numbers.__getitem__)
        rows = accumulate(map(sizes.__getitem__, order), initial=0)
        row_of = dict(zip(order, rows, strict=False))
        found = list(map(row_of.__getitem__, range(len(numbers))))
        dispatches.row, quiet.row = found[: len(dispatches)], found[len(dispatches) :]
        of_calls = zip(dispatches.row, dispatches.size, strict=True)
        calls.row = [row + nth for row, size in of_calls for nth in range(1, size + 1)]
