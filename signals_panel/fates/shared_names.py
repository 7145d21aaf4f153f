"""Receivers that share a name: told apart in sentences by where each was connected.

What a decorator without ``functools.wraps`` returns has the name, file and line of all that it
returns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Item = dict[str, Any]


def shared_names(connections: Iterable[Item]) -> set[str]:
    """Return the names that several receivers have, which their places tell apart.

    Receivers differ that have another file or line, or another ``identity``. Those of objects
    that connect themselves, all at one line, are one as far as a sentence goes.
    """
    known = list(connections)
    counts = Counter(each["receiver"] for each in known)  # most names are connected once
    receivers: dict[str, set[Any]] = defaultdict(set)
    places: dict[str, set[Any]] = defaultdict(set)
    for each in (each for each in known if counts[each["receiver"]] > 1):
        code = each["file"], each["line"]
        identity = each.get("identity")
        if identity is not None:
            receivers[each["receiver"]].add((code, identity))
            places[each["receiver"]].add((code, _place(each["connected_at"])))
    return {name for name, found in receivers.items() if len(found) > 1 and len(places[name]) > 1}


def alike_in(document: Item) -> set[str]:
    """Return the names of a document's connections that are shared, as far as it tells.

    Those of which it names a call by where that was connected, and those connected to one
    signal for one sender at several lines.
    """
    places: dict[tuple[str, ...], set[Any]] = defaultdict(set)
    for each in document["connections"]:
        alike = each["receiver"], each["signal"], each["sender"]
        places[alike].add((each["file"], each["line"], _place(each["connected_at"])))
    found = {receiver for (receiver, *_), lines in places.items() if len(lines) > 1}
    return found.union(
        each["receiver"] for each in document["calls"] if each["named"] != each["receiver"]
    )


def named(item: Item, site: Item | None, shared: set[str]) -> str:
    """Return a receiver's name; one that is shared with where it was connected, or else its own.

    *item* is a call or a connection, *site* where it was connected.
    """
    name = str(item["receiver"])
    if name not in shared:
        return name
    if site is not None:
        return f"{name} (connected at {short_place(site)})"
    return name if item["file"] is None else f"{name} ({short_place(item)})"


def short_place(item: Item) -> str:
    """Return a file and line for sentences: ``blog/views.py:31``."""
    return f"{'/'.join(Path(item['file']).parts[-2:])}:{item['line']}"


def _place(site: Item | None) -> Any:
    return None if site is None else (site["file"], site["line"])
