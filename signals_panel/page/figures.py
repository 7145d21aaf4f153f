"""The summary figures above the timeline."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..fates.connected import Connected
from ..timeline.columns import NOT_REACHED
from ..timeline.sums import totals_of

Item = dict[str, Any]


def figures_of(connected: Connected, findings: list[Item]) -> Item:
    """Return a recording's totals, and what else the summary counts."""
    calls = connected.timeline.calls
    return {
        **totals_of(connected.timeline),
        "kinds": len({kind.signal for kind in connected.kinds.all}),
        "quiet": sum(connected.timeline.quiet.count),
        "receiver_queries": sum(calls.queries),
        "not_reached": calls.outcome.count(NOT_REACHED),
        "findings": len(findings),
        "found": dict(Counter(each["severity"] for each in findings)),
    }
