"""Which connection a call came by: several may have the same receiver."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from .hooks.connections import UNKNOWN_SENDER

Item = dict[str, Any]


class CameBy:
    """Looks up the connections of a recording by the calls that came by them."""

    def __init__(self, connections: list[Item]) -> None:
        self._known: dict[tuple[Any, ...], list[tuple[int, Item]]] = defaultdict(list)
        for position, each in enumerate(connections):
            key = (each["token"], each["sender"], each["receiver"], each["file"], each["line"])
            self._known[key].append((position, each))
        self._found: dict[tuple[Any, ...], list[Item]] = {}
        self._used: Counter[tuple[Any, ...]] = Counter()

    def next_for(self, call: Item, dispatch: Item, token: int) -> Item | None:
        """Return the connection of a dispatch's next call of a receiver.

        *token* is that of the signal that was sent. One receiver connected twice is called
        twice, in the order of its connections.
        """
        receiver = call["receiver"], call["file"], call["line"]
        key = (token, dispatch["sender"], *receiver)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._find(*key)
        if len(found) < 2:
            return found[0] if found else None
        used = self._used[(dispatch["id"], *receiver)]
        self._used[(dispatch["id"], *receiver)] += 1
        return found[min(used, len(found) - 1)]

    def _find(self, signal: int, sender: str | None, *receiver: Any) -> list[Item]:
        found: list[tuple[int, Item]] = []
        for wanted in dict.fromkeys((None, sender)):
            found += self._known.get((signal, wanted, *receiver), ())
        found.sort(key=lambda pair: pair[0])
        found += self._known.get((signal, UNKNOWN_SENDER, *receiver), ())
        return [connection for _, connection in found]
