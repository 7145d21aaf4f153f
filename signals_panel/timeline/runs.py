"""Runs: the same dispatches made again and again, folded to one row each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import groupby

from .joined import Numbers

SHORTEST = 10
"""How often a dispatch must be made for a run."""
NEVER = -1
"""The key of what is never in a run."""


class Runs:
    """The runs of a timeline.

    Dispatches are of one run if they differ in their arguments alone, and come in the order they
    were made. Others may have been made in between, as ``post_save`` between two ``pre_save``;
    these are a run of their own.

    Attributes:
        members: the dispatches of each run.

    *key_of* tells what the members of a run share, as a number; *first* is that of the first run.
    """

    def __init__(self, key_of: Callable[[int], int], first: int) -> None:
        self.members: list[Numbers] = []
        self._key_of, self._first = key_of, first

    def folded(self, rows: Numbers) -> Numbers:
        """Return what was made under one parent, in order, the number of a run for its members."""
        if len(rows) < SHORTEST:
            return rows
        keys = list(map(self._key_of, rows))
        counts = Counter(keys)
        often = {key for key, count in counts.items() if count >= SHORTEST} - {NEVER}
        if not often:
            return rows
        found: list[int] = []
        for is_often, group in groupby(zip(keys, rows, strict=True), lambda pair: pair[0] in often):
            stretch = list(group)
            found += self._fold(stretch) if is_often else [row for _, row in stretch]
        return found

    def _fold(self, stretch: list[tuple[int, int]]) -> Numbers:
        """Fold a stretch of dispatches that are made often, where they are in this stretch."""
        counts = Counter(key for key, _ in stretch)
        runs: dict[int, Numbers] = {}
        found = []
        for key, row in stretch:
            if counts[key] < SHORTEST:
                found.append(row)
            elif key in runs:
                runs[key].append(row)
            else:
                found.append(self._first + len(self.members))
                runs[key] = [row]
                self.members.append(runs[key])
        return found
