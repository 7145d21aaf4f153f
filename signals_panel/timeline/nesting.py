"""In which call something happened."""

from __future__ import annotations

from itertools import count

from ..log.log import POSITION_BITS
from .columns import TOP, Calls, Dispatches
from .joined import Joined, Numbers


class Nesting:
    """Finds the call a node is in; inner recordings and what is left out are passed."""

    def __init__(self, joined: Joined, dispatches: Dispatches, calls: Calls) -> None:
        self._call_at: dict[int, int] = dict(zip(calls.node, count()))
        self._call_at[joined.node] = TOP
        parents = dispatches.taken(joined.numbers("dispatches", "parent"))
        self._outer = joined.mapping("scopes", "number", "parent")
        self._outer.update(zip(dispatches.number, parents, strict=True))

    def around(self, nodes: Numbers) -> Numbers:
        """Return the call that each node is in, ``TOP`` for none."""
        found = list(map(self._call_at.get, nodes))
        if None in found:
            return list(map(self._find, nodes))
        return found  # type: ignore[return-value]

    def _find(self, node: int) -> int:
        passed = []
        call = self._call_at.get(node)
        while call is None:
            passed.append(node)
            outer = self._outer.get(node >> POSITION_BITS)
            call = TOP if outer is None else self._call_at.get(outer)
            node = node if outer is None else outer
        self._call_at.update(dict.fromkeys(passed, call))
        return call
