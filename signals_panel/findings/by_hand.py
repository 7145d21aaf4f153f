"""Bypasses that were told of by hand: code that sends, for each row, what Django did not."""

from __future__ import annotations

from collections import defaultdict, deque
from operator import itemgetter

from ..timeline.joined import Numbers
from .case import Case, Item

OfModel = tuple[str, str]
"""A signal and a model."""

ROWS_OF_THEIR_OWN = ("bulk_create", "_raw_delete")
"""Operations no two of which can be about the same row."""


def unsent(case: Case, bypasses: Numbers) -> dict[int, dict[str, int]]:
    """Return the signals of bypasses that were not sent by hand for each row.

    By the row of the bypass, with how many rows they were sent for. Code may send before the
    operation or after it, and after several operations on the same rows once for all of them.
    How many rows there were is not always known: one send will do then.
    """
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for (signal, _), steps in _by_kind(case, bypasses).items():
        for row, left in _left(case, steps):
            found[row][signal] = _rows(case.bypasses[row]) - left
    return found


def cause_of(bypass: Item) -> tuple[object, ...]:
    """Return what repeats of one bypass share."""
    shared = (bypass["caller"] or {}, bypass["relation"] or {})
    values = [value for item in shared for value in item.values()]
    return (*(bypass[key] for key in ("operation", "model", "cause")), *values)


def _by_kind(case: Case, bypasses: Numbers) -> dict[OfModel, list[int | None]]:
    """Return bypasses, and None for each send by hand, in the order they were made."""
    steps: dict[OfModel, list[tuple[int, int | None]]] = defaultdict(list)
    for row in bypasses:
        bypass = case.bypasses[row]
        for signal in bypass["signals"]:
            steps[signal, bypass["model"]].append((bypass["start_ns"], row))
    sent = [(kind.signal, kind.sender or "") for kind in case.kinds.all]
    by_hand = [
        key in steps and not kind.by_orm for key, kind in zip(sent, case.kinds.all, strict=True)
    ]
    for dispatch, kind in enumerate(case.kinds.dispatches if any(by_hand) else ()):
        if by_hand[kind]:
            steps[sent[kind]].append((case.dispatches.start[dispatch], None))
    return {
        key: [row for _, row in sorted(found, key=itemgetter(0))] for key, found in steps.items()
    }


def _left(case: Case, steps: list[int | None]) -> list[tuple[int, int]]:
    """Return the bypasses that some sends do not cover, and for how many rows."""
    spare = 0
    waiting: dict[object, deque[tuple[int, int]]] = {}
    for row in steps:
        if row is not None:
            bypass = case.bypasses[row]
            covered = min(spare, _rows(bypass))
            spare -= covered
            if covered < _rows(bypass):
                queue = waiting.setdefault(_rows_of(bypass), deque())
                queue.append((row, _rows(bypass) - covered))
            continue
        spare += not waiting
        for key, queue in list(waiting.items()):
            first, left = queue.popleft()
            if left > 1:
                queue.appendleft((first, left - 1))
            elif not queue:
                del waiting[key]
    return [pair for queue in waiting.values() for pair in queue]


def _rows_of(bypass: Item) -> object:
    """Return what bypasses share whose rows are different ones."""
    own = bypass["operation"] in ROWS_OF_THEIR_OWN
    return bypass["operation"] if own else cause_of(bypass)


def _rows(bypass: Item) -> int:
    rows: int | None = bypass["rows"]
    return 1 if rows is None else rows
