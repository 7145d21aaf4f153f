"""Connections as JSON-safe items: what of them never changes."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from ..hooks.remembered import Connection
from ..texts.naming import printable
from ..texts.senders import parted

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


def file_and_line(site: Sequence[Any] | None) -> Item | None:
    return {"file": site[0], "line": site[1]} if site else None
