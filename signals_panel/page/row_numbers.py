"""The numbers of all rows of a timeline: a list for each column, table after table, then runs."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, compress, repeat
from typing import Any

from ..log.log import POSITION_BITS
from ..timeline import Timeline
from ..timeline.columns import NOT_REACHED, Calls
from ..timeline.joined import Numbers
from ..timeline.labels import Labels
from ..timeline.order import Order

NONE = float("nan")
"""The time of a row that has none."""

OfRows = Mapping[str, Sequence[Any]]
"""The numbers of rows: a column by its name, an entry a row, table after table, then runs."""
OfRun = Callable[[Numbers], Any]
"""Returns the number of a run's row, from its members."""


class Alike:
    """The same number for each row of a table."""

    def __init__(self, number: float, size: int) -> None:
        self.number, self.size = number, size

    def __iter__(self) -> Iterator[float]:
        return repeat(self.number, self.size)


def numbers_of(timeline: Timeline, labels: Labels, order: Order) -> OfRows:
    """Return the columns by name; times are in nanoseconds, or ``NONE``."""
    dispatches, calls, quiet = timeline.dispatches, timeline.calls, timeline.quiet
    bypasses = timeline.bypasses
    sizes = [len(dispatches), len(calls), len(quiet), len(bypasses)]
    none, zero, one = ([Alike(each, size) for size in sizes] for each in (NONE, 0, 1))
    bypass_ids = range(timeline.first_bypass_id, timeline.first_bypass_id + len(bypasses))
    nodes = (number << POSITION_BITS for number in dispatches.number)
    queries = _per_dispatch(timeline, calls.queries)
    error = [int(labels.all[each].error != "") for each in labels.calls]
    errors = _per_dispatch(timeline, error)
    is_internal = [int(each.is_internal) for each in labels.all]
    of_calls, *internal = (
        list(map(is_internal.__getitem__, each))
        for each in (labels.calls, labels.quiet, labels.bypasses)
    )
    of_dispatches = _internal(timeline, labels, is_internal, of_calls)

    def column(*tables: Iterable[Any], run: OfRun, code: str = "q") -> array[Any]:
        return array(code, chain(*tables, map(run, order.runs)))

    times, flags = partial(column, code="d"), partial(column, code="b")

    return {
        "id": column(timeline.ids, bypass_ids, run=_nothing, code="i"),
        "node": column(nodes, calls.node, *zero[2:], run=_nothing),
        "start": times(
            dispatches.start, _reached(calls, calls.start), none[2], bypasses.start,
            run=_first_of(dispatches.start),
        ),
        "total": times(
            dispatches.duration, _reached(calls, calls.duration), *none[2:],
            run=_sum_of(dispatches.duration),
        ),
        "self": times(
            dispatches.own, _reached(calls, calls.own), *none[2:], run=_sum_of(dispatches.own)
        ),
        "longest": times(*none, run=_most_of(dispatches.duration)),
        "sql": column(queries, calls.queries, *zero[2:], run=_sum_of(queries), code="i"),
        "count": column(*one[:2], quiet.count, one[3], run=len, code="i"),
        "error": flags(zero[0], error, *zero[2:], run=_any_of(errors)),
        "internal": flags(of_dispatches, of_calls, *internal, run=_all_of(of_dispatches)),
    }  # fmt: skip


def _per_dispatch(timeline: Timeline, of_calls: Numbers) -> Numbers:
    """Return the sums over the calls of each dispatch."""
    sums = [0] * len(timeline.dispatches)
    for dispatch, number in compress(zip(timeline.calls.dispatch, of_calls, strict=True), of_calls):
        sums[dispatch] += number
    return sums


def _internal(
    timeline: Timeline, labels: Labels, is_internal: Numbers, of_calls: Numbers
) -> Numbers:
    """Return which dispatches are Django's or a package's, as all their receivers are."""
    found = list(map(is_internal.__getitem__, labels.dispatches))
    projects = compress(timeline.calls.dispatch, map(int.__eq__, of_calls, repeat(0)))
    for dispatch in projects:
        found[dispatch] = 0
    return found


def _reached(calls: Calls, values: Numbers) -> Sequence[Any]:
    """Return times of calls, ``NONE`` for those that were not reached."""
    if NOT_REACHED not in calls.outcome:
        return values
    pairs = zip(values, calls.outcome, strict=True)
    return [NONE if outcome == NOT_REACHED else value for value, outcome in pairs]


def _nothing(members: Numbers) -> int:
    return 0


def _first_of(values: Numbers) -> OfRun:
    return lambda members: values[members[0]]


def _sum_of(values: Numbers) -> OfRun:
    return lambda members: sum(map(values.__getitem__, members))


def _most_of(values: Numbers) -> OfRun:
    return lambda members: max(map(values.__getitem__, members))


def _any_of(values: Numbers) -> OfRun:
    return lambda members: int(any(map(values.__getitem__, members)))


def _all_of(values: Numbers) -> OfRun:
    return lambda members: int(all(map(values.__getitem__, members)))
