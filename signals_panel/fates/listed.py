"""The connections that a document lists, each with its fate."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from copy import copy
from typing import Any

from ..hooks.connections import DIED, REMOVED
from ..registry.items import CONNECTION_KEYS, made_at
from ..texts.callers import is_project_file
from .changes import key_of
from .fates import Fate
from .reasons import GONE

Item = dict[str, Any]

FRAMEWORK = ("django.", "debug_toolbar.")
"""Whose receivers are not the project's, even where its code leads to their connection."""


def listed_connections(
    known: Iterable[Item], changes: Iterable[Item], sent: set[int]
) -> list[Item]:
    """Return those of the signals sent and the project's own, then all that changed meanwhile.

    *known* are as ``connections_during`` returns them, each with its fate; *changes* as it takes
    them; *sent* the tokens of the signals. Of connections that were gone before, those are left
    out that were not meant to last.
    """
    connections = list(known)
    fates = _Fates(connections)
    stand = [each for each in connections if each["change"] is None and not _had_its_time(each)]
    listed = [each for each in stand if each["token"] in sent or is_projects(each)]
    return [
        *(_item(each, each["fate"]) for each in listed),
        *(_item(each, fates.next_for(each)) for each in changes),
    ]


def is_projects(connection: Item) -> bool:
    """Tell whether a connection is of a receiver of the project's, or made by it or for it."""
    site = made_at(connection) or {}
    return is_project_file(connection["file"]) or (
        is_project_file(site.get("file")) and not connection["receiver"].startswith(FRAMEWORK)
    )


def _had_its_time(connection: Item) -> bool:
    """Tell whether a connection is gone that lasted for as long as it should, as it seems."""
    ended = connection.get("by_itself") or connection.get("called")
    is_gone = not connection["alive"] or _ended_before(connection)
    return is_gone and bool(ended and connection["connected_in"])


def _ended_before(connection: Item) -> bool:
    return connection["change"] is None and connection["fate"].reason.kind == GONE


def _item(connection: Item, fate: Fate) -> Item:
    item = {key: connection[key] for key in CONNECTION_KEYS}
    places = {key: copy(item[key]) for key in ("connected_at", "connected_for")}
    return {**item, **places, "fate": fate.as_item()}


class _Fates:
    """The fates of connections, for the items of what changed about them.

    What was made and is gone has the fate of what was removed or died.
    """

    def __init__(self, connections: Iterable[Item]) -> None:
        self._known: dict[Any, deque[Fate]] = defaultdict(deque)
        for each in connections:
            if each["change"] is not None:
                self._known[key_of(each), each["change"]].append(each["fate"])

    def next_for(self, item: Item) -> Fate:
        """Return the fate of the next connection that looks like *item*."""
        for change in (item["change"], REMOVED, DIED):
            fates = self._known.get((key_of(item), change))
            if fates:
                return fates.popleft() if len(fates) > 1 else fates[0]
        return Fate()
