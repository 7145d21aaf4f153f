"""Rows of the same name in the same place, counted side by side for one recording or two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

Key = tuple[str, str, str]
"""Its kind, its name, and a sender or ""."""
Row = tuple[int, str, str, str, int]
"""How many rows are around it, its key, and how often it was there."""

TOP = -1


class Tree:
    """What is where, each once.

    Attributes:
        times: of each node, how often it was there in each of the recordings.
    """

    def __init__(self, recordings: int) -> None:
        self.times: list[list[int]] = []
        self._none = [0] * recordings
        self._parents: list[int] = []
        self._keys: list[Key] = []
        self._known: dict[tuple[int, Key], int] = {}

    def add(self, rows: Iterable[Row], recording: int) -> None:
        """Count the rows of a recording, outer before inner."""
        around: list[int] = []
        for depth, kind, name, sender, times in rows:
            del around[depth:]
            node = self._node(around[-1] if around else TOP, (kind, name, sender))
            self.times[node][recording] += times
            around.append(node)

    def walk(self) -> Iterator[tuple[int, int, Key]]:
        """Yield each node with its depth and key, outer before inner."""
        inside: dict[int, list[int]] = defaultdict(list)
        for node in reversed(range(len(self.times))):
            inside[self._parents[node]].append(node)
        waiting = [(0, node) for node in inside[TOP]]
        while waiting:
            depth, node = waiting.pop()
            yield depth, node, self._keys[node]
            waiting += [(depth + 1, each) for each in inside[node]]

    def unequal(self) -> set[int]:
        """Return the nodes that are not as often in both recordings, and all around them."""
        found = {node for node, times in enumerate(self.times) if len(set(times)) > 1}
        for node in reversed(range(len(self.times))):  # what is around a node has a lower number
            if node in found and self._parents[node] != TOP:
                found.add(self._parents[node])
        return found

    def _node(self, parent: int, key: Key) -> int:
        node = self._known.setdefault((parent, key), len(self.times))
        if node == len(self.times):
            self.times.append(self._none.copy())
            self._parents.append(parent)
            self._keys.append(key)
        return node
