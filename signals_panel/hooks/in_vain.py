"""Calls of ``connect`` and ``disconnect`` that did nothing, where they were meant to do something.

Django drops a connection without a word if another receiver has its ``dispatch_uid`` and sender,
and removes none unless ``disconnect`` is given the very sender and ``dispatch_uid`` it was made
with. What did nothing because nothing was left to do is no fault, and is not kept.
"""

from __future__ import annotations

from types import FunctionType, MethodType
from typing import Any, NamedTuple
from weakref import ReferenceType, ref

from django.dispatch import Signal
from django.dispatch.dispatcher import NONE_ID

from ..log.clock import perf_counter_ns
from ..texts.connect_sites import ConnectSite, as_a_model_is_made, connect_site_token
from ..texts.naming import code_of
from ..texts.places import place_token
from ..texts.senders import marked_name
from ..texts.signal_names import token_of
from .gone import Latest, connects_itself
from .receiver_rows import function_of, identity_of, uid_text
from .remembered import Connection, Key, Made, comparable, note_news
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
        at: the clock when that line first did so while that one stood, in ns.
        watch: a weak reference to what the receiver of a weak ``connect`` lives by, else None.
        of_another: whether another object's method stands, or another one of the same function.
        times: how often that line did.
    """

    method: str
    connection: Connection
    signal: ReferenceType[Signal]
    standing: Made
    key: Key
    at: int
    watch: ReferenceType[Any] | None = None
    of_another: bool = False
    times: int = 1


in_vain: Latest[InVain] = Latest(MAX_IN_VAIN)


def connected(
    signal: Signal, receiver: Any, sender: Any, uid: Any, weak: Any, site: ConnectSite | None
) -> None:
    """Note a ``connect`` that Django dropped for another receiver that has its uid."""
    key = comparable(uid), identity_of(sender)
    standing = all_known(signal).made.get(key)
    if standing is None or not standing.is_alive or identity_of(receiver) == standing.names[0]:
        return
    site = connect_site_token(signal) if site is None else site
    if not _is_same_again(receiver, standing, site):
        fact = _fact(CONNECT, signal, receiver, sender, uid, site, key, standing)
        _note(fact._replace(watch=ref(_owner_of(receiver)) if weak is True else None))


def disconnected(signal: Signal, receiver: Any, sender: Any, uid: Any) -> None:
    """Note a ``disconnect`` after which a receiver still gets what it was to get no more."""
    found = _left_standing(signal, receiver, sender, uid)
    if found is None:
        return
    key, standing = found
    site, of_another = connect_site_token(signal), _is_another(standing, receiver, uid)
    by_itself = of_another and connects_itself(receiver, site)
    if not by_itself and not as_a_model_is_made(site):
        fact = _fact(DISCONNECT, signal, receiver, sender, uid, site, key, standing)
        _note(fact._replace(of_another=of_another))


def wanted(signal: Signal, receiver: Any, sender: Any) -> None:
    """Forget what ``disconnect`` left standing of a receiver that is connected, or is again."""
    if in_vain:
        place, name = place_token(receiver), marked_name(sender)
        in_vain.forget(
            lambda fact: (
                fact.method == DISCONNECT
                and fact.signal() is signal
                and place in (fact.connection.receiver, fact.standing.connection.receiver)
                and name in (fact.connection.sender, fact.standing.connection.sender)
            )
        )


def _left_standing(signal: Signal, receiver: Any, sender: Any, uid: Any) -> tuple[Key, Made] | None:
    """Return the connection that a ``disconnect`` named in another way than it was made, if any.

    Rather one of the receiver or the uid than one of another object that runs its function.
    What it named as it was made had been taken out of the signal: that is another matter.
    """
    name, wanted_for = None if uid is None else comparable(uid), identity_of(sender)
    asked = name or identity_of(receiver), wanted_for
    names = [] if receiver is None else [identity_of(receiver), id(function_of(receiver))]
    known = all_known(signal)
    found = [
        (key, made)
        for each in (*names, *([] if uid is None else [name]))
        for key, made in known.named(each)
        if key != asked and (sender is None or key[1] in (NONE_ID, wanted_for))
    ]
    return min(found, key=lambda each: _is_another(each[1], receiver, uid), default=None)


def _is_another(standing: Made, receiver: Any, uid: Any) -> bool:
    """Tell whether a connection has neither this receiver nor this uid."""
    identity, _, *uids = standing.names
    return identity != identity_of(receiver) and comparable(uid) not in uids


def _is_same_again(receiver: Any, standing: Made, site: ConnectSite) -> bool:
    """Tell whether a receiver is the one that stands, made anew: that is what uids are for.

    A file that is imported twice has other code in the same place. One piece of code stands for
    many receivers, as those that a loop makes, unless it is all that there is to them; but
    while the process runs, whoever makes one anew and connects it on the same line means to
    have it once.
    """
    place, known = place_token(receiver), standing.connection.receiver
    if (place.file, place.line) != (known.file, known.line) or place.file is None:
        return False
    if id(code_of(receiver)) != standing.code or _is_only_code(receiver):
        return True
    before = standing.connection.connected_at
    return before is not None and before.is_same_line(site) and not site.once


def _is_only_code(receiver: Any) -> bool:
    """Tell whether a receiver is a function that has no values of its own."""
    return type(receiver) is FunctionType and not (
        receiver.__closure__ or receiver.__defaults__ or receiver.__kwdefaults__
    )


def _owner_of(receiver: Any) -> Any:
    return receiver.__self__ if type(receiver) is MethodType else receiver


def _fact(
    method: str,
    signal: Signal,
    receiver: Any,
    sender: Any,
    uid: Any,
    site: ConnectSite,
    key: Key,
    standing: Made,
) -> InVain:
    connection = Connection(
        token_of(signal),
        standing.connection.receiver if receiver is None else place_token(receiver),
        marked_name(sender),
        standing.connection.weak,
        uid if uid is None else uid_text(uid),
        standing.connection.is_async,
        site,
    )
    return InVain(method, connection, ref(signal), standing, key, perf_counter_ns())


def _note(fact: InVain) -> None:
    kind = fact.method, fact.connection, fact.standing.connection
    before = in_vain.latest(kind)
    if before is not None and before.standing is fact.standing:
        fact = fact._replace(at=before.at)
    in_vain.add(kind, fact)
    note_news()
