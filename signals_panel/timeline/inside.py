"""What each row has inside it, itself included: a folded row tells of what it hides."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from .columns import ERRORS, TOP, Dispatches
from .joined import Numbers
from .timeline import Timeline


class Sums:
    """Sums over whatever is under dispatches and calls, by table.

    Attributes:
        dispatches, calls: a number for each row.
    """

    def __init__(self, dispatches: Dispatches, of_dispatch: int, of_calls: Numbers) -> None:
        """Add up what calls have, and each dispatch itself, from the innermost outwards.

        *of_calls* has what is right inside each call; it becomes all that is inside.
        """
        self.calls = of_calls
        parents = dispatches.parent
        for dispatch in reversed(range(len(parents))):
            if parents[dispatch] != TOP:
                inside = sum(map(of_calls.__getitem__, dispatches.calls_of(dispatch)))
                of_calls[parents[dispatch]] += of_dispatch + inside
        upto = list(accumulate(of_calls, initial=0))
        spans = zip(dispatches.first, dispatches.size, strict=True)
        self.dispatches = [of_dispatch + upto[first + size] - upto[first] for first, size in spans]


class Inside:
    """What is inside the dispatches and calls of a timeline, these included.

    Attributes:
        rows: how many rows: dispatches, calls, sends nobody received, bypasses.
        queries, query_ns: what was run, and how long that took.
        errors: how many receivers raised.
    """

    def __init__(self, timeline: Timeline) -> None:
        dispatches, calls = timeline.dispatches, timeline.calls
        self.rows = Sums(dispatches, 1, _rows(timeline))
        self.queries = Sums(dispatches, 0, list(calls.queries))
        self.query_ns = Sums(dispatches, 0, list(calls.query_ns))
        self.errors = Sums(dispatches, 0, [int(each in ERRORS) for each in calls.outcome])


def _rows(timeline: Timeline) -> Numbers:
    """Return how many rows each call is, with those right inside it but for dispatches."""
    rows = [1] * len(timeline.calls)
    parents: Iterable[int] = (*timeline.quiet.parent, *timeline.bypasses.parent)
    for parent in parents:
        if parent != TOP:
            rows[parent] += 1
    return rows
