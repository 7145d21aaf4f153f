"""What is remembered of each signal's connections: those that we saw being made.

Django's rows hold ids and weak references; where, for whom and by what name a connection was
made is kept here, for as long as its signal lives.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from types import MethodType
from typing import Any, NamedTuple
from weakref import ReferenceType

from ..texts.connect_sites import ConnectSite
from ..texts.naming import IdentityTable, Place, own_attribute
from ..texts.sender_facts import SenderFacts
from ..texts.signal_names import Token

SLACK = 200
"""How many connections that are gone may stay remembered beside twice those there are."""

Name = Any
"""What can be hashed and compared, and is no object of the user's."""
Key = tuple[Name, Name]
"""Django's key of a connection, as ``comparable`` makes it: of its receiver, or the
``dispatch_uid`` in its stead, and of its sender."""


class Connection(NamedTuple):
    """One connection as tokens and text; columns of the ``changes`` stream."""

    signal: Token
    receiver: Place
    sender: str | None
    weak: bool
    dispatch_uid: str | None
    is_async: bool
    connected_at: ConnectSite | None


class Made(NamedTuple):
    """A connection that stands, as far as we know.

    Attributes:
        connection: as it was made.
        names: what it is found by: the identities of its receiver and of the function that
            this is a method of, and its ``dispatch_uid``.
        code: the id() of the code that its receiver runs.
        at: the clock when we saw it made, in ns; 0 where we did not.
        facts: what its sender is; None for every sender.
        watch: a weak reference whose callback tells when the receiver dies; None if it was
            connected strongly.
    """

    connection: Connection
    names: tuple[Name, ...]
    code: int
    at: int
    facts: SenderFacts | None
    watch: ReferenceType[Any] | None

    @property
    def is_alive(self) -> bool:
        """Whether the receiver still exists."""
        return self.watch is None or self.watch() is not None


class Remembered:
    """The connections of one signal, by Django's key and by what they are found by.

    Attributes:
        made: each connection.
    """

    def __init__(self) -> None:
        self.made: dict[Key, Made] = {}
        self._by_name: dict[Name, dict[Key, None]] = {}

    def add(self, key: Key, made: Made) -> None:
        """Remember a connection, instead of one that had the same key."""
        self.forget(key)
        self.made[key] = made
        for name in made.names:
            self._by_name.setdefault(name, {})[key] = None

    def forget(self, key: Key) -> None:
        """Forget a connection; nothing happens if there is none."""
        made = self.made.pop(key, None)
        for name in made.names if made else ():
            keys = self._by_name.get(name, {})
            keys.pop(key, None)
            if not keys:
                self._by_name.pop(name, None)

    def keep(self, keys: Iterable[Key]) -> None:
        """Forget all connections but these."""
        for key in set(self.made).difference(keys):
            self.forget(key)

    def named(self, name: Name) -> Iterator[tuple[Key, Made]]:
        """Yield the connections that are found by a name, the first one made first."""
        for key in list(self._by_name.get(name, ())):
            made = self.made.get(key)
            if made is not None and made.is_alive:
                yield key, made


_numbers = itertools.count(1)
_latest = [0]
_remembered: IdentityTable[Remembered] = IdentityTable()


def generation() -> int:
    """Return a number that differs once there is news of any connection."""
    return _latest[0]


def note_news(latest: list[int] = _latest, numbers: Iterator[int] = _numbers) -> None:
    """Let ``generation`` differ; bound to all it needs, for receivers that die as Python ends."""
    latest[0] = next(numbers)


def remembered_of(signal: Any) -> Remembered:
    """Return what is remembered of a signal's connections; it may be added to."""
    found = _remembered.facts.get(id(signal))
    return _remembered.add(signal, Remembered()) if found is None else found


def every_remembered() -> list[tuple[Any, Remembered]]:
    """Return the signals of which connections are remembered, each with what that is."""
    return [(signal, remembered_of(signal)) for signal in _remembered.targets()]


def rows_in(signal: Any) -> list[Any] | None:
    """Return what is in ``signal.receivers``; None where that is neither a list nor a tuple."""
    rows: Any = own_attribute(signal, "receivers")
    kind = type(rows)
    for plain in (list, tuple):
        if issubclass(kind, plain):
            return [*plain.__iter__(rows)]
    return None


def are_missing(signal: Any) -> bool:
    """Tell whether connections are remembered that are not among a signal's receivers, or died."""
    found = _remembered.facts.get(id(signal))
    rows = own_attribute(signal, "receivers")
    return found is not None and (type(rows) is not list or len(rows) < len(found.made))


def missing_for(signal: Any, sender: Any) -> list[Connection]:
    """Return the connections that a sender would reach, were they among a signal's receivers.

    What we saw being made is taken out by other means than ``disconnect()`` then: factory_boy's
    ``mute_signals`` assigns ``signal.receivers``.
    """
    rows = rows_in(signal)
    if rows is None:
        return []
    keys = {(comparable(row[0][0]), row[0][1]) for row in rows}
    is_method = type(sender) is MethodType
    wanted = id(None), (id(sender.__self__), id(sender.__func__)) if is_method else id(sender)
    return [
        made.connection
        for key, made in list(remembered_of(signal).made.items())
        if key[1] in wanted and key not in keys and made.is_alive
    ]


def comparable(value: Any) -> Name:
    """Return a ``dispatch_uid``, or what stands for it: equal to that of one that is equal.

    No method of the user's is called: what is neither text, number nor a row of such equals
    itself alone. Identities are numbers or pairs of them.
    """
    kind = type(value)
    if kind is int or kind is str or kind is bool or kind is bytes or kind is float:
        return value
    if kind is tuple and all(type(part) is int for part in value):
        return value
    if kind is tuple or kind is list:
        return (kind, *map(comparable, value))
    return (object, id(value))
