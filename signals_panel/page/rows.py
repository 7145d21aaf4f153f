"""The rows of a page: in order, each with its depth and its bar.

They are flat, but for the members of a run, which unfold under it.
"""

from __future__ import annotations

from operator import add
from typing import Any

from ..fates.on_commits import told
from ..timeline import Timeline
from ..timeline.items import grouped
from ..timeline.joined import Numbers
from ..timeline.labels import Labels
from ..timeline.order import Order
from .names import PlaceOf, short_name
from .row_numbers import numbers_of

Item = dict[str, Any]

SHOWN = ("dispatches", "calls", "bypasses")
"""What of a document has rows."""
MAX_INDENT = 12
"""Deeper rows are indented no further."""
NARROWEST_BAR = 0.4
"""The width of the shortest bar, in percent: what ran must be seen."""


class Rows:
    """The rows of one recording.

    Attributes:
        all: every row, those inside runs included, outer before inner.
        shown: the ids of the dispatches, calls and bypasses that have a row.

    *document* is that of the timeline; *place* gives a file and line as a page shows them;
    *marks* are the findings about a row, by its id.
    """

    def __init__(
        self, timeline: Timeline, document: Item, place: PlaceOf, marks: dict[int, list[Item]]
    ) -> None:
        self.all: list[Item] = []
        self.shown: set[int] = set()
        self._place = place
        self._marks = marks
        labels = Labels(timeline)
        self._order = Order(timeline, labels)
        self._numbers = numbers_of(timeline, labels, self._order)
        self._items = {each["id"]: each for kind in SHOWN for each in document[kind]}
        self._queries = grouped(document["queries"], "call")
        self._on_commits = grouped(document["on_commits"], "call")
        self._outcomes = {each["id"]: each["outcome"] for each in document["transactions"]}
        dispatches = timeline.dispatches
        self._extent = max(map(add, dispatches.start, dispatches.duration), default=0) or 1

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
            row["template"] = f"signals_panel/{row['kind']}.html"
            around[-1][1].append(row)
            self.all.append(row)
            if row["kind"] == "run":
                around.append((depth, row["rows"]))
            else:
                self.shown.add(row["id"])
        return top

    def _row(self, number: int, depth: int) -> Item:
        """Return the row that the order has under a number."""
        if number >= self._order.first_run:
            return self._run_row(number, depth, self._order.runs[number - self._order.first_run])
        item = self._item(number)
        told = self._common(item, depth)
        told["is_internal"] = bool(self._numbers["internal"][number])
        if "operation" in item:
            return {**told, **self._bypass_row(item)}
        told["queries"] = self._numbers["sql"][number]
        row = self._call_row(item) if "receiver" in item else self._dispatch_row(item)
        return {**told, **row}

    def _item(self, number: int) -> Item:
        item: Item = self._items[self._numbers["id"][number]]
        return item

    def _run_row(self, number: int, depth: int, members: Numbers) -> Item:
        numbers = {name: column[number] for name, column in self._numbers.items()}
        first = self._item(members[0])
        return {
            **self._common(first, depth),
            **self._dispatch_row(first),
            "kind": "run",
            "id": None,
            "rows": [],
            "count": numbers["count"],
            "sum_ns": numbers["total"],
            "mean_ns": numbers["total"] // numbers["count"],
            "max_ns": numbers["longest"],
            "self_ns": numbers["self"],
            "queries": numbers["sql"],
            "errors": numbers["error"],
            "is_internal": bool(numbers["internal"]),
            "marks": (),
        }

    def _dispatch_row(self, dispatch: Item) -> Item:
        action = dispatch["arguments"].get("action", "").strip("'")
        return {
            "kind": "quiet" if dispatch["start_ns"] is None else "dispatch",
            "name": short_name(dispatch["signal"]),
            "bar": self._bar(dispatch),
            "transaction": self._outcomes.get(dispatch["transaction"]),
            "caller": self._place(dispatch["caller"]),
            "action": action,
            "same": (
                dispatch["signal"],
                dispatch["sender"],
                dispatch["method"],
                dispatch["transaction"],
                action,
                *(dispatch["caller"] or {}).values(),
            ),
        }

    def _call_row(self, call: Item) -> Item:
        error = call["error"]
        return {
            "kind": "call",
            "dispatch": self._items[call["dispatch"]],
            "name": short_name(call["receiver"]),
            "bar": self._bar(call),
            "place": self._place(call),
            "error_name": short_name(error["type"]) if error else "",
            "frames": [self._place(frame) for frame in error["frames"]] if error else [],
            "statements": self._queries[call["id"]],
            "on_commits": [
                {**each, "told": told(each), "place": self._place(each["caller"])}
                for each in self._on_commits[call["id"]]
            ],
            "same": (
                call["receiver"],
                call["file"],
                call["line"],
                call["dispatch_uid"],
                call["is_async"],
                call["outcome"],
                error and error["type"],
            ),
        }

    def _bypass_row(self, bypass: Item) -> Item:
        return {
            "kind": "bypass",
            "name": bypass["operation"],
            "signals": [short_name(signal) for signal in bypass["signals"]],
            "caller": self._place(bypass["caller"]),
        }

    def _common(self, item: Item, depth: int) -> Item:
        return {
            "id": item["id"],
            "item": item,
            "indent": min(depth, MAX_INDENT),
            "depth": depth,
            "marks": self._marks.get(item["id"], ()),
        }

    def _bar(self, item: Item) -> Item | None:
        """Return where a row's bar begins and how wide it is, in percent of the timeline."""
        if item["start_ns"] is None:
            return None
        width = max(item["duration_ns"] / self._extent * 100, NARROWEST_BAR)
        start = min(item["start_ns"] / self._extent * 100, 100 - width)
        return {"x": f"{max(start, 0):.3f}", "width": f"{min(width, 100):.3f}"}
