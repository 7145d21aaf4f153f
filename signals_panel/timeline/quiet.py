"""Sends nobody received: a row for each kind between two dispatches under one parent."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import Any

from .columns import Dispatches, Quiet
from .joined import Joined, Numbers, Values


def quiet_in(joined: Joined, dispatches: Dispatches, parents: Numbers) -> Quiet:
    """Return the sends nobody received, folded as they are told of.

    *parents* are the calls that the rows of their stream are in.
    """
    numbers, counts = joined.numbers("quiet", "number"), joined.numbers("quiet", "count")
    kinds = _kinds(joined.values("quiet", "kind"))
    sent = _numbers_in(set(parents), dispatches)
    quiet = Quiet()
    folds: dict[tuple[Any, ...], int] = {}
    for row in sorted(range(len(numbers)), key=numbers.__getitem__):
        parent = parents[row]
        key = parent, bisect_left(sent[parent], numbers[row]), kinds[row]
        place = folds.setdefault(key, len(quiet))
        if place < len(quiet):
            quiet.count[place] += counts[row]
        else:
            quiet.source.append(row)
            quiet.number.append(numbers[row])
            quiet.parent.append(parent)
            quiet.count.append(counts[row])
    return quiet


def _numbers_in(parents: set[int], dispatches: Dispatches) -> dict[int, list[int]]:
    """Return the numbers of what was received in each of some calls."""
    sent = defaultdict(list)
    for number, parent in zip(dispatches.number, dispatches.parent, strict=True):
        if parent in parents:
            sent[parent].append(number)
    return sent


def _kinds(kinds: Values) -> list[Any]:
    """Return what tells sends apart, by row: the signal, the sender and the method."""
    keys = [(signal[1], *sender, method) for signal, sender, method in kinds.values]
    return list(map(keys.__getitem__, kinds.cells))
