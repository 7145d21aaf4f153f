"""The document as the rows of a timeline: flat, in order, each with its depth and its bar."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any

from .names import PlaceOf, short_name

Item = dict[str, Any]

MAX_INDENT = 12
"""Deeper rows are indented no further."""
NARROWEST_BAR = 0.4
"""The width of the shortest bar, in percent: what ran must be seen."""


class Timeline:
    """The rows of one document.

    *place* gives a file and line as a page shows them; *marks* are the findings about a row,
    by its id.
    """

    def __init__(self, document: Item, place: PlaceOf, marks: dict[int, list[Item]]) -> None:
        self._place = place
        self._marks = marks
        self._calls = _grouped(document["calls"], "dispatch")
        self._inside = _grouped(document["dispatches"], "parent_call")
        for call, bypasses in _grouped(document["bypasses"], "parent_call").items():
            self._inside[call] = _merged(self._inside[call], bypasses)
        self._queries = _grouped(document["queries"], "call")
        self._outcomes = {each["id"]: each["outcome"] for each in document["transactions"]}
        ends = (
            item["start_ns"] + item["duration_ns"]
            for item in document["dispatches"]
            if item["start_ns"] is not None
        )
        self._extent = max(ends, default=0) or 1

    def rows(self) -> Iterator[Item]:
        """Yield dispatches, calls and bypasses in the order they happened, outer before inner."""
        stack = [(0, each) for each in reversed(self._inside[None])]
        while stack:
            depth, item = stack.pop()
            inner: list[Item] = []
            if "receiver" in item:
                yield self._call_row(item, depth)
                inner = self._inside[item["id"]]
            elif "operation" in item:
                yield self._bypass_row(item, depth)
            else:
                yield self._dispatch_row(item, depth)
                inner = self._calls[item["id"]]
            stack += [(depth + 1, each) for each in reversed(inner)]

    def _dispatch_row(self, dispatch: Item, depth: int) -> Item:
        return {
            **self._common(dispatch, depth),
            "kind": "dispatch",
            "name": short_name(dispatch["signal"]),
            "received": dispatch["start_ns"] is not None,
            "bar": self._bar(dispatch),
            "transaction": self._outcomes.get(dispatch["transaction"]),
            "caller": self._place(dispatch["caller"]),
            "action": dispatch["arguments"].get("action", "").strip("'"),
        }

    def _call_row(self, call: Item, depth: int) -> Item:
        error = call["error"]
        return {
            **self._common(call, depth),
            "kind": "call",
            "name": short_name(call["receiver"]),
            "bar": self._bar(call),
            "place": self._place(call),
            "error_name": short_name(error["type"]) if error else "",
            "frames": [self._place(frame) for frame in error["frames"]] if error else [],
            "statements": self._queries[call["id"]],
        }

    def _bypass_row(self, bypass: Item, depth: int) -> Item:
        return {
            **self._common(bypass, depth),
            "kind": "bypass",
            "name": bypass["operation"],
            "signals": [short_name(signal) for signal in bypass["signals"]],
            "caller": self._place(bypass["caller"]),
        }

    def _common(self, item: Item, depth: int) -> Item:
        return {
            "item": item,
            "indent": min(depth, MAX_INDENT),
            "depth": depth,
            "marks": self._marks.get(item["id"], ()),
        }

    def _bar(self, item: Item) -> Item | None:
        """Return where a row's bar begins and how wide it is, in percent of the timeline."""
        if item["start_ns"] is None:
            return None
        width = max(item["duration_ns"] / self._extent * 100, NARROWEST_BAR)
        start = min(item["start_ns"] / self._extent * 100, 100 - width)
        return {"x": f"{max(start, 0):.3f}", "width": f"{min(width, 100):.3f}"}


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


def _grouped(items: list[Item], key: str) -> dict[Any, list[Item]]:
    groups: dict[Any, list[Item]] = defaultdict(list)
    for item in items:
        groups[item[key]].append(item)
    return groups
