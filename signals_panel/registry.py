"""The registry: every known signal and every connection to it, now, as JSON-safe rows.

It changes rarely, so it is made once and kept until a connection is made or removed, a
receiver dies, or a module is imported.
"""

from __future__ import annotations

import base64
import json
import sys
import types
import zlib
from collections.abc import Sequence
from typing import Any

from .callers import call_sites
from .hooks import connections
from .naming import printable
from .places import places
from .signal_names import known_signals, name_of, token_of

Item = dict[str, Any]
Registry = dict[str, Any]
"""``signals``, ``connections`` and ``deaths``, each a list; see ``registry_now``."""

NOTHING: Registry = {"signals": [], "connections": [], "deaths": []}

_kept: tuple[Any, str] = (None, "")


def registry_now() -> Registry:
    """Return the registry of this process.

    ``signals`` are dotted names. ``connections``, in call order for each signal, and
    ``deaths`` (connections whose receiver died) are items as in the document, with

    - ``token``: the number of the signal, which its name may share with others;
    - ``identity``: the same number for connections of the same receiver object;
    - ``alive``: whether the receiver still exists.
    """
    rows = [
        (connection, target)
        for signal in known_signals()
        for connection, target in connections.targets_of(signal)
    ]
    identities: dict[Any, int] = {}
    return {
        "signals": sorted({name_of(token_of(signal), look=False) for signal in known_signals()}),
        "connections": [
            {
                **_item(connection),
                "token": connection.signal,
                "identity": identities.setdefault(_identity(target), len(identities)),
                "alive": target is not None,
            }
            for connection, target in rows
        ],
        "deaths": [_item(each) for each in connections.deaths],
    }


def stored_registry() -> str:
    """Return the registry as text, made anew only where something may have changed."""
    global _kept
    version = (connections.generation(), len(sys.modules))
    if _kept[0] != version:
        packed = zlib.compress(json.dumps(registry_now()).encode(), 1)
        _kept = (version, base64.b64encode(packed).decode("ascii"))
    return _kept[1]


def decoded(text: str) -> Registry:
    """Return the registry that ``stored_registry`` was given; an empty one for no text."""
    if not text:
        return NOTHING
    registry: Registry = json.loads(zlib.decompress(base64.b64decode(text)))
    return registry


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
        "connected_at": {"file": site[0], "line": site[1]} if site else None,
        "change": None,
    }


def _item(connection: connections.Connection) -> Item:
    signal, receiver, sender, weak, uid, is_async, site = connection
    return connection_item(
        name_of(signal, look=False),
        places[receiver],
        sender if sender is None else printable(sender),
        weak,
        uid if uid is None else printable(uid),
        is_async,
        call_sites[site] if site >= 0 else None,
    )


def _identity(target: Any) -> Any:
    if type(target) is types.MethodType:
        return id(target.__self__), id(target.__func__)
    return id(target)
