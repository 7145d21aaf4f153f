"""Rows that a page hides at first: of Django's and packages' own code, and of lulls."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Item = dict[str, Any]


def mark_internals(rows: list[Item]) -> int:
    """Mark which rows of Django's and packages' are hidden, and which are kept for others.

    A row with an error or a finding is not hidden, nor is one around a row that is not. Returns
    how many rows the switch for them shows. *rows* are in pre-order, as in filter.js.
    """
    inner, count = 0, 0
    for row in reversed(rows):
        row["is_kept"] = row["is_aside"] = False
        if row["internal"] and not row["error"] and not row["marks"]:
            count += 1
            row["is_kept"] = row["depth"] < inner
            row["is_aside"] = not row["is_kept"]
        if not row["is_aside"]:
            inner = row["depth"]
    _mark_lulls([row for row in rows if not row["is_aside"]])
    return count


def _mark_lulls(shown: list[Item]) -> None:
    """Mark each row nobody received that comes after another such: the script folds these."""
    for before, row in pairwise(shown):
        are_quiet = row["said"].kind == before["said"].kind == "quiet"
        row["is_in_lull"] = are_quiet and row["depth"] == before["depth"]
