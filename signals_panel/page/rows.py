"""The rows of a page: in order, each with its depth and its bar."""

from __future__ import annotations

from math import isnan
from typing import Any

from django.utils.translation import gettext as _

from ..fates.on_commits import told
from ..timeline.items import grouped
from .axis import extent_of
from .listing import NS_PER_US, Listing
from .names import PlaceOf, milliseconds, short_name
from .statements import Statements

Item = dict[str, Any]

NUMBERS = ("id", "total", "self", "sql", "inside_sql_us", "error", "internal")
"""Of the listing's columns those that a row as HTML has."""
SHOWN = ("dispatches", "calls", "bypasses")
"""What of a document has rows."""
MAX_INDENT = 12
"""Deeper rows are indented no further."""
LEAST_OWN_NS = 500
"""Of a signal, less time of its own is not shown: it would be 0.000 nearly always."""
LEAST_WIDTH = 0.001
"""In percent, of three places: what is 0 wide has no stroke either."""


class Rows:
    """The rows of one recording as HTML.

    Attributes:
        all: every row, those inside runs included, outer before inner.
        shown: the ids of the dispatches, calls and bypasses that have a row.

    *document* is that of the listing's timeline; *place* gives a file and line as a page shows
    them.
    """

    def __init__(self, listing: Listing, document: Item, place: PlaceOf) -> None:
        self.all: list[Item] = []
        self.shown: set[int] = set()
        self._place = place
        self._listing, self._order, self._numbers = listing, listing.order, listing.numbers
        self._items = {each["id"]: each for kind in SHOWN for each in document[kind]}
        self._statements = Statements(listing.timeline, document["queries"], place)
        self._on_commits = grouped(document["on_commits"], "call")
        joined = listing.timeline.joined
        self._extent = extent_of(joined.origin, joined.ended_ns)
        self._when = _("at {at} ms, took {took} ms")

    def rows(self, limit: int | None = None) -> list[Item]:
        """Return dispatches, calls and bypasses in the order they happened, outer before inner.

        No more than *limit* rows are there, if given, those inside runs included.
        """
        top: list[Item] = []
        around = [(-1, top)]
        order = self._order
        for number, depth in zip(order.rows[:limit], order.depth[:limit], strict=True):
            while around[-1][0] >= depth:
                around.pop()
            row = self._row(number, depth)
            row["is_in_run"] = len(around) > 1
            around[-1][1].append(row)
            self.all.append(row)
            if row["said"].kind == "run":
                around.append((depth, row["rows"]))
            else:
                self.shown.add(row["id"])
        return top

    def _row(self, number: int, depth: int) -> Item:
        """Return the row that the order has under a number."""
        label, is_run = self._listing.label[number], number >= self._order.first_run
        first = self._order.runs[number - self._order.first_run][0] if is_run else number
        item = self._items[self._numbers["id"][first]]
        numbers = {name: self._numbers[name][number] for name in NUMBERS}
        return {
            **numbers,
            "said": self._listing.said[label],
            "label": label,
            "template": f"signals_panel/{self._listing.said[label].kind}.html",
            "item": item,
            "indent": min(depth, MAX_INDENT),
            "depth": depth,
            "marks": self._listing.marks.get(numbers["id"], ()),
            "is_timed": not isnan(numbers["total"]),
            "has_own": _has_own(self._listing.said[label].kind, numbers["self"]),
            "sql_ns": numbers["inside_sql_us"] * NS_PER_US,
            "bar": None if is_run or isnan(numbers["total"]) else self._bar(item),
            **self._details(self._listing.said[label].kind, item),
            "rows": [],
        }

    def _details(self, kind: str, item: Item) -> Item:
        """Return what a row of a kind unfolds to, beside its item."""
        if kind == "call":
            return self._call_details(item)
        caller = self._place(item["caller"]) if kind in ("dispatch", "bypass") else None
        if kind == "bypass":
            return {"caller": caller, "signals": list(map(short_name, item["signals"]))}
        return {"caller": caller}

    def _call_details(self, call: Item) -> Item:
        error = call["error"]
        return {
            "place": self._place(call),
            "frames": [self._place(frame) for frame in error["frames"]] if error else [],
            "statements": self._statements.of(call["id"]),
            "on_commits": [
                {**each, "told": told(each), "place": self._place(each["caller"])}
                for each in self._on_commits[call["id"]]
            ],
        }

    def _bar(self, item: Item) -> Item:
        """Return where a row's bar begins and how wide it is, in percent, and both in words."""
        at, took = item["start_ns"], item["duration_ns"]
        width = min(max(took / self._extent * 100, LEAST_WIDTH), 100)
        start = max(min(at / self._extent * 100, 100 - width), 0)
        when = self._when.format(at=milliseconds(at), took=milliseconds(took))
        return {"x": f"{start:.3f}", "width": f"{width:.3f}", "when": when}


def _has_own(kind: str, own_ns: float) -> bool:
    """Tell whether a row shows its own time."""
    return not isnan(own_ns) and (kind == "call" or own_ns >= LEAST_OWN_NS)
