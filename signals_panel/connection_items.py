"""Connections as JSON-safe items: those there are now."""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.dispatch import Signal

from .hooks import standing
from .hooks.lifetimes import kept_by_debug, owner_of, rebound_at
from .naming import printable
from .never_matches import kin_of, never_of
from .remembered import Connection
from .senders import parted

Item = dict[str, Any]

CONNECTION_KEYS = (
    "signal", "receiver", "file", "line", "sender", "weak", "dispatch_uid", "is_async",
    "connected_at", "connected_for", "change",
)  # fmt: skip
"""What of a connection the document has, beside its fate."""


def connection_item(
    signal: str,
    place: Sequence[Any],
    sender: str | None,
    weak: bool,
    uid: str | None,
    is_async: bool,
    site: Sequence[Any] | None,
) -> Item:
    """Return a connection as the document has it."""
    name, file, line = place
    return {
        "signal": signal,
        "receiver": name,
        "file": file,
        "line": line,
        "sender": sender,
        "weak": bool(weak),
        "dispatch_uid": uid,
        "is_async": bool(is_async),
        "connected_at": file_and_line(site),
        "connected_for": file_and_line(site and site[4]),
        "change": None,
    }


def made_at(connection: Item) -> Any:
    """Return where the project made a connection, or else whoever did; None if that is unknown."""
    return connection["connected_for"] or connection["connected_at"]


class Made(NamedTuple):
    """The items of all connections, as made last.

    Attributes:
        version: of the signals they are of; they change only with it, or as *owners* do.
        owners: the id() of the object that each lives by.
        items: themselves.
    """

    version: list[Any]
    owners: frozenset[int]
    items: list[Item]


_made = Made([], frozenset(), [])


def connections_now(signals: Sequence[tuple[str, Signal]]) -> list[Item]:
    """Return the connections of these signals, given with their names; see ``registry_now``.

    The list is to be read only: it is returned again where nothing has changed.
    """
    global _made
    kept = kept_by_debug()  # first: what is looked at from here on is held meanwhile
    version: list[Any] = [(name, standing.version_of(signal)) for name, signal in signals]
    version.append(apps.models_ready)
    if version != _made.version or not kept.isdisjoint(_made.owners) or _any_debug_only():
        rows = [(name, row) for name, signal in signals for row in standing.standing_of(signal)]
        owners = frozenset(id(owner_of(row.receiver)) for _, row in rows)
        identities: defaultdict[Any, int] = defaultdict(itertools.count().__next__)
        items = [_item(*each, identities, kept) for each in rows]
        _made = Made(version, owners, items)
    return _made.items


def _any_debug_only() -> bool:
    return any(each["debug_only"] for each in _made.items)


def _item(
    signal: str,
    row: standing.Standing,
    identities: defaultdict[Any, int],
    kept: frozenset[int],
) -> Item:
    connection, target, sender, facts, at_ns = row
    owner = owner_of(target)
    debug_only = id(owner) in kept
    identity = id(target) if owner is target else (id(owner), id(target.__func__))
    return {
        **lasting_item(signal, connection),
        "identity": identities[identity],
        "sender_identity": sender,
        "alive": target is not None,
        "debug_only": debug_only,
        "rebound_at": _rebound_at(target) if debug_only else None,
        "kin": kin_of(facts) if facts else None,
        "never": never_of(signal, facts, parted(connection.sender)[0]) if facts else None,
        "at_ns": at_ns,
    }


@functools.lru_cache(maxsize=4_096)
def lasting_item(signal: str, connection: Connection) -> Item:
    """Return what never changes about a connection."""
    token, receiver, sender, weak, uid, is_async, site = connection
    by = site and (site.project or site)
    connected_in = by.function if by and not by.once else None
    name, identity = parted(sender)
    item = connection_item(
        signal,
        receiver,
        name if name is None else printable(name),
        weak,
        uid if uid is None else printable(uid),
        is_async,
        site,
    )
    return {
        **item,
        "token": token.number,
        "connected_in": connected_in,
        "sender_identity": None if name is None else identity,
    }


def _rebound_at(target: Any) -> Item | None:
    place = rebound_at(target)
    return None if place is None else file_and_line(place[1:])


def file_and_line(site: Sequence[Any] | None) -> Item | None:
    return {"file": site[0], "line": site[1]} if site else None
