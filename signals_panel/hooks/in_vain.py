"""Calls of ``connect`` and ``disconnect`` that did nothing, where they were meant to do something.

Django drops a connection without a word if another receiver has its ``dispatch_uid`` and sender,
and removes none unless ``disconnect`` is given the very sender and ``dispatch_uid`` it was made
with. What did nothing because nothing was left to do is no fault, and is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MethodType
from typing import Any, NamedTuple
from weakref import ReferenceType, ref

from django.dispatch import Signal
from django.dispatch.dispatcher import NONE_ID

from ..connect_sites import ConnectSite, connect_site_token
from ..naming import code_of
from ..places import place_token
from ..remembered import Connection, Key, Made, comparable, note_news
from ..senders import marked_name
from ..signal_names import token_of
from .gone import Latest, connects_itself
from .receiver_rows import identity_of, uid_text
from .standing import all_known

MAX_IN_VAIN = 200
CONNECT, DISCONNECT = "connect", "disconnect"


class InVain(NamedTuple):
    """A ``connect`` or a ``disconnect`` that did nothing.

    Attributes:
        method: which of the two.
        connection: what was to be made or removed, ``connected_at`` the line that tried.
        signal: a weak reference to its signal.
        standing: the connection that is in the way, or that stands all the same.
        key: what that one is remembered by.
        of_another: whether it is the same method of another object that stands.
        times: how often that line did.
    """

    method: str
    connection: Connection
    signal: ReferenceType[Signal]
    standing: Connection
    key: Key
    of_another: bool = False
    times: int = 1


in_vain: Latest[InVain] = Latest(MAX_IN_VAIN)


def connected(
    signal: Signal, receiver: Any, sender: Any, uid: Any, site: ConnectSite | None
) -> None:
    """Note a ``connect`` that Django dropped for another receiver that has its uid."""
    key = comparable(uid), id(sender)
    standing = all_known(signal).made.get(key)
    if standing is None or not standing.is_alive or identity_of(receiver) == standing.names[0]:
        return
    site = connect_site_token(signal) if site is None else site
    if not _is_same_again(receiver, standing, site):
        _note(CONNECT, signal, receiver, sender, uid, site, key, standing)


def disconnected(signal: Signal, receiver: Any, sender: Any, uid: Any) -> None:
    """Note a ``disconnect`` after which a receiver still gets what it was to get no more."""
    key, standing = next(_left_standing(signal, receiver, sender, uid), (None, None))
    if key is not None and standing is not None:
        site = connect_site_token(signal)
        of_another = {identity_of(receiver), comparable(uid)}.isdisjoint(standing.names)
        if not (of_another and connects_itself(receiver, site)):
            _note(DISCONNECT, signal, receiver, sender, uid, site, key, standing, of_another)


def _left_standing(
    signal: Signal, receiver: Any, sender: Any, uid: Any
) -> Iterator[tuple[Key, Made]]:
    """Yield the connections that a ``disconnect`` named in another way than they were made.

    First those of the receiver or the uid; then those of the same method of other objects.
    """
    names: list[Any] = [] if receiver is None else [identity_of(receiver)]
    if uid is not None:
        names.append(comparable(uid))
    if type(receiver) is MethodType:
        names.append(id(receiver.__func__))
    known = all_known(signal)
    for name in names:
        for key, made in known.named(name):
            if sender is None or key[1] in (NONE_ID, id(sender)):
                yield key, made


def _is_same_again(receiver: Any, standing: Made, site: ConnectSite) -> bool:
    """Tell whether a receiver is the one that stands, made anew: that is what uids are for.

    A file that is imported twice has other code in the same place. One piece of code stands for
    many receivers, as those that a loop makes; but while the process runs, whoever makes one
    anew and connects it on the same line means to have it once.
    """
    place, known = place_token(receiver), standing.connection.receiver
    if (place.file, place.line) != (known.file, known.line) or place.file is None:
        return False
    if id(code_of(receiver)) != standing.code:
        return True
    return site == standing.connection.connected_at and not site.once


def _note(
    method: str,
    signal: Signal,
    receiver: Any,
    sender: Any,
    uid: Any,
    site: ConnectSite,
    key: Key,
    standing: Made,
    of_another: bool = False,
) -> None:
    connection = Connection(
        token_of(signal),
        standing.connection.receiver if receiver is None else place_token(receiver),
        marked_name(sender),
        standing.connection.weak,
        uid if uid is None else uid_text(uid),
        standing.connection.is_async,
        site,
    )
    fact = InVain(method, connection, ref(signal), standing.connection, key, of_another)
    in_vain.add((method, connection, standing.connection), fact)
    note_news()
