"""The document as the rows of a timeline: in order, each with its depth and its bar.

They are flat, but for the members of a run, which unfold under it.
"""

from __future__ import annotations

from typing import Any

from signals_panel.fates.on_commits import told
from signals_panel.page.names import PlaceOf, milliseconds, short_name
from signals_panel.texts.whose import is_internal, is_internal_bypass
from signals_panel.timeline.items import grouped

from .inside import inside_of
from .internals import is_internal_dispatch
from .runs import Run, folded

Item = dict[str, Any]

MAX_INDENT = 12
"""Deeper rows are indented no further."""


class Timeline:
    """The rows of one document.

    Attributes:
        all: every row, those inside runs included, outer before inner.
        shown: the ids of the dispatches, calls and bypasses that have a row.

    *place* gives a file and line as a page shows them; *marks* are the findings about a row,
    by its id; *extent* is how long the axis is, in nanoseconds.
    """

    def __init__(
        self, document: Item, place: PlaceOf, marks: dict[int, list[Item]], extent: int
    ) -> None:
        self.all: list[Item] = []
        self.shown: set[int] = set()
        self._place = place
        self._marks = marks
        self._by_id = {each["id"]: each for each in document["dispatches"]}
        self._calls = grouped(document["calls"], "dispatch")
        self._inside = inside_of(document)
        self._queries = grouped(document["queries"], "call")
        self._on_commits = grouped(document["on_commits"], "call")
        self._outcomes = {each["id"]: each["outcome"] for each in document["transactions"]}
        self._extent = extent

    def rows(self, limit: int) -> list[Item]:
        """Return dispatches, calls and bypasses in the order they happened, outer before inner.

        At most *limit* rows are there, those inside runs included.
        """
        top: list[Item] = []
        stack = [(0, each, top) for each in reversed(folded(self._inside[None]))]
        while stack and len(self.all) < limit:
            depth, item, rows = stack.pop()
            row, inner = self._row(item, depth)
            row["template"] = f"signals_panel/{row['kind']}.html"
            rows.append(row)
            self.all.append(row)
            self.shown.update([row["id"]] if row["id"] else [])
            stack += [(depth + 1, each, row.get("rows", rows)) for each in reversed(inner)]
        return top

    def _row(self, item: Item | Run, depth: int) -> tuple[Item, list[Item | Run]]:
        """Return an item's row, and what happened inside it."""
        if isinstance(item, Run):
            return self._run_row(item, depth), list(item.members)
        if "receiver" in item:
            return self._call_row(item, depth), folded(self._inside[item["id"]])
        if "operation" in item:
            return self._bypass_row(item, depth), []
        return self._dispatch_row(item, depth), list(self._calls[item["id"]])

    def _run_row(self, run: Run, depth: int) -> Item:
        first = self._dispatch_row(run.members[0], depth)
        calls = [call for each in run.members for call in self._calls[each["id"]]]
        return {
            **first,
            **run.times(),
            "kind": "run",
            "is_internal": is_internal_dispatch(run.members[0], calls),
            "id": None,
            "rows": [],
            "queries": sum(call["queries"] for call in calls),
            "errors": sum(call["error"] is not None for call in calls),
            "marks": (),
        }

    def _dispatch_row(self, dispatch: Item, depth: int) -> Item:
        calls = self._calls[dispatch["id"]]
        action = dispatch["arguments"].get("action", "").strip("'")
        return {
            **self._common(dispatch, depth),
            "kind": "quiet" if dispatch["start_ns"] is None else "dispatch",
            "is_internal": is_internal_dispatch(dispatch, calls),
            "queries": sum(call["queries"] for call in calls),
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

    def _statements(self, call: int) -> list[Item]:
        queries = self._queries[call]
        kinds = dict.fromkeys((each["alias"], each["sql"]) for each in queries)
        return [
            self._statement([each for each in queries if (each["alias"], each["sql"]) == kind])
            for kind in kinds
        ]

    def _statement(self, queries: list[Item]) -> Item:
        lines: list[Item] = []
        for each in queries:
            if each["caller"] and each["caller"] not in lines:
                lines.append(each["caller"])
        return {
            "times": len(queries),
            "duration_ns": sum(each["duration_ns"] for each in queries),
            "places": [self._place(each) for each in lines],
            "parameters": queries[0]["parameters"] or [],
        }

    def _call_row(self, call: Item, depth: int) -> Item:
        error = call["error"]
        return {
            **self._common(call, depth),
            "kind": "call",
            "dispatch": self._by_id[call["dispatch"]],
            "is_internal": is_internal(call["receiver"]),
            "queries": call["queries"],
            "name": short_name(call["receiver"]),
            "bar": self._bar(call),
            "place": self._place(call),
            "error_name": short_name(error["type"]) if error else "",
            "frames": [self._place(frame) for frame in error["frames"]] if error else [],
            "statements": self._statements(call["id"]),
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

    def _bypass_row(self, bypass: Item, depth: int) -> Item:
        file = bypass["caller"] and bypass["caller"]["file"]
        about = bypass["model"], bypass["receivers"], file, bypass["by_django"]
        return {
            **self._common(bypass, depth),
            "kind": "bypass",
            "name": bypass["operation"],
            "is_internal": is_internal_bypass(*about),
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
        width = min(max(item["duration_ns"] / self._extent * 100, 0.001), 100)  # else no stroke
        start = min(item["start_ns"] / self._extent * 100, 100 - width)
        at, took = milliseconds(item["start_ns"]), milliseconds(item["duration_ns"])
        return {
            "x": f"{max(start, 0):.3f}",
            "width": f"{width:.3f}",
            "when": f"at {at} ms, took {took} ms",
        }
