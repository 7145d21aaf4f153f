"""The sentences on calls of ``connect()`` and ``disconnect()`` that did nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from ..registry.items import made_at
from ..texts.callers import is_project_file

Item = dict[str, Any]
PlaceOf = Callable[[Item], str | None]
"""Gives a file and line as a sentence has them."""

OWN_UID = "Give each receiver a dispatch_uid of its own, or none."
SAME_OBJECT = "Keep the object that was connected, and give disconnect() that one."


def by_line(found: Iterable[Item], method: str) -> list[list[Item]]:
    """Return the calls of a method, of ``registry["in_vain"]``, that one line made.

    Those of one receiver, with one line in the way; either line or receiver is the project's.
    """
    groups: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for each in found:
        standing = each["standing"]
        if each["method"] == method and (_is_the_projects(each) or _is_the_projects(standing)):
            groups[_line(each), _line(standing)].append(each)
    return list(groups.values())


def why_dropped(item: Item, place: PlaceOf) -> str:
    """Return why a ``connect()`` did nothing, with its line and that of what is in its way."""
    standing = item["standing"]
    other = "another " if standing["receiver"] == item["receiver"] else ""
    return (
        f"connect() at {place(made_at(item))} did nothing, as {other}{standing['receiver']}, "
        f"{_connected(standing, place)}, has its dispatch_uid {standing['dispatch_uid']!r}"
    )


def why_left(item: Item, place: PlaceOf) -> str:
    """Return why a ``disconnect()`` did nothing, with its line and that of what stands."""
    standing = item["standing"]
    connected = _connected(standing, place)
    return f"disconnect() at {place(made_at(item))} removed nothing, as " + (
        f"it was given another object than what was {connected}"
        if item["of_another"]
        else f"the receiver was {connected} {_given(standing)}"
    )


def how_to_disconnect(item: Item) -> str:
    """Return what removes a connection that a ``disconnect()`` left standing."""
    if item["of_another"]:
        return SAME_OBJECT
    return f"Call disconnect() as connect() was called: {_given(item['standing'])}."


def _given(connection: Item) -> str:
    """Return what ``connect()`` was given beside a receiver."""
    sender, uid = connection["sender"], connection["dispatch_uid"]
    for_sender = "without a sender" if sender is None else f"with the sender {sender}"
    return f"{for_sender} and {'without a' if uid is None else 'with the'} dispatch_uid" + (
        "" if uid is None else f" {uid!r}"
    )


def _connected(connection: Item, place: PlaceOf) -> str:
    site = made_at(connection)
    return f"connected at {place(site)}" if site else "connected before the panel was loaded"


def _line(item: Item) -> tuple[object, ...]:
    site = made_at(item) or {}
    return item["signal"], item["receiver"], site.get("file"), site.get("line")


def _is_the_projects(connection: Item) -> bool:
    site = connection["connected_at"] or {}
    return is_project_file(connection["file"]) or is_project_file(site.get("file"))
