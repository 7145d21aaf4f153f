"""Callbacks registered to run on commit, as items of the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

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
}
"""The reasons why a callback did not run, in words."""
BY_TEST = "captured by a test, which may have run it by itself"


class OnCommit(NamedTuple):
    """A callback that was registered, and what became of it.

    Attributes:
        row: what is stored of it.
        call: the call it was registered in, or ``TOP``.
        outcome, reason: as docs/document.md lists them.
    """

    row: Row
    call: int
    outcome: str
    reason: str | None


def on_commits_of(timeline: Timeline) -> list[OnCommit]:
    """Return the callbacks in the order they were registered."""
    outcomes = {row.on_commit: row.outcome for row in timeline.joined.rows("commit_outcomes")}
    return [
        OnCommit(row, call, *_fate(row, outcomes.get(row.number)))
        for row, call in timeline.rows("on_commits", "number")
    ]


def on_commit_items(
    timeline: Timeline, ids: Iterator[int], transaction_ids: dict[int, int]
) -> list[Item]:
    """Return the callbacks as items, each with what became of it."""
    return [
        {
            "id": next(ids),
            "call": timeline.call_id(each.call),
            "callback": each.row.callback,
            "caller": call_site(each.row.caller),
            "transaction": transaction_ids.get(each.row.transaction),
            "outcome": each.outcome,
            "reason": each.reason,
        }
        for each in on_commits_of(timeline)
    ]


def told(item: Item) -> str:
    """Return in words what became of a callback, an item of the document."""
    if item["reason"] == CAPTURED:
        return BY_TEST
    outcome: str = item["outcome"]
    return f"{outcome}: {WHY[item['reason']]}" if item["reason"] else outcome


def _fate(row: Row, outcome: str | None) -> tuple[str, str | None]:
    if outcome == RAN:
        return RAN, None
    if outcome is None:
        return WAITING, IN_TEST_CASE if row.in_test else None
    return WAITING if outcome == CAPTURED else DROPPED, outcome
