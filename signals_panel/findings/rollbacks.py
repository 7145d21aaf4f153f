"""What was going on when a block was rolled back."""

from __future__ import annotations

from .case import Case


def latest_in_blocks(case: Case) -> dict[int, int]:
    """Return dispatches, each with the block that was rolled back as it was the latest in there.

    Those around the latest in a block are among them, as far as they were in the block: after
    none of these anything was sent in it.
    """
    undone = case.undone
    latest: dict[int, int] = {}
    for dispatch, transaction in enumerate(case.transactions if undone else ()):
        if transaction in undone:
            latest[undone[transaction]] = dispatch
    found: dict[int, int] = {}
    for block, dispatch in latest.items():
        for each in (dispatch, *case.all_around(dispatch)):
            if undone.get(case.transactions[each]) == block:
                found[each] = block
    return found
