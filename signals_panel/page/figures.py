"""The summary figures above the timeline, and what else is summed up."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..fates.connected import Connected
from ..log.columns import Column, Columns
from ..log.tables import Tables
from ..timeline import totals
from ..timeline.columns import NOT_REACHED
from ..timeline.sums import overhead_ns, totals_of

Item = dict[str, Any]


def figures_of(connected: Connected, findings: list[Item]) -> Item:
    """Return a recording's totals, and what else the summary counts."""
    calls = connected.timeline.calls
    return {
        **totals_of(connected.timeline),
        "late_ns": _late_ns(connected.timeline.joined.parts),
        "kinds": len({kind.signal for kind in connected.kinds.all}),
        "quiet": sum(connected.timeline.quiet.count),
        "receiver_queries": sum(calls.queries),
        "not_reached": calls.outcome.count(NOT_REACHED),
        "findings": len(findings),
        "found": dict(Counter(each["severity"] for each in findings)),
    }


def figures_at_once(parts: list[Tables]) -> Item:
    """Return of the same what columns alone tell; what only the tree and findings do is None."""
    found = summed(parts)
    quiet = sum(sum(_column(part, "quiet", "count")) for part in parts)
    return {
        **found,
        "late_ns": _late_ns(parts),
        "overhead_ns": overhead_ns(found["sends"], quiet, found["calls"], found["queries"]),
        "quiet": quiet,
        **dict.fromkeys(("kinds", "receiver_queries", "not_reached", "findings")),
    }


def summed(parts: list[Tables]) -> dict[str, int]:
    """Return the totals of parts of a recording; see ``timeline.totals``."""
    found = [totals.totals_of(part) for part in parts]
    names = ("sends", "calls", "queries", "receiver_ns", "errors")
    return {name: sum(each[name] for each in found) for name in names}


def _late_ns(parts: list[Tables]) -> int:
    """Return the time of the receivers after the response."""
    return summed(parts[1:])["receiver_ns"]


def _column(part: Tables, stream: str, name: str) -> Column:
    columns: Columns = part["streams"].get(stream, {})
    return columns.get(name, [])
