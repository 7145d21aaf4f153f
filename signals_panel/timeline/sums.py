"""What a whole recording adds up to, and what groups of its rows do."""

from __future__ import annotations

from collections.abc import Iterable

from .columns import ERRORS
from .joined import Numbers
from .timeline import Timeline

DISPATCH_NS, CALL_NS, QUERY_NS, QUIET_NS = 2_000, 500, 800, 200
"""About what recording one of each costs, as the benchmarks measured; for the estimate."""


def totals_of(timeline: Timeline) -> dict[str, int]:
    """Return how much of everything there is; ``receiver_ns`` is the sum of calls' own times."""
    dispatches, calls, quiet = timeline.dispatches, timeline.calls, timeline.quiet
    sends, queries = len(dispatches) + sum(quiet.count), len(timeline.queries)
    return {
        "dispatches": len(dispatches) + len(quiet),
        "sends": sends,
        "calls": len(calls),
        "queries": queries,
        "receiver_ns": sum(calls.own),
        "errors": sum(map(calls.outcome.count, ERRORS)),
        "overhead_ns": overhead_ns(sends, sum(quiet.count), len(calls), queries),
    }


def overhead_ns(sends: int, quiet: int, calls: int, queries: int) -> int:
    """Return about what it cost to record sends, those nobody received, calls and queries."""
    received = (sends - quiet) * DISPATCH_NS + calls * CALL_NS
    return received + quiet * QUIET_NS + queries * QUERY_NS


def first_of(groups: Numbers, when: Numbers) -> dict[int, int]:
    """Return the first row of each group, in the order of these; *when* is when each row was."""
    first: dict[int, int] = {}
    for row in sorted(range(len(groups)), key=when.__getitem__):
        first.setdefault(groups[row], row)
    return first


def by_group(count: int, groups: Numbers, numbers: Iterable[int]) -> Numbers:
    """Return the sum of each of *count* groups, from the group and the number of each row."""
    sums = [0] * count
    for group, number in zip(groups, numbers, strict=True):
        sums[group] += number
    return sums
