"""The calls of a receiver in a recording: of that very object, not of all that look like it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..exporters.document import Expanded
from ..log.log import POSITION_BITS, STREAMS, Log
from ..texts.naming import Place
from ..texts.places import known_places, place_token
from ..texts.signal_names import Token

Item = dict[str, Any]
NOT_REACHED = "not_reached"
_POSITION = (1 << POSITION_BITS) - 1


def calls_of(
    log: Log, happened: Expanded, receiver: Callable[..., Any], signal: Token | None
) -> list[Item]:
    """Return the calls of a receiver, by any signal or one, that were begun.

    Closures of one function are told apart; the methods of two objects are not.
    """
    is_same, found = _same_as(place_token(receiver)), _Rows(log)
    return [
        each
        for each in happened.document["calls"]
        if each["outcome"] != NOT_REACHED
        and is_same(found.place(happened.nodes[each["id"]]))
        and signal in (None, found.signal(happened.nodes[each["id"]]))
    ]


def _same_as(place: Place) -> Callable[[Place], bool]:
    """Return what tells whether a place is that of the same receiver.

    A wrapper that another package makes for each send is gone by now: it is known by what its
    place says.
    """
    living = set(map(id, known_places()))
    return lambda other: other is place or (other == place and id(other) not in living)


class _Rows:
    """The receivers and signals of a log's dispatches, as the objects that its rows hold."""

    def __init__(self, log: Log) -> None:
        self._dispatches = {row[0]: row for row in _rows(log, "dispatches")}
        self._called = {row[:2]: row[3] for row in _rows(log, "called")}

    def place(self, node: int) -> Place:
        number, position = node >> POSITION_BITS, node & _POSITION
        own: Place | None = self._called.get((number, position))
        found: Place = own or self._dispatches[number][-1][position]
        return found

    def signal(self, node: int) -> Token:
        token: Token = self._dispatches[node >> POSITION_BITS][2]
        return token


def _rows(log: Log, stream: str) -> list[tuple[Any, ...]]:
    flat, width = log.rows[stream], len(STREAMS[stream])
    return list(zip(*[iter(flat[: len(flat) // width * width])] * width, strict=True))
