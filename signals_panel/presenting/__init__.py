"""The document as a page: what the panel's templates are given."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from ..conf import options
from ..registry import Registry
from .beginning import AT_ONCE, beginning_of
from .figures import figures_of
from .findings import cards_of, marks_of
from .names import shown_place
from .rankings import receivers_of, signals_of
from .registry import registry_of
from .searchable import columns_of, mark_internals
from .timeline import Timeline

__all__ = ["beginning_of", "context_of"]

Item = dict[str, Any]

ROWS = ("dispatches", "calls", "bypasses")
"""What of a document has a row in the timeline."""


def context_of(
    document: Item | None, connections: list[Item], stats: Item, registry: Registry
) -> Item:
    """Return the panel template's context for a document; None where nothing is stored.

    *connections* are all that are known, each with its fate; *registry* is what was connected
    when the document's request was made.
    """
    if document is None:
        return {"failure": json.loads(stats["failure"]) if "failure" in stats else None}
    place = partial(shown_place, options().EDITOR_URL)
    timeline = Timeline(document, place, marks_of(document["findings"]))
    rows = timeline.rows(options().ROWS_SHOWN)
    first = _beginning(rows) if len(timeline.all) > AT_ONCE else rows
    hidden = sum(len(document[each]) for each in ROWS) - len(timeline.shown)
    return {
        "document": document,
        "figures": figures_of(document),
        "findings": cards_of(document, place, timeline.shown),
        "rows": first,
        "all_rows": rows,
        "has_rest": first is not rows and not hidden,
        "internal_count": mark_internals(timeline.all),
        "columns": partial(columns_of, timeline.all),
        "shown_count": len(first),
        "row_count": len(timeline.shown) + hidden,
        "hidden_count": hidden,
        "receivers": receivers_of(document, place),
        "signals": signals_of(document),
        "registry": registry_of(document, connections, registry, place),
        "late_count": document["totals"]["sends"] - stats["totals"]["sends"],
        "recorder_errors": document["dropped"].get("errors", 0),
        "dropped": {k: n for k, n in document["dropped"].items() if k != "errors" and n},
    }


def _beginning(rows: list[Item]) -> list[Item]:
    """Return the first rows, runs without what unfolds under them."""
    return [{**row, "rows": []} if row["kind"] == "run" else row for row in rows[:AT_ONCE]]
