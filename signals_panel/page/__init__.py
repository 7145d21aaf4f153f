"""The document as a page: what the panel's templates are given."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from ..conf import options
from ..registry.registry import Registry
from ..timeline import Timeline
from .beginning import AT_ONCE, beginning_of
from .figures import figures_of
from .findings import cards_of, marks_of
from .names import shown_place
from .rankings import receivers_of, signals_of
from .registry import registry_of
from .rows import SHOWN, Rows
from .searchable import columns_of, mark_internals

__all__ = ["beginning_of", "context_of", "without_recording"]

Item = dict[str, Any]


def without_recording(stats: Item) -> Item:
    """Return the panel template's context where nothing is stored."""
    return {"failure": json.loads(stats["failure"]) if "failure" in stats else None}


def context_of(
    timeline: Timeline, document: Item, connections: list[Item], stats: Item, registry: Registry
) -> Item:
    """Return the panel template's context for a timeline and its document.

    *connections* are all that are known, each with its fate; *registry* is what was connected
    when the document's request was made.
    """
    place = partial(shown_place, options().EDITOR_URL)
    page = Rows(timeline, document, place, marks_of(document["findings"]))
    rows = page.rows(options().ROWS_SHOWN)
    first = _beginning(rows) if len(page.all) > AT_ONCE else rows
    hidden = sum(len(document[each]) for each in SHOWN) - len(page.shown)
    return {
        "document": document,
        "figures": figures_of(document),
        "findings": cards_of(document, place, page.shown),
        "rows": first,
        "all_rows": rows,
        "has_rest": first is not rows and not hidden,
        "internal_count": mark_internals(page.all),
        "columns": partial(columns_of, page.all),
        "shown_count": len(first),
        "row_count": len(page.shown) + hidden,
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
