"""Bypasses that were told of by hand: code that sends, for each row, what Django did not."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable

from .case import Case, Item

Kind = tuple[str, str]
"""A signal and a model."""

ROWS_OF_THEIR_OWN = ("bulk_create", "_raw_delete")
"""Operations no two of which can be about the same row."""


def unsent(case: Case, bypasses: Iterable[Item]) -> dict[int, dict[str, int]]:
    """Return the signals of bypasses that were not sent by hand for each row.

    By the id of the bypass, with how many rows they were sent for. Code may send before the
    operation or after it, and after several operations on the same rows once for all of them.
    How many rows there were is not always known: one send will do then.
    """
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for (signal, _), items in _by_kind(case, bypasses).items():
        for bypass, left in _left(items):
            found[bypass["id"]][signal] = _rows(bypass) - left
    return found


def cause_of(bypass: Item) -> tuple[object, ...]:
    """Return what repeats of one bypass share."""
    shared = (bypass["caller"] or {}, bypass["relation"] or {})
    values = [value for item in shared for value in item.values()]
    return (*(bypass[key] for key in ("operation", "model", "cause")), *values)


def _by_kind(case: Case, bypasses: Iterable[Item]) -> dict[Kind, list[Item]]:
    """Return bypasses and sends by hand in the order they were made."""
    kinds: dict[Kind, list[Item]] = defaultdict(list)
    for bypass in bypasses:
        for signal in bypass["signals"]:
            kinds[signal, bypass["model"]].append(bypass)
    for dispatch in case.document["dispatches"] if kinds else ():
        if dispatch["by_orm"] is False and (dispatch["signal"], dispatch["sender"]) in kinds:
            kinds[dispatch["signal"], dispatch["sender"]].append(dispatch)
    return {kind: sorted(items, key=lambda item: item["start_ns"]) for kind, items in kinds.items()}


def _left(items: list[Item]) -> list[tuple[Item, int]]:
    """Return the bypasses that some sends do not cover, and for how many rows."""
    spare = 0
    waiting: dict[object, deque[tuple[Item, int]]] = {}
    for item in items:
        if "operation" in item:
            covered = min(spare, _rows(item))
            spare -= covered
            if covered < _rows(item):
                queue = waiting.setdefault(_rows_of(item), deque())
                queue.append((item, _rows(item) - covered))
            continue
        spare += not waiting
        for key, queue in list(waiting.items()):
            bypass, left = queue.popleft()
            if left > 1:
                queue.appendleft((bypass, left - 1))
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
