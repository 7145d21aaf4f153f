"""The summary figures above the timeline."""

from __future__ import annotations

from collections import Counter
from typing import Any

Item = dict[str, Any]


def figures_of(document: Item) -> Item:
    """Return the document's totals, and what else the summary counts."""
    dispatches, calls = document["dispatches"], document["calls"]
    found = Counter(each["severity"] for each in document["findings"])
    return {
        **document["totals"],
        "kinds": len({each["signal"] for each in dispatches}),
        "quiet": sum(each["count"] for each in dispatches if each["start_ns"] is None),
        "receiver_queries": sum(call["queries"] for call in calls),
        "not_reached": sum(call["outcome"] == "not_reached" for call in calls),
        "findings": len(document["findings"]),
        "found": dict(found),
    }
