"""The items of the connections there are now: one that is as it was is made once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.dispatch import Signal

from ..hooks.lifetimes import kept_by_debug, owner_of, rebound_at
from ..hooks.receiver_rows import Row, djangos_rows, identity_of, key_of, sender_identity, target_of
from ..hooks.remembered import Connection, Made, remembered_of
from ..hooks.standing import unseen, version_of
from ..texts.senders import as_identity, parted
from .items import Item, file_and_line, lasting_item
from .never_matches import kin_of, never_of

Named = Sequence[tuple[str, Signal]]
"""Signals with their names."""
Judged = tuple[Item | None, Item | None]
"""The ``kin`` and ``never`` of a connection."""
CHANGING = "signal", "alive", "debug_only", "rebound_at", "kin", "never"
"""What may change about a connection while it stands."""
NO_SENDER: Judged = None, None
NOT_KEPT = False, None


class Known(NamedTuple):
    """A connection, what of it may change, and its item.

    Not its ``Made``: that would tell of a receiver's death when it is connected no longer.
    """

    connection: Connection
    changing: tuple[Any, ...]
    item: Item


class Found(NamedTuple):
    """All connections, as found last.

    Attributes:
        version: of the signals they are of; they change only with it, or as *owners* do.
        owners: the id() of the object that each lives by.
        known: each of them, by the id() of what it holds.
        items: of each of them, in order.
    """

    version: list[Any]
    owners: frozenset[int]
    known: dict[int, Known]
    items: list[Item]


_found = Found([], frozenset(), {}, [])


def connections_now(signals: Named) -> list[Item]:
    """Return the connections of these signals, given with their names; see ``registry_now``.

    List and items are to be read only: what has not changed is returned again.
    """
    global _found
    kept = kept_by_debug()  # first: what is looked at from here on is held meanwhile
    version: list[Any] = [(name, version_of(signal)) for name, signal in signals]
    version.append(apps.models_ready)
    last = _found
    if version != last.version or not kept.isdisjoint(last.owners) or _any_debug_only(last):
        _found = _look(signals, version, kept, last.known)
    return _found.items


def _any_debug_only(found: Found) -> bool:
    return any(each["debug_only"] for each in found.items)


def _look(
    signals: Named, version: list[Any], kept: frozenset[int], before: dict[int, Known]
) -> Found:
    known: dict[int, Known] = {}
    items: list[Item] = []
    owners: set[int] = set()
    judged: dict[Any, Judged] = {}
    for name, signal in signals:
        remembered = remembered_of(signal).made
        for row in djangos_rows(signal):
            made = remembered.get(key_of(row)) or unseen(signal, row)
            receiver = target_of(row)
            owner = id(owner_of(receiver))
            changing = (
                name,
                receiver is not None,
                *(NOT_KEPT if owner not in kept else (True, _rebound_at(receiver))),
                *(NO_SENDER if made.facts is None else _judged(name, made, judged)),
            )
            one = before.get(id(made.connection))
            if one is None or one.changing != changing:
                one = Known(made.connection, changing, _item(row, made, receiver, changing))
            known[id(made.connection)] = one
            items.append(one.item)
            owners.add(owner)
    return Found(version, frozenset(owners), known, items)


def _item(row: Row, made: Made, receiver: Any, changing: tuple[Any, ...]) -> Item:
    return {
        **lasting_item(changing[0], made.connection),
        "identity": as_identity(identity_of(receiver)),
        "sender_identity": sender_identity(row),
        "at_ns": made.at,
        **dict(zip(CHANGING, changing, strict=True)),
    }


def _judged(signal: str, made: Made, judged: dict[Any, Judged]) -> Judged:
    """Return what is to be said of a connection's sender; *judged* has what was said of others."""
    facts, sender = made.facts, made.connection.sender
    assert facts is not None
    key = signal, sender, facts.kind, facts.prepared, id(facts.target)
    if key not in judged:
        judged[key] = kin_of(facts), never_of(signal, facts, parted(sender)[0])
    return judged[key]


def _rebound_at(target: Any) -> Item | None:
    place = rebound_at(target)
    return None if place is None else file_and_line(place[1:])
