"""The totals of a recording from its columns, for the subtitle every response carries."""

from __future__ import annotations

from collections import defaultdict

from .log import POSITION_BITS, STREAMS
from .tables import TOOLBAR, Column, Tables
from .timeline import Timeline, sums
from .timeline.own_times import covered_ns

Totals = dict[str, int]

_EMPTY: defaultdict[str, Column] = defaultdict(list)


def totals_of(tables: Tables) -> Totals:
    """Return ``sends``, ``calls``, ``queries`` and ``receiver_ns`` as the document has them.

    There is a timeline only where the columns alone do not tell: inner recordings, calls that
    are not over or were not reached, receivers of the toolbar beside the user's.
    """
    streams = {name: tables["streams"].get(name, _EMPTY) for name in STREAMS}
    receivers = streams["dispatches"]["receivers"]
    odd = (streams["scopes"]["number"], streams["ended"]["dispatch"], streams["called"]["dispatch"])
    calls = _call_count(receivers)
    if any(odd) or calls != len(streams["calls"]["start"]) or _has_toolbars(receivers):
        return _of_timeline(tables)
    return {
        "sends": len(streams["dispatches"]["number"]) + sum(streams["quiet"]["count"]),
        "calls": calls,
        "queries": len(streams["queries"]["start"]),
        "receiver_ns": sum(streams["calls"]["duration"]) - _nested_ns(streams),
    }


def _of_timeline(tables: Tables) -> Totals:
    totals = sums.totals_of(Timeline([tables]))
    return {name: totals[name] for name in ("sends", "calls", "queries", "receiver_ns")}


def _call_count(receivers: Column) -> int:
    if not receivers:
        return 0
    sizes = [len(each) - 1 for each in receivers["values"]]
    return sum(map(sizes.__getitem__, receivers["cells"]))


def _has_toolbars(receivers: Column) -> bool:
    lists = receivers["values"] if receivers else ()
    places = (place for each in lists for place in each[1:])
    return any(place[0].startswith(TOOLBAR) for place in places)


def _nested_ns(streams: dict[str, dict[str, Column]]) -> int:
    """Return how much of the calls' time went to dispatches inside them."""
    dispatches, calls = streams["dispatches"], streams["calls"]
    if not any(dispatches["parent"]):
        return 0
    called = (calls[name] for name in ("dispatch", "position", "start", "duration"))
    ran = {
        (number << POSITION_BITS) + position: (start, start + duration)
        for number, position, start, duration in zip(*called, strict=True)
    }
    spans: dict[int, tuple[int, int]] = {}
    for node, (start, end) in ran.items():
        first, last = spans.get(node >> POSITION_BITS, (start, end))
        spans[node >> POSITION_BITS] = (min(first, start), max(last, end))
    inside = defaultdict(list)
    for number, parent in zip(dispatches["number"], dispatches["parent"], strict=True):
        if parent and number in spans:
            inside[parent].append(spans[number])
    return sum(covered_ns(found, *ran[node]) for node, found in inside.items() if node in ran)
