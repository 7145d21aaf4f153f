"""A long recording as a page that opens at once: its beginning."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..conf import keeps_parameters, options
from ..exporters.document import expand_all
from ..fates.connected import Connected
from ..log.tables import Tables
from ..registry.registry import NOTHING
from ..timeline import Timeline
from ..timeline.slices import first_numbers, row_count
from .axis import axis_of
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
    page.rows(shown)
    mark_internals(page.all)
    return {
        "document": document,
        "rows": page.all,
        "shown": page.shown,
        "shown_count": len(page.shown),
        "row_count": row_count(parts),
        "is_list": True,
        **notes_of(parts, timeline, stats),
    }


def notes_of(parts: list[Tables], timeline: Timeline, stats: Item) -> Item:
    """Return the axis, what is offered, and what is said where something came late, or is missing.

    ``atomic`` has the database of each block that all of the view ran in, and what became of it
    where that is known.
    """
    late, dropped = summed(parts[1:]), timeline.joined.dropped
    return {
        "axis": axis_of(parts),
        "atomic": [
            (row.alias, timeline.outcomes.get(row.transaction)) for row in timeline.view_blocks
        ],
        "has_parameters": keeps_parameters(),
        "in_time": summary(stats["totals"]),
        "late": summary(late) if late["sends"] else "",
        "late_errors": late["errors"],
        "recorder_errors": dropped.get("errors", 0),
        "dropped": {k: n for k, n in dropped.items() if k != "errors" and n},
    }
