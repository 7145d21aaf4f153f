"""What was made inside each call, in order."""

from __future__ import annotations

from collections import deque
from typing import Any

from signals_panel.timeline.items import grouped

Item = dict[str, Any]


def inside_of(document: Item) -> dict[Any, list[Item]]:
    """Return what was made inside each call, by its id; what was made outside of any by None."""
    inside = grouped(document["dispatches"], "parent_call")
    for call, bypasses in grouped(document["bypasses"], "parent_call").items():
        inside[call] = _merged(inside[call], bypasses)
    return inside


def _merged(dispatches: list[Item], bypasses: list[Item]) -> list[Item]:
    """Return both in one list: each bypass before the next dispatch known to start after it."""
    merged: list[Item] = []
    waiting = deque(bypasses)
    for dispatch in dispatches:
        start = dispatch["start_ns"]
        while waiting and start is not None and waiting[0]["start_ns"] < start:
            merged.append(waiting.popleft())
        merged.append(dispatch)
    return [*merged, *waiting]
