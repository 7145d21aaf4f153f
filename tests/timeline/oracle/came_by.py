"""Which connection a call came by: several may have the same receiver."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

Item = dict[str, Any]


class CameBy:
    """Looks up the connections of a recording by the calls that came by them."""

    def __init__(self, connections: list[Item]) -> None:
        self._known: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
        for each in connections:
            self._known[(each["token"], *_receiver(each))].append(each)
        self._found: dict[tuple[Any, ...], list[Item]] = {}
        self._used: Counter[tuple[Any, ...]] = Counter()

    def next_for(self, call: Item, dispatch: Item, token: int, identity: str) -> Item | None:
        """Return the connection of a dispatch's next call of a receiver.

        *token* and *identity* are those of the signal and the sender. One receiver connected
        twice is called twice, in the order of its connections.
        """
        receiver = _receiver(call)
        key = (token, identity, *receiver)
        found = self._found.get(key)
        if found is None:
            known = self._known.get((token, *receiver), [])
            found = self._found[key] = _matching(known, identity, dispatch["sender"])
        if len(found) < 2:
            return found[0] if found else None
        used = self._used[(dispatch["id"], *receiver)]
        self._used[(dispatch["id"], *receiver)] += 1
        return found[min(used, len(found) - 1)]


def _matching(connections: list[Item], identity: str, sender: str | None) -> list[Item]:
    """Return those of a receiver's connections that a sender's sends come by.

    A signal that caches takes senders that are equal for one: then those that look the same.
    """
    own = [each for each in connections if each["sender_identity"] in (None, identity)]
    return own or [each for each in connections if each["sender"] == sender]


def _receiver(item: Item) -> tuple[Any, ...]:
    return item["receiver"], item["file"], item["line"]
