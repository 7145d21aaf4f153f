"""A long recording as a page that opens at once: its figures and its beginning."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..conf import options
from ..exporters.document import expand_all
from ..fates.connected import Connected
from ..log.tables import Column, Columns, Tables, values_of
from ..registry.registry import NOTHING
from ..timeline import Timeline
from ..timeline.slices import first_numbers, row_count
from ..timeline.sums import overhead_ns
from ..timeline.totals import totals_of
from .internals import mark_internals
from .listing import Listing
from .names import shown_place
from .rows import Rows

Item = dict[str, Any]

FAILED = ("raised", "swallowed")
AT_ONCE = 50
"""How many rows are there at once, more than are in sight; the script fetches the others."""


def beginning_of(parts: list[Tables], stats: Item, findings: list[Item]) -> Item:
    """Return the panel template's context; the views that sum up are not in it.

    *findings* are marked on the rows that are shown.
    """
    shown = min(AT_ONCE, options().ROWS_SHOWN)
    timeline = Timeline(parts, first_numbers(parts, shown))
    document = expand_all(Connected(timeline, NOTHING), stats["request"]).document
    place = partial(shown_place, options().EDITOR_URL)
    page = Rows(Listing(timeline, findings), document, place)
    rows = page.rows(shown)
    mark_internals(page.all)
    figures = figures_of_parts(parts)
    return {
        "document": document,
        "figures": figures,
        "rows": rows,
        "shown": page.shown,
        "shown_count": len(page.shown),
        "row_count": row_count(parts),
        "is_list": True,
        **notes_of(timeline.joined.dropped, figures["sends"], stats),
    }


def notes_of(dropped: dict[str, int], sends: int, stats: Item) -> Item:
    """Return what a page says where something is missing, or came late."""
    return {
        "late_count": sends - stats["totals"]["sends"],
        "recorder_errors": dropped.get("errors", 0),
        "dropped": {k: n for k, n in dropped.items() if k != "errors" and n},
    }


def figures_of_parts(parts: list[Tables]) -> Item:
    """Return the summary's figures from columns alone, but for what only findings tell."""
    totals = [totals_of(part) for part in parts]
    figures = {name: sum(each[name] for each in totals) for name in totals[0]}
    quiet = sum(sum(_column(part, "quiet", "count")) for part in parts)
    outcomes = [each for part in parts for each in values_of(_column(part, "calls", "outcome"))]
    parents = [each for part in parts for each in _column(part, "queries", "parent")]
    return {
        **figures,
        "overhead_ns": overhead_ns(figures["sends"], quiet, figures["calls"], figures["queries"]),
        "kinds": len({token for part in parts for token in part["sent"]}),
        "quiet": quiet,
        "errors": sum(outcomes.count(each) for each in FAILED),
        "not_reached": figures["calls"] - len(outcomes),
        "receiver_queries": sum(parent != parts[0]["node"] for parent in parents),
        "findings": None,
    }


def _column(part: Tables, stream: str, name: str) -> Column:
    columns: Columns = part["streams"].get(stream, {})
    return columns.get(name, [])
