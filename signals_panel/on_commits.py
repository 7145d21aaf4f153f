"""Callbacks registered to run on commit, as items of the document."""

from __future__ import annotations

from .hooks.commits import CAPTURED, EARLIER_RAISED, RAN, REMOVED
from .rows import Row, Rows
from .tree import Item, Tree, call_site

DROPPED, WAITING = "dropped", "waiting"
IN_TEST_CASE = "in_test_case"
"""Why a callback waits for ever: the blocks that ``TestCase`` opens are never committed."""
WHY = {
    "rolled_back": "its block was rolled back",
    EARLIER_RAISED: "a callback before it raised",
    REMOVED: "it was taken off run_on_commit",
    IN_TEST_CASE: "a TestCase never commits",
    CAPTURED: "a test captured it",
}
"""The reasons why a callback did not run, in words."""


def on_commit_items(rows: Rows, tree: Tree, transaction_ids: dict[int, int]) -> list[Item]:
    """Return the callbacks in the order they were registered, each with what became of it."""
    outcomes = {row.on_commit: row.outcome for row in rows["commit_outcomes"]}
    return [
        {
            "id": next(tree.ids),
            "call": tree.parent_call(row.parent),
            "callback": row.callback,
            "caller": call_site(row.caller),
            "transaction": transaction_ids.get(row.transaction),
            **_fate(row, outcomes.get(row.number)),
        }
        for row in sorted(rows["on_commits"], key=lambda row: row.number)
    ]


def _fate(row: Row, outcome: str | None) -> dict[str, str | None]:
    if outcome == RAN:
        return {"outcome": RAN, "reason": None}
    if outcome is None:
        return {"outcome": WAITING, "reason": IN_TEST_CASE if row.in_test else None}
    return {"outcome": WAITING if outcome == CAPTURED else DROPPED, "reason": outcome}
