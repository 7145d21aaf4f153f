"""The connections of a recording: which of them each call came by, and what each did."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from ..registry.items import connection_item
from ..registry.registry import Registry
from ..timeline import Timeline
from ..timeline.joined import Numbers, Row
from ..timeline.kinds import Kinds
from .came_by import UNKNOWN, came_by
from .changes import connections_during
from .fates import fates_of, sent_in
from .listed import listed_connections
from .shared_names import named, shared_names

Item = dict[str, Any]


class Code(NamedTuple):
    """A receiver: its name, told from others of that name, its file and line."""

    name: str
    file: str | None
    line: int | None


class Connected:
    """A recording, and what was connected during it. Each fact is worked out when asked for.

    Attributes:
        timeline: the recording.
        kinds: what its dispatches share.
        registry: as ``registry_now`` returns it.
        connections: all that are known, as ``connections_during`` returns them.
        changes: an item for each time that one was made, removed or lost.
    """

    def __init__(self, timeline: Timeline, registry: Registry) -> None:
        self.timeline, self.kinds, self.registry = timeline, Kinds(timeline), registry
        joined = timeline.joined
        self.changes = [
            {**_connection(row), "change": row.change} for row in joined.rows("changes")
        ]
        missing = [_connection(row) for row in joined.rows("missing")]
        self.connections = connections_during(self.changes, registry, joined.sent, missing)

    @cached_property
    def came_by(self) -> Numbers:
        """The place of the connection that each call came by, or ``UNKNOWN``."""
        return came_by(self.timeline, self.kinds, self.connections)

    @cached_property
    def _told_apart(self) -> tuple[list[Code], Numbers]:
        places = self.timeline.receivers
        names = {name for name, _, _ in places}
        shared = shared_names(each for each in self.connections if each["receiver"] in names)
        if not shared:
            return [Code(*place) for place in places], self.timeline.calls.receiver
        pairs = list(zip(self.timeline.calls.receiver, self.came_by, strict=True))
        codes = {pair: self._code(*pair, shared) for pair in dict.fromkeys(pairs)}
        numbers = {code: number for number, code in enumerate(dict.fromkeys(codes.values()))}
        return list(numbers), [numbers[codes[pair]] for pair in pairs]

    def _code(self, receiver: int, connection: int, shared: set[str]) -> Code:
        name, file, line = self.timeline.receivers[receiver]
        item = {"receiver": name, "file": file, "line": line}
        site = None if connection == UNKNOWN else self.connections[connection]["connected_at"]
        return Code(named(item, site, shared), file, line)

    @property
    def receivers(self) -> list[Code]:
        """The receivers that were called, those of one name told apart."""
        return self._told_apart[0]

    @property
    def called(self) -> Numbers:
        """Which of the ``receivers`` each call is of."""
        return self._told_apart[1]

    @property
    def names(self) -> list[str]:
        """The name of each call's receiver, told from others of that name."""
        codes, called = self._told_apart
        return list(map([code.name for code in codes].__getitem__, called))

    @property
    def uids(self) -> list[str | None]:
        """The ``dispatch_uid`` that each call's receiver was connected with, as far as is known."""
        uids = [*(each["dispatch_uid"] for each in self.connections), None]  # of ``UNKNOWN``
        return list(map(uids.__getitem__, self.came_by))

    @cached_property
    def with_fates(self) -> list[Item]:
        """All ``connections``, each with its ``fate``, a ``Fate``."""
        sent = sent_in(self.timeline, self.kinds, self.registry)
        found = fates_of(self.connections, self.timeline, self.came_by, self.names, sent)
        return [{**each, "fate": fate} for each, fate in zip(self.connections, found, strict=True)]

    @cached_property
    def listed(self) -> list[Item]:
        """The connections that the document has, each with its fate as an item."""
        return listed_connections(self.with_fates, self.changes, self.timeline.joined.sent)


def _connection(row: Row) -> Item:
    """Return the connection of a row that has one's columns after its parent."""
    (signal, token), (sender, identity) = row.signal, row.sender
    return {
        **connection_item(signal, row.receiver, sender, *row[4:8]),
        "token": token,
        "sender_identity": None if sender is None else identity,
    }
