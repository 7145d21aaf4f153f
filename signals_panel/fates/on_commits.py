"""Callbacks registered to run on commit, as items of the document."""

from __future__ import annotations

from collections.abc import Iterator

from ..hooks.commits import CAPTURED, EARLIER_RAISED, RAN, REMOVED
from ..timeline import Timeline
from ..timeline.items import Item, call_site
from ..timeline.joined import Row

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


def on_commit_items(
    timeline: Timeline, ids: Iterator[int], transaction_ids: dict[int, int]
) -> list[Item]:
    """Return the callbacks in the order they were registered, each with what became of it."""
    outcomes = {row.on_commit: row.outcome for row in timeline.joined.rows("commit_outcomes")}
    return [
        {
            "id": next(ids),
            "call": call,
            "callback": row.callback,
            "caller": call_site(row.caller),
            "transaction": transaction_ids.get(row.transaction),
            **_fate(row, outcomes.get(row.number)),
        }
        for row, call in timeline.rows("on_commits", "number")
    ]


def _fate(row: Row, outcome: str | None) -> dict[str, str | None]:
    if outcome == RAN:
        return {"outcome": RAN, "reason": None}
    if outcome is None:
        return {"outcome": WAITING, "reason": IN_TEST_CASE if row.in_test else None}
    return {"outcome": WAITING if outcome == CAPTURED else DROPPED, "reason": outcome}
