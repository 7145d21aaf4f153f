"""Own times: a duration less the union of what ran inside, concurrently or not."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate

from .columns import NOT_REACHED, TOP, Calls, Dispatches

Interval = tuple[int, int]


def set_own_times(dispatches: Dispatches, calls: Calls, odd: set[int]) -> None:
    """Set ``own`` of every dispatch and call."""
    _of_dispatches(dispatches, calls, odd)
    _of_calls(dispatches, calls)


def _of_dispatches(dispatches: Dispatches, calls: Calls, odd: set[int]) -> None:
    upto = list(accumulate(calls.duration, initial=0))
    columns = dispatches.duration, dispatches.first, dispatches.size
    dispatches.own = [
        duration - upto[first + size] + upto[first]
        for duration, first, size in zip(*columns, strict=True)
    ]
    for each in odd:
        found = [call for call in dispatches.calls_of(each) if calls.outcome[call] != NOT_REACHED]
        inside = [_interval(calls, call) for call in found]
        covered = covered_ns(inside, *_interval(dispatches, each))
        dispatches.own[each] = dispatches.duration[each] - covered


def _of_calls(dispatches: Dispatches, calls: Calls) -> None:
    """Set those of calls, most of which hold what is sent in them, one after another."""
    calls.own = calls.duration
    own = calls.own
    ends: dict[int, int] = {}
    unlike: set[int] = set()
    columns = dispatches.parent, dispatches.start, dispatches.duration
    for parent, start, duration in zip(*columns, strict=True):
        if parent != TOP:
            end = start + duration
            own[parent] -= duration
            first = ends.get(parent, calls.start[parent])
            last = calls.start[parent] + calls.duration[parent]
            if not first <= start <= end <= last:
                unlike.add(parent)
            ends[parent] = end
    if unlike:
        inside = _inside(dispatches, unlike)
        for call in unlike:
            covered = covered_ns(inside[call], *_interval(calls, call))
            own[call] = calls.duration[call] - covered


def _inside(dispatches: Dispatches, calls: set[int]) -> dict[int, list[Interval]]:
    inside = defaultdict(list)
    for dispatch, parent in enumerate(dispatches.parent):
        if parent in calls:
            inside[parent].append(_interval(dispatches, dispatch))
    return inside


def covered_ns(intervals: list[Interval], start: int, end: int) -> int:
    """Return how much of *start* to *end* the intervals cover, overlaps counted once."""
    covered = 0
    for left, right in sorted(intervals):
        begin, finish = max(left, start), min(right, end)
        if finish > begin:
            covered += finish - begin
            start = finish
    return covered


def _interval(table: Dispatches | Calls, row: int) -> Interval:
    return table.start[row], table.start[row] + table.duration[row]
