"""A long recording as a page that opens at once: its beginning."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..conf import options
from ..exporters.document import expand_all
from ..fates.connected import Connected
from ..log.tables import Tables
from ..registry.registry import NOTHING
from ..timeline import Timeline
from ..timeline.slices import first_numbers, row_count
from .figures import summed
from .internals import mark_internals
from .listing import Listing
from .names import shown_place
from .rows import Rows
from .summary import summary

Item = dict[str, Any]

AT_ONCE = 50
"""How many rows are there at once, more than are in sight; the script fetches the others."""


def beginning_of(parts: list[Tables], stats: Item, findings: list[Item]) -> Item:
    """Return the panel template's context; figures and the views that sum up are not in it.

    *findings* are marked on the rows that are shown.
    """
    shown = min(AT_ONCE, options().ROWS_SHOWN)
    timeline = Timeline(parts, first_numbers(parts, shown))
    document = expand_all(Connected(timeline, NOTHING), stats["request"]).document
    place = partial(shown_place, options().EDITOR_URL)
    page = Rows(Listing(timeline, findings), document, place)
    rows = page.rows(shown)
    mark_internals(page.all)
    return {
        "document": document,
        "rows": rows,
        "shown": page.shown,
        "shown_count": len(page.shown),
        "row_count": row_count(parts),
        "is_list": True,
        **notes_of(parts, timeline.joined.dropped, stats),
    }


def notes_of(parts: list[Tables], dropped: dict[str, int], stats: Item) -> Item:
    """Return what a page says where something came late, or is missing."""
    late = summed(parts[1:])
    return {
        "in_time": summary(stats["totals"]),
        "late": summary(late) if late["sends"] else "",
        "late_errors": late["errors"],
        "recorder_errors": dropped.get("errors", 0),
        "dropped": {k: n for k, n in dropped.items() if k != "errors" and n},
    }
