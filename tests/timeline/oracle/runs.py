"""Runs: the same dispatches made again and again, folded to one row each."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any

Item = dict[str, Any]

SHORTEST = 10
"""How often a dispatch must be made for a run."""


class Run:
    """Dispatches that differ in their arguments alone, in the order they were made.

    Others may have been made in between, as ``post_save`` between two ``pre_save``; these are
    a run of their own.
    """

    def __init__(self) -> None:
        self.members: list[Item] = []

    def times(self) -> Item:
        """Return the sum, the mean and the longest of the members' durations, and own time."""
        durations = [each["duration_ns"] for each in self.members]
        return {
            "count": len(durations),
            "sum_ns": sum(durations),
            "mean_ns": sum(durations) // len(durations),
            "max_ns": max(durations),
            "self_ns": sum(each["self_ns"] for each in self.members),
        }


def folded(siblings: list[Item]) -> list[Item | Run]:
    """Return what was made under one parent, in order, its runs folded."""
    if len(siblings) < SHORTEST:
        return list(siblings)
    counts = Counter(map(_key, siblings))
    often = {key for key, count in counts.items() if key and count >= SHORTEST}
    found: list[Item | Run] = []
    for is_often, group in groupby(siblings, lambda item: _key(item) in often):
        stretch = list(group)
        found += _runs(stretch) if is_often else stretch
    return found


def _runs(stretch: list[Item]) -> list[Item | Run]:
    """Fold a stretch of dispatches that are made often, where they are in this stretch."""
    counts = Counter(map(_key, stretch))
    runs: dict[Any, Run] = {}
    found: list[Item | Run] = []
    for item in stretch:
        key = _key(item)
        if counts[key] < SHORTEST:
            found.append(item)
            continue
        if key not in runs:
            runs[key] = Run()
            found.append(runs[key])
        runs[key].members.append(item)
    return found


def _key(item: Item) -> tuple[Any, ...] | None:
    """Return what the members of a run share; None for what is never in one."""
    if item.get("start_ns") is None or "signal" not in item:
        return None
    caller = item["caller"] or {}
    return item["signal"], item["sender"], item["method"], caller.get("file"), caller.get("line")
