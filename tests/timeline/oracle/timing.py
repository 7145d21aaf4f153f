"""Self times: a duration less the union of what ran inside, concurrently or not."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

Item = dict[str, Any]
Interval = tuple[int, int]


def measure(dispatches: list[Item], calls: list[Item]) -> None:
    """Set ``self_ns`` of every dispatch and call that ran."""
    inside: dict[tuple[str, int | None], list[Interval]] = defaultdict(list)
    for call in filter(has_run, calls):
        inside["dispatch", call["dispatch"]].append(_interval(call))
    for dispatch in filter(has_run, dispatches):
        inside["call", dispatch["parent_call"]].append(_interval(dispatch))
    for kind, items in (("dispatch", dispatches), ("call", calls)):
        for item in filter(has_run, items):
            busy = inside.get((kind, item["id"]), [])
            item["self_ns"] = item["duration_ns"] - covered_ns(busy, *_interval(item))


def covered_ns(intervals: list[Interval], start: int, end: int) -> int:
    """Return how much of *start* to *end* the intervals cover, overlaps counted once."""
    covered = 0
    for left, right in sorted(intervals):
        begin, finish = max(left, start), min(right, end)
        if finish > begin:
            covered += finish - begin
            start = finish
    return covered


def has_run(item: Item) -> bool:
    """Tell whether an item has times: it was received, it was reached."""
    return item["start_ns"] is not None


def _interval(item: Item) -> Interval:
    return item["start_ns"], item["start_ns"] + item["duration_ns"]
