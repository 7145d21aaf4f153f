"""What the rows of a page say, as columns of numbers: the script searches and filters by them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Item = dict[str, Any]

TEXTS = ("kind", "signal", "sender", "receiver", "method")
NUMBERS = ("id", "depth", "count", "total", "self", "sql", "error", "finding", "internal")


def columns_of(rows: Iterable[Item]) -> Item:
    """Return a list for each column, one entry a row, and ``texts``, which five of them point to.

    Times are in nanoseconds, None where a row has none.
    """
    said = [_said(row) for row in rows]
    texts = {
        text: place for place, text in enumerate(dict.fromkeys(t for each, _ in said for t in each))
    }
    columns: Item = {
        name: [texts[each[place]] for each, _ in said] for place, name in enumerate(TEXTS)
    }
    columns |= {name: [each[place] for _, each in said] for place, name in enumerate(NUMBERS)}
    return {**columns, "length": len(said), "texts": list(texts)}


def mark_internals(rows: list[Item]) -> int:
    """Mark which rows of Django's and packages' are hidden, and which are kept for others.

    A row with an error or a finding is not hidden, nor is one around a row that is not. Returns
    how many rows the switch for them shows. *rows* are in pre-order, as in filter.js.
    """
    inner, count = 0, 0
    for row in reversed(rows):
        row["is_kept"] = row["is_aside"] = False
        if row["is_internal"] and not has_error(row) and not row["marks"]:
            count += 1
            row["is_kept"] = row["depth"] < inner
            row["is_aside"] = not row["is_kept"]
        if not row["is_aside"]:
            inner = row["depth"]
    return count


def has_error(row: Item) -> bool:
    """Tell whether a row's receivers raised."""
    return bool(row.get("errors") or row["item"].get("error"))


def _said(row: Item) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    item: Item = row["item"]
    sent: Item = row.get("dispatch") or item
    texts: tuple[str, ...] = (
        row["kind"],
        sent.get("signal", ""),
        sent.get("sender", item.get("model")) or "",
        item.get("receiver", ""),
        sent.get("method") or item["operation"],
    )
    numbers: tuple[Any, ...] = (
        row["id"] or 0,
        row["depth"],
        row.get("count", item.get("count", 1)),
        row.get("sum_ns", item.get("duration_ns")),
        row.get("self_ns", item.get("self_ns")),
        row.get("queries", 0),
        int(has_error(row)),
        int(bool(row["marks"])),
        int(row["is_internal"]),
    )
    return texts, numbers
