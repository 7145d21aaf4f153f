"""Signals that a test mutes: the receivers that a send finds, without some of them.

What stands in the way is an attribute of the signal itself. Its receivers, their order, caches and
what is connected meanwhile are Django's; leaving is to take the attribute away.
"""

from __future__ import annotations

import threading
from types import MethodType
from typing import Any, NamedTuple

from django.dispatch import Signal

from ..log.log import OpenLog
from ..texts.naming import MAX_WRAPPERS, instance_dict, own_attribute
from ..texts.places import place_token
from .receiver_rows import identity_of

FINDS = "_live_receivers"

_lock = threading.Lock()


class Audible(list[Any]):
    """The receivers of a send that are not muted.

    Attributes:
        muted: those that are.
    """

    muted: list[Any]


class Mute(NamedTuple):
    """What is muted of a signal: for one sender, and one receiver, or for all of them."""

    sender: Any
    receiver: Any

    def mutes(self, sender: Any, receiver: Any) -> bool:
        """Tell whether a receiver is not to hear of what a sender sends."""
        if self.sender is not None and identity_of(self.sender) != identity_of(sender):
            return False
        return self.receiver is None or _runs(receiver, self.receiver)


class Shadow:
    """What a muted signal finds receivers by.

    Attributes:
        before: the attribute of the signal's own that was there, None where the class has it.
        mutes: all that is muted now.
    """

    def __init__(self, signal: Signal, before: Any) -> None:
        self._signal, self.before = signal, before
        self.mutes: list[Mute] = []

    def __call__(self, sender: Any) -> Any:
        found = self._find(sender)
        if type(found) is not tuple or [type(each) for each in found] != [list, list]:
            return found if type(found) is not list else self._audible(sender, found, [])
        sync = self._audible(sender, *found)
        return sync, found[1]

    def _find(self, sender: Any) -> Any:
        if self.before is not None:
            return self.before(sender)
        return getattr(type(self._signal), FINDS)(self._signal, sender)

    def _audible(self, sender: Any, sync: list[Any], asynchronous: list[Any]) -> list[Any]:
        """Return the sync receivers that are not muted; take the async ones that are out."""
        mutes = list(self.mutes)
        muted = [
            each
            for each in (*sync, *asynchronous)
            if any(mute.mutes(sender, each) for mute in mutes)
        ]
        if not muted:
            return sync
        gone = set(map(identity_of, muted))
        audible = Audible(each for each in sync if identity_of(each) not in gone)
        audible.muted = muted
        asynchronous[:] = [each for each in asynchronous if identity_of(each) not in gone]
        return audible


def start(signal: Signal, mute: Mute) -> None:
    """Mute a signal, for all threads of the process."""
    with _lock:
        own = own_attribute(signal, FINDS)
        shadow = own if type(own) is Shadow else Shadow(signal, own)
        shadow.mutes.append(mute)
        object.__setattr__(signal, FINDS, shadow)


def stop(signal: Signal, mute: Mute) -> None:
    """Undo one ``start``; the last one leaves the signal as it was."""
    with _lock:
        shadow = own_attribute(signal, FINDS)
        if type(shadow) is not Shadow:
            return
        shadow.mutes = [each for each in shadow.mutes if each is not mute]
        if shadow.mutes:
            return
        if shadow.before is None:
            object.__delattr__(signal, FINDS)
        else:
            object.__setattr__(signal, FINDS, shadow.before)


def write_muted(log: OpenLog, number: int, muted: list[Any]) -> None:
    """Write a row for each receiver that was muted when a dispatch was sent."""
    rows = log.rows["muted"]
    for each in muted:
        rows.extend((number, place_token(each)))


def _runs(receiver: Any, wanted: Any) -> bool:
    """Tell whether a receiver is the wanted one, or wraps it, as Sentry's do."""
    identity = identity_of(wanted)
    for _ in range(MAX_WRAPPERS):
        if identity_of(receiver) == identity:
            return True
        function = receiver.__func__ if type(receiver) is MethodType else receiver
        wrapped = instance_dict(function).get("__wrapped__")
        if wrapped is None:
            return False
        receiver = wrapped
    return False
