"""The document as the rows of a page: flat, in order, each with its depth and its bar."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from .conf import options

Item = dict[str, Any]

MAX_INDENT = 12
"""Deeper rows are indented no further."""
NARROWEST_BAR = 0.4
"""The width of the shortest bar, in percent: what ran must be seen."""


def context_of(document: Item | None, stats: Item) -> Item:
    """Return the panel template's context for a document; None where nothing is stored."""
    if document is None:
        return {"failure": json.loads(stats["failure"]) if "failure" in stats else None}
    page = Page(document)
    rows = list(page.rows())
    shown = rows[: options().ROWS_SHOWN]
    return {
        "document": document,
        "figures": _figures(document),
        "rows": shown,
        "row_count": len(rows),
        "hidden_count": len(rows) - len(shown),
        "late_count": document["totals"]["sends"] - stats["totals"]["sends"],
        "recorder_errors": document["dropped"].get("errors", 0),
        "dropped": {k: n for k, n in document["dropped"].items() if k != "errors" and n},
    }


class Page:
    """The timeline of one document."""

    def __init__(self, document: Item) -> None:
        self._editor_url = options().EDITOR_URL
        self._calls = _grouped(document["calls"], "dispatch")
        self._inside = _grouped(document["dispatches"], "parent_call")
        self._queries = _grouped(document["queries"], "call")
        self._outcomes = {each["id"]: each["outcome"] for each in document["transactions"]}
        ends = (
            item["start_ns"] + item["duration_ns"]
            for item in document["dispatches"]
            if item["start_ns"] is not None
        )
        self._extent = max(ends, default=0) or 1

    def rows(self) -> Iterator[Item]:
        """Yield dispatches and calls in the order they happened, outer before inner."""
        stack = [(0, dispatch) for dispatch in reversed(self._inside[None])]
        while stack:
            depth, item = stack.pop()
            if "receiver" in item:
                yield self._call_row(item, depth)
                inner = self._inside[item["id"]]
            else:
                yield self._dispatch_row(item, depth)
                inner = self._calls[item["id"]]
            stack += [(depth + 1, each) for each in reversed(inner)]

    def _dispatch_row(self, dispatch: Item, depth: int) -> Item:
        return {
            **self._common(dispatch, depth),
            "kind": "dispatch",
            "name": dispatch["signal"].rpartition(".")[2],
            "received": dispatch["start_ns"] is not None,
            "transaction": self._outcomes.get(dispatch["transaction"]),
            "caller": self._place(dispatch["caller"]),
            "action": dispatch["arguments"].get("action", "").strip("'"),
        }

    def _call_row(self, call: Item, depth: int) -> Item:
        error = call["error"]
        return {
            **self._common(call, depth),
            "kind": "call",
            "name": call["receiver"].rpartition(".")[2],
            "place": self._place(call),
            "error_name": error["type"].rpartition(".")[2] if error else "",
            "frames": [self._place(frame) for frame in error["frames"]] if error else [],
            "statements": self._queries[call["id"]],
        }

    def _common(self, item: Item, depth: int) -> Item:
        return {
            "item": item,
            "indent": min(depth, MAX_INDENT),
            "depth": depth,
            "bar": self._bar(item),
        }

    def _place(self, site: Item | None) -> Item | None:
        """Return a file and line as a page shows them: shortened, whole, and as a link."""
        if not site or not site.get("file"):
            return None
        file, line = site["file"], site["line"]
        return {
            "short": f"{_shortened(file)}:{line}",
            "full": f"{file}:{line}",
            "link": self._editor_url.format(file=file, line=line),
            "function": site.get("function"),
        }

    def _bar(self, item: Item) -> Item | None:
        """Return where a row's bar begins and how wide it is, in percent of the timeline."""
        if item["start_ns"] is None:
            return None
        width = max(item["duration_ns"] / self._extent * 100, NARROWEST_BAR)
        start = min(item["start_ns"] / self._extent * 100, 100 - width)
        return {"x": f"{max(start, 0):.3f}", "width": f"{min(width, 100):.3f}"}


@lru_cache(maxsize=1_000)
def _shortened(file: str) -> str:
    """Return a path from ``site-packages`` or from the project's root; else its last parts."""
    _, found, rest = file.rpartition(f"site-packages{os.sep}")
    if found:
        return rest
    for root in (os.getcwd(), getattr(settings, "BASE_DIR", None)):
        if root and file.startswith(os.path.join(str(root), "")):
            return os.path.relpath(file, str(root))
    return os.path.join(*Path(file).parts[-3:])


def _figures(document: Item) -> Item:
    totals = document["totals"]
    quiet = sum(each["count"] for each in document["dispatches"] if each["start_ns"] is None)
    return {
        **totals,
        "kinds": len({each["signal"] for each in document["dispatches"]}),
        "quiet": quiet,
        "receiver_queries": sum(call["queries"] for call in document["calls"]),
        "not_reached": sum(c["outcome"] == "not_reached" for c in document["calls"]),
    }


def _grouped(items: list[Item], key: str) -> dict[Any, list[Item]]:
    groups: dict[Any, list[Item]] = defaultdict(list)
    for item in items:
        groups[item[key]].append(item)
    return groups
