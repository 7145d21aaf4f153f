"""Connections: where they are made, and which there are now.

Django keeps a connection as a row of ``signal.receivers``: ``(key, receiver, is_async)``,
from 6.1 with a weak reference to the sender before the last item. Its key holds ids, so a
sender that was connected before we could see it is looked up among the model classes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, NamedTuple
from weakref import ReferenceType, ref

from django.apps import apps
from django.db.models.signals import ModelSignal
from django.db.models.utils import make_model_tuple
from django.dispatch import Signal
from django.dispatch.dispatcher import NONE_ID, _make_id

from ..connect_sites import ConnectSite, connect_site_token
from ..describe import describe
from ..log import current_state
from ..naming import IdentityTable, Place
from ..places import place_token
from ..sender_facts import SenderFacts, facts_of, options_of
from ..senders import as_identity, marked, marked_name, parted
from ..signal_names import Token, token_of
from .patching import original, put
from .subclasses import watch

MAX_DEATHS = 200
MADE, REMOVED, DIED = "made", "removed", "died"
UNKNOWN_SENDER = "a sender connected before the panel was loaded"

_connect = original(Signal, "connect")
_disconnect: Callable[..., bool] = original(Signal, "disconnect")
_model_connect = original(ModelSignal, "connect")


class Connection(NamedTuple):
    """One connection as tokens and text; columns of the ``changes`` stream."""

    signal: Token
    receiver: Place
    sender: str | None
    weak: bool
    dispatch_uid: str | None
    is_async: bool
    connected_at: ConnectSite | None


class Death(NamedTuple):
    """A weak connection whose receiver died.

    Attributes:
        connection: as it was made.
        signal: a weak reference to its signal: a token may come to stand for another one.
        by_itself: whether the receiver is of an object that connected itself.
        kind: the same for deaths that differ in nothing; which of many senders is no difference.
        times: how many such receivers have died.
    """

    connection: Connection
    signal: ReferenceType[Signal]
    by_itself: bool
    kind: tuple[Connection, bool]
    times: int = 1


class Deaths:
    """The weak connections whose receiver died while it was connected, latest last.

    Those that differ in nothing, as bound methods of a hundred objects, are kept once.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._latest: dict[tuple[Connection, bool], Death] = {}

    def add(self, death: Death) -> None:
        """Keep a death, instead of the one longest ago where there are too many."""
        before = self._latest.pop(death.kind, None)
        self._latest[death.kind] = (
            death if before is None else death._replace(times=before.times + 1)
        )
        if len(self._latest) > self._most:
            self._latest.pop(next(iter(self._latest)), None)

    def __iter__(self) -> Iterator[Death]:
        return iter(list(self._latest.values()))

    def clear(self) -> None:
        """Forget them all."""
        self._latest.clear()


_seen: IdentityTable[dict[int, tuple[Connection, Any, SenderFacts | None]]] = IdentityTable()
"""By signal, the connections we saw being made, by the id() of Django's key, which may hold
what cannot be hashed; with a weak reference whose callback tells when the receiver dies, and
what its sender is."""
deaths = Deaths(MAX_DEATHS)
_generation = [0]
_lazy: dict[tuple[int, int, tuple[str, str]], ConnectSite] = {}
"""Call sites of connections whose ``"app.Model"`` sender did not exist yet."""


def install() -> None:
    """Patch ``connect`` and ``disconnect``."""
    put(Signal, "connect", connect)
    put(Signal, "disconnect", disconnect)
    put(ModelSignal, "connect", model_connect)


def connect(
    self: Signal,
    receiver: Any,
    sender: Any = None,
    weak: bool = True,
    dispatch_uid: Any = None,
) -> None:
    last = self.receivers[-1] if self.receivers else None
    _connect(self, receiver, sender, weak, dispatch_uid)
    try:
        watch(type(self))
        row = self.receivers[-1] if self.receivers else None
        if row is not None and row is not last:
            _made(self, row, receiver, sender)
    except Exception:
        _contained()


def disconnect(
    self: Signal, receiver: Any = None, sender: Any = None, dispatch_uid: Any = None
) -> bool:
    before = list(self.receivers)
    removed = _disconnect(self, receiver, sender, dispatch_uid)
    try:
        if removed:
            _removed(self, before)
    except Exception:
        _contained()
    return removed


def model_connect(
    self: ModelSignal,
    receiver: Any,
    sender: Any = None,
    weak: bool = True,
    dispatch_uid: Any = None,
    apps: Any = None,
) -> None:
    if isinstance(sender, str):
        site = (id(self), id(receiver), make_model_tuple(sender))
        _lazy[site] = connect_site_token(self)
    _model_connect(self, receiver, sender, weak, dispatch_uid, apps)


def generation() -> int:
    """Return a number that differs once any connection was made, removed or lost."""
    return _generation[0]


def version_of(signal: Signal) -> tuple[Any, ...]:
    """Return what differs once a connection of a signal was made, removed or lost."""
    return (_generation[0], signal._dead_receivers, *map(id, signal.receivers))


class Target(NamedTuple):
    """A connection as it stands.

    Attributes:
        connection: as it was made.
        receiver: what receives; None if that died.
        sender: the identity of its sender; None for every sender.
        facts: what its sender is; None for every sender, or where that is not known.
    """

    connection: Connection
    receiver: Any
    sender: str | None
    facts: SenderFacts | None


def targets_of(signal: Signal) -> list[Target]:
    """Return the connections of a signal, in call order."""
    return [
        Target(_connection(signal, row), _target(row), _sender_identity(row), _facts(signal, row))
        for row in list(signal.receivers)
    ]


def receivers_for(signal: Signal, sender: Any) -> tuple[Token, list[tuple[Place, bool]]]:
    """Return a signal's token and those of the receivers it would reach, asking no cache.

    Each receiver with whether it is connected for every sender.
    """
    wanted = (NONE_ID, _make_id(sender))
    rows = [row for row in list(signal.receivers) if row[0][1] in wanted]
    targets = [(_target(row), row[0][1] == NONE_ID) for row in rows]
    return token_of(signal), [
        (place_token(target), for_all) for target, for_all in targets if target is not None
    ]


def _made(signal: Signal, row: Any, receiver: Any, sender: Any) -> None:
    connection = Connection(
        token_of(signal),
        place_token(receiver),
        marked_name(sender),
        isinstance(row[1], ReferenceType),
        _uid(row[0][0]),
        bool(row[-1]),
        _connect_site(signal, receiver, sender),
    )
    seen = _seen.facts.get(id(signal))
    if seen is None:
        seen = _seen.add(signal, {})
    for key in set(seen) - {id(row[0]) for row in signal.receivers}:
        del seen[key]
    seen[id(row[0])] = (
        connection,
        _on_death(signal, row[1], connection) if connection.weak else None,
        facts_of(sender),
    )
    _note_change(connection, MADE)


def _removed(signal: Signal, before: list[Any]) -> None:
    left = {id(row) for row in signal.receivers}
    for row in before:
        if id(row) not in left and _target(row) is not None:
            _note_change(_connection(signal, row), REMOVED)
            _seen.facts.get(id(signal), {}).pop(id(row[0]), None)


def _connect_site(signal: Signal, receiver: Any, sender: Any) -> ConnectSite:
    options = options_of(sender) if _lazy else None
    if options is not None:
        site = (id(signal), id(receiver), (options.app_label, options.model_name))
        if site in _lazy:
            return _lazy.pop(site)
    return connect_site_token(signal)


def _on_death(signal: Signal, reference: Any, connection: Connection) -> Any:
    owner = ReferenceType.__call__(reference)  # of a bound method, its instance
    site = connection.connected_at
    by_itself = site is not None and _connects_itself(owner, site)
    kind = connection._replace(sender=parted(connection.sender)[0]), by_itself
    death = Death(connection, ref(signal), by_itself, kind)
    return ref(owner, functools.partial(_died, death, _note_change, deaths.add))


def _connects_itself(owner: Any, site: ConnectSite) -> bool:
    """Tell whether a method of the object that receives is what connects it."""
    methods = (vars(base).get(site.function) for base in type(owner).__mro__)
    return any(
        type(method) is FunctionType and method.__code__.co_filename == site.file
        for method in methods
    )


def _died(death: Death, note: Any, died: Any, reference: object) -> None:
    died(death)
    note(death.connection, DIED)


def _note_change(
    connection: Connection,
    change: str,
    state_now: Any = current_state.get,
    generation: list[int] = _generation,
) -> None:
    """Write a row; bound to all it needs, since receivers die even as Python shuts down."""
    generation[0] += 1
    state = state_now()
    if state is not None and state[0].limit >= 0:
        state[0].rows["changes"].extend((state[1], *connection, change))


def _connection(signal: Signal, row: Any) -> Connection:
    seen = _seen.facts.get(id(signal), {}).get(id(row[0]))
    if seen is not None:
        return seen[0]
    target = _target(row)
    return Connection(
        token_of(signal),
        place_token(target),
        _sender_text(row),
        isinstance(row[1], ReferenceType),
        _uid(row[0][0]),
        bool(row[-1]),
        None,
    )


def _target(row: Any) -> Any:
    return row[1]() if isinstance(row[1], ReferenceType) else row[1]


def _sender_identity(row: Any) -> str | None:
    key = row[0][1]
    return None if key == NONE_ID else as_identity(key)


def _sender_text(row: Any) -> str | None:
    sender_id = row[0][1]
    if sender_id == NONE_ID:
        return None
    sender = _sender(row)
    return marked(UNKNOWN_SENDER, sender_id) if sender is None else marked_name(sender)


def _facts(signal: Signal, row: Any) -> SenderFacts | None:
    seen = _seen.facts.get(id(signal), {}).get(id(row[0]))
    return facts_of(_sender(row)) if seen is None else seen[2]


def _sender(row: Any) -> Any:
    """Return the sender of a connection that we did not see being made; None if not found."""
    sender = row[2]() if len(row) == 4 and row[2] is not None else None
    if sender is not None or row[0][1] == NONE_ID:
        return sender
    return next((m for m in apps.get_models(True) if id(m) == row[0][1]), None)


def _uid(key: Any) -> str | None:
    """Return the ``dispatch_uid`` in a lookup key, None where it is the receiver's id."""
    if type(key) is int or (type(key) is tuple and all(type(part) is int for part in key)):
        return None
    return key if type(key) is str else describe(key)


def _contained() -> None:
    state = current_state.get()
    if state is not None:
        state[0].dropped["errors"] += 1
