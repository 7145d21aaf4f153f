"""The lists of receivers that dispatches have, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from ..log.toolbars import TOOLBAR
from .joined import Joined, Numbers

Place = list[Any]
"""A receiver's name, file and line."""


class Listed(NamedTuple):
    """A list of receivers; the toolbar's own are left out.

    Attributes:
        positions: where each stands, from 1.
        receivers: which each is, as a place in ``Receivers.places``.
        is_async: whether it is.
        sync: the positions of all that are not, the toolbar's too.
        is_whole: whether none is left out.
    """

    positions: Numbers
    receivers: Numbers
    is_async: Numbers
    sync: Collection[int]
    is_whole: bool


class Receivers:
    """The lists of a recording, and the receivers on them.

    Attributes:
        lists: every list there is.
        places: of every receiver.
    """

    def __init__(self, joined: Joined) -> None:
        self.lists: list[Listed] = []
        self.places: list[Place] = []
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._stored = joined.values("dispatches", "receivers")
        for sync, *places in self._stored.values:
            self._add((at, place, at > sync) for at, place in enumerate(places, 1))
        self._of_own_sends = self._called(joined)

    def of(self, source: Numbers, number: Numbers) -> Numbers:
        """Return which list each dispatch has: those called, where its signal chose them."""
        found = list(map(self._stored.cells.__getitem__, source))
        if self._of_own_sends:
            own = self._of_own_sends
            found = [own.get(each, listed) for each, listed in zip(number, found, strict=True)]
        return found

    def _called(self, joined: Joined) -> dict[int, int]:
        """Return the list of each dispatch that a signal's own method made, by its number."""
        called: dict[int, dict[int, Any]] = defaultdict(dict)
        places = joined.values("called", "receiver")
        rows = joined.pairs("called", "dispatch", "position", "is_async")
        for row, (number, position, is_async) in enumerate(rows):
            called[number][position] = position, places.at(row), bool(is_async)
        return {number: self._add(found.values()) for number, found in called.items()}

    def _add(self, found: Iterable[tuple[int, Place, bool]]) -> int:
        """Add a list of positions, receivers and whether they are async; return its place."""
        everyone = list(found)
        ours = [each for each in everyone if not each[1][0].startswith(TOOLBAR)]
        self.lists.append(
            Listed(
                [position for position, _, _ in ours],
                [self._number(place) for _, place, _ in ours],
                [int(is_async) for _, _, is_async in ours],
                {position for position, _, is_async in everyone if not is_async},
                len(ours) == len(everyone),
            )
        )
        return len(self.lists) - 1

    def _number(self, place: Place) -> int:
        number = self._numbers.setdefault(tuple(place), len(self.places))
        if number == len(self.places):
            self.places.append(place)
        return number
