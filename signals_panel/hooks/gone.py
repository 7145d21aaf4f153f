"""Connections that are gone: those whose receiver died, and those that were removed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from types import FunctionType, MethodType
from typing import Any, Generic, NamedTuple, TypeVar
from weakref import ReferenceType

from django.dispatch import Signal

from ..texts.connect_sites import ConnectSite
from ..texts.naming import class_attributes, printable
from .remembered import Connection

MAX_DEATHS = MAX_REMOVALS = 200


class Death(NamedTuple):
    """A weak connection whose receiver died.

    Attributes:
        connection: as it was made.
        signal: a weak reference to its signal: a token may come to stand for another one.
        by_itself: whether the receiver is of an object that connected itself.
        times: how many such receivers have died.
    """

    connection: Connection
    signal: ReferenceType[Signal]
    by_itself: bool
    times: int = 1


class Removal(NamedTuple):
    """A connection that ``disconnect()`` removed.

    Attributes:
        connection: as it was made.
        signal: a weak reference to its signal.
        removed_at: the line that disconnected it.
        at: the clock when it did, in ns.
        times: how often that line has removed such a connection.
    """

    connection: Connection
    signal: ReferenceType[Signal]
    removed_at: ConnectSite
    at: int
    times: int = 1


Fact = TypeVar("Fact", bound=Any)


class Latest(Generic[Fact]):
    """Facts with a signal, the latest last.

    Those of one kind, as the deaths of a hundred objects' methods, are kept once, with how many
    they are in their ``times``.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._latest: dict[Hashable, Fact] = {}

    def add(self, kind: Hashable, fact: Fact) -> None:
        """Keep a fact, instead of the one longest ago where there are too many."""
        before = self._latest.pop(kind, None)
        self._latest[kind] = fact if before is None else fact._replace(times=before.times + 1)
        if len(self._latest) > self._most:
            for oldest in list(self._latest)[: -self._most]:
                self._latest.pop(oldest, None)

    def latest(self, kind: Hashable) -> Fact | None:
        """Return the fact that is kept of a kind, if any."""
        return self._latest.get(kind)

    def forget(self, is_over: Callable[[Fact], bool]) -> None:
        """Forget the facts that are over."""
        for kind, fact in list(self._latest.items()):
            if is_over(fact):
                self._latest.pop(kind, None)

    def __len__(self) -> int:
        return len(self._latest)

    def __iter__(self) -> Iterator[Fact]:
        """Yield the facts whose signal lives."""
        return (fact for fact in list(self._latest.values()) if fact.signal() is not None)

    def clear(self) -> None:
        """Forget them all."""
        self._latest.clear()


deaths: Latest[Death] = Latest(MAX_DEATHS)
removals: Latest[Removal] = Latest(MAX_REMOVALS)


def connects_itself(receiver: Any, site: ConnectSite | None) -> bool:
    """Tell whether *site* is in a method of the object that receives."""
    kind = type(receiver.__self__) if type(receiver) is MethodType else type(receiver)
    if kind is FunctionType or site is None:
        return False
    return any(
        type(method) is FunctionType and printable(method.__code__.co_filename) == site.file
        for method in class_attributes(kind, site.function)
    )
