"""The totals of a recording from its columns, for the subtitle every response carries."""

from __future__ import annotations

from collections import defaultdict

from ..log.columns import Column
from ..log.log import STREAMS
from ..log.tables import Tables
from ..log.toolbars import TOOLBAR
from .columns import ERRORS, OUTCOMES
from .nested import Nested

Totals = dict[str, int]

FEW = 10
"""How many lists of receivers are counted one by one, which is quicker than adding all up."""

_EMPTY: defaultdict[str, Column] = defaultdict(list)


def totals_of(tables: Tables) -> Totals:
    """Return the document's ``sends``, ``calls``, ``queries``, ``receiver_ns`` and ``errors``.

    Dispatches are nested only where the columns alone do not tell: where one was sent in another,
    in inner recordings, where calls are not over or were not reached, or beside the toolbar's.
    """
    streams = {name: tables["streams"].get(name, _EMPTY) for name in STREAMS}
    receivers = streams["dispatches"]["receivers"]
    calls, durations = _call_count(receivers), streams["calls"]["duration"]
    nested = None
    if _is_odd(streams) or calls != len(durations) or _has_toolbars(receivers):
        nested = Nested([tables])
    return {
        "sends": len(streams["dispatches"]["number"]) + sum(streams["quiet"]["count"]),
        "calls": len(nested.calls) if nested else calls,
        "queries": len(streams["queries"]["start"]),
        "receiver_ns": sum(nested.calls.own if nested else durations),
        "errors": _error_count(nested, streams["calls"]["outcome"]),
    }


def _error_count(nested: Nested | None, outcome: Column) -> int:
    if nested:
        return sum(map(nested.calls.outcome.count, ERRORS))
    places = enumerate(outcome["values"] if outcome else ())
    failed = [place for place, name in places if OUTCOMES.index(name) in ERRORS]
    return sum(map(outcome["cells"].count, failed)) if failed else 0


def _is_odd(streams: dict[str, dict[str, Column]]) -> bool:
    """Tell whether something ran inside something else, or beside it."""
    telling = (("scopes", "number"), ("ended", "dispatch"), ("called", "dispatch"))
    is_beside = any(streams[stream][name] for stream, name in telling)
    parents = streams["dispatches"]["parent"]
    return is_beside or parents.count(0) < len(parents)


def _call_count(receivers: Column) -> int:
    if not receivers or not receivers["cells"]:
        return 0
    sizes: list[int] = [len(each) - 1 for each in receivers["values"]]
    cells: list[int] = receivers["cells"]
    usual = sizes[cells[-1]]
    others = [place for place, size in enumerate(sizes) if size != usual]
    if len(others) > FEW:
        return sum(map(sizes.__getitem__, cells))
    more: int = sum((sizes[place] - usual) * cells.count(place) for place in others)
    return usual * len(cells) + more


def _has_toolbars(receivers: Column) -> bool:
    lists = receivers["values"] if receivers else ()
    places = (place for each in lists for place in each[1:])
    return any(place[0].startswith(TOOLBAR) for place in places)
