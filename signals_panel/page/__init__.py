"""The document as a page: what the panel's templates are given."""

from __future__ import annotations

import json
from collections.abc import Container
from functools import partial
from typing import Any

from ..conf import options
from ..fates.connected import Connected
from ..log.tables import Tables
from .beginning import AT_ONCE, beginning_of, notes_of
from .columns import as_json
from .figures import figures_at_once, figures_of
from .findings import cards_of
from .internals import mark_internals
from .listing import Listing
from .names import shown_place
from .rankings import receivers_of, signals_of
from .registry import connection_count, registry_of
from .rows import Rows

__all__ = [
    "beginning_of",
    "context_of",
    "figures_at_once",
    "registry_context",
    "sums_of",
    "without_recording",
]

Item = dict[str, Any]


def without_recording(stats: Item) -> Item:
    """Return the panel template's context where nothing is stored."""
    return {"failure": json.loads(stats["failure"]) if "failure" in stats else None}


def sums_of(connected: Connected, findings: list[Item], shown: Container[int]) -> Item:
    """Return what the views show that sum up, the figures, and how many connections there are.

    *shown* are the ids of the timeline's rows that the page shows.
    """
    place = partial(shown_place, options().EDITOR_URL)
    return {
        "is_summed": True,
        "figures": figures_of(connected, findings),
        "findings": cards_of(connected, findings, place, shown),
        "receivers": receivers_of(connected, place),
        "signals": signals_of(connected),
        "connection_count": connection_count(connected.connections),
    }


def registry_context(connected: Connected) -> Item:
    """Return what the registry's view shows: far more than any other, and seldom looked at."""
    return {"registry": registry_of(connected, partial(shown_place, options().EDITOR_URL))}


def context_of(
    connected: Connected, document: Item, parts: list[Tables], stats: Item, limit: int | None
) -> Item:
    """Return the panel template's context for a recording and its document: all rows, or some."""
    place = partial(shown_place, options().EDITOR_URL)
    listing = Listing(connected.timeline, document["findings"])
    page = Rows(listing, document, place)
    page.rows(limit)
    first = _beginning(page.all) if len(page.all) > AT_ONCE else page.all
    return {
        "document": document,
        **sums_of(connected, document["findings"], page.shown),
        "rows": first,
        "all_rows": page.all,
        "has_rest": first is not page.all,
        "internal_count": mark_internals(page.all),
        "columns": partial(as_json, listing),
        "shown_count": len(first),
        "row_count": len(page.shown),
        **notes_of(parts, connected.timeline, stats),
    }


def _beginning(rows: list[Item]) -> list[Item]:
    """Return the first rows, without those inside runs."""
    return [row for row in rows if not row["is_in_run"]][:AT_ONCE]
