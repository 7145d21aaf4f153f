"""The dispatches of a document in the order they nested, however deep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .case import Case, Item


def nested(case: Case) -> Iterator[tuple[Item, bool]]:
    """Yield each received dispatch twice: with True as it begins, with False as it ends."""
    inside: dict[int | None, list[Item]] = defaultdict(list)
    for dispatch in case.document["dispatches"]:
        if dispatch["start_ns"] is not None:
            inside[dispatch["parent_call"]].append(dispatch)
    for outermost in inside[None]:
        stack = [(outermost, True)]
        while stack:
            dispatch, begins = stack.pop()
            yield dispatch, begins
            if begins:
                calls = case.calls_of[dispatch["id"]]
                inner = [each for call in calls for each in inside.get(call["id"], ())]
                stack.append((dispatch, False))
                stack += [(each, True) for each in reversed(inner)]
