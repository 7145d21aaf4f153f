"""Callbacks registered to run on commit, as items of the document."""

from __future__ import annotations

from signals_panel.fates.on_commits import DROPPED, IN_TEST_CASE, WAITING
from signals_panel.hooks.commits import CAPTURED, RAN

from .rows import Row, Rows
from .tree import Item, Tree, call_site


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
