"""What each row has inside it, itself included: a folded row tells of what it hides."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, repeat

from .columns import ERRORS
from .joined import Numbers
from .order import Order
from .timeline import Timeline


class Inside:
    """What is inside the rows of an order, by their numbers in it; runs have rows too.

    Attributes:
        rows: how many rows, runs not counted.
        queries, query_ns: what receivers ran there, and how long that took, in nanoseconds.
        errors: how many receivers raised.
        findings: how many findings are about rows there.
    """

    def __init__(self, timeline: Timeline, order: Order, findings: Iterable[list[int]]) -> None:
        """*findings* are the rows that each is about, by their numbers in the order."""
        calls = timeline.calls
        self._order = order
        self.rows = self._sums([1] * order.first_run)
        self.queries = self._of_calls(calls.queries)
        self.query_ns = self._of_calls(calls.query_ns)
        self.errors = self._of_calls([int(each in ERRORS) for each in calls.outcome])
        self.findings = self._findings(list(findings))

    def _of_calls(self, own: Numbers) -> Numbers:
        return self._sums([*[0] * self._order.first_call, *own]) if any(own) else self._nothing()

    def _nothing(self) -> Numbers:
        return array("q", bytes(8 * (self._order.first_run + len(self._order.runs))))

    def _sums(self, own: Numbers) -> Numbers:
        """Add what the first rows have to all that is around them, innermost first."""
        more = self._order.first_run + len(self._order.runs) - len(own)
        sums = array("q", chain(own, repeat(0, more)))
        within: dict[int, int] = defaultdict(int)
        order = zip(reversed(self._order.rows), reversed(self._order.depth), strict=True)
        for row, depth in order:
            sums[row] += within.pop(depth + 1, 0)
            within[depth] += sums[row]
        return sums

    def _findings(self, findings: list[list[int]]) -> Numbers:
        """Count each finding once in all that is around the rows it is about."""
        counts = self._nothing()
        around = self._order.around(set().union(*findings)) if findings else {}
        for rows in findings:
            for row in set().union(*map(around.__getitem__, rows)):
                counts[row] += 1
        return counts
