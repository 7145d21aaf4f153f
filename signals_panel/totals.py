"""The totals of a recording from its columns, for the subtitle every response carries."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from .document import expand
from .log import POSITION_BITS, STREAMS
from .tables import TOOLBAR, Column, Tables
from .timing import covered_ns

Totals = dict[str, int]

_EMPTY: defaultdict[str, Column] = defaultdict(list)


def totals_of(tables: Tables) -> Totals:
    """Return ``sends``, ``calls``, ``queries`` and ``receiver_ns`` as the document has them.

    The document is expanded only where the columns alone do not tell: inner recordings,
    unfinished calls, receivers of the toolbar beside the user's.
    """
    streams = {name: tables["streams"].get(name, _EMPTY) for name in STREAMS}
    lists, indexes = streams["dispatches"]["receivers"] or [[], []]
    if streams["scopes"]["number"] or streams["ended"]["dispatch"] or _has_toolbars(lists):
        return dict(expand([tables])["totals"])
    return {
        "sends": len(indexes) + sum(streams["quiet"]["count"]),
        "calls": sum(len(receivers) - 1 for receivers in map(lists.__getitem__, indexes)),
        "queries": len(streams["queries"]["start"]),
        "receiver_ns": sum(streams["calls"]["duration"]) - _nested_ns(streams),
    }


def _has_toolbars(lists: list[Any]) -> bool:
    return any(place[0].startswith(TOOLBAR) for receivers in lists for place in receivers[1:])


def _nested_ns(streams: dict[str, dict[str, Column]]) -> int:
    """Return how much of the calls' time went to dispatches inside them."""
    dispatches, calls = streams["dispatches"], streams["calls"]
    if not any(dispatches["parent"]):
        return 0
    rows = zip(dispatches["number"], dispatches["parent"], dispatches["start"], strict=True)
    nested = {number: (parent, start) for number, parent, start in rows if parent}
    called = (calls[name] for name in ("dispatch", "position", "start", "duration"))
    ran = {
        (number << POSITION_BITS) + position: (start, start + duration)
        for number, position, start, duration in zip(*called, strict=True)
    }
    ends: dict[int, int] = {}
    for node, (_, end) in ran.items():
        ends[node >> POSITION_BITS] = max(end, ends.get(node >> POSITION_BITS, 0))
    inside = defaultdict(list)
    for number, (parent, start) in nested.items():
        inside[parent].append((start, ends.get(number, start)))
    return sum(covered_ns(found, *ran[node]) for node, found in inside.items() if node in ran)
