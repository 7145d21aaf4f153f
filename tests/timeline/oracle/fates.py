"""What each connection did in a recording: it was called so often, or why it was not."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from signals_panel.fates.changes import connections_during
from signals_panel.fates.fates import Fate
from signals_panel.fates.reasons import Methods, Senders, Sent, called, not_called
from signals_panel.fates.shared_names import named, shared_names
from signals_panel.registry.items import connection_item
from signals_panel.registry.registry import NOTHING, Registry
from signals_panel.timeline.joined import Joined, Row

from .came_by import CameBy

Item = dict[str, Any]


def add_fates(
    connections: list[Item],
    items: Any,
    registry: Registry = NOTHING,
    span: tuple[int, int] = (0, 0),
    elsewhere: Senders | None = None,
) -> None:
    """Give each connection its ``fate``, a ``Fate``, and each call its ``dispatch_uid`` and name.

    *registry* is what was connected at the time, *span* the clock at the start and the end;
    *elsewhere* has what was sent outside of the recording.
    """
    for each in connections:
        each["fate"] = Fate()
    _count_calls(connections, items)
    senders, methods = _senders_of(items)
    sent = Sent(senders, registry, span, elsewhere or {}, _latest_of(items), methods)
    for each in connections:
        fate = each["fate"]
        if fate.calls:
            fate.reason = called(fate.calls, fate.failed, fate.not_reached)
        else:
            fate.reason = not_called(each, fate.raisers, sent)


def _senders_of(items: Any) -> tuple[Senders, Methods]:
    """Return how often each sender sent each signal, and by which methods."""
    senders: Senders = defaultdict(lambda: defaultdict(int))
    methods: Methods = defaultdict(lambda: defaultdict(set))
    for dispatch in items.dispatches:
        token, identity = items.sent[dispatch["id"]]
        senders[token][dispatch["sender"], identity] += dispatch["count"]
        methods[token][dispatch["sender"], identity].add(dispatch.get("method", ""))
    return senders, methods


def _latest_of(items: Any) -> Senders:
    """Return when each sender last began a send that was received, in ns from the start."""
    latest: Senders = defaultdict(dict)
    for dispatch in items.dispatches:
        if (start := dispatch.get("start_ns")) is not None:
            token, identity = items.sent[dispatch["id"]]
            latest[token][dispatch["sender"], identity] = start
    return latest


def _count_calls(connections: list[Item], items: Any) -> None:
    """Add each call to the fate of the connection it came by, and name it by that."""
    dispatches = {each["id"]: each for each in items.dispatches}
    shared, came_by = shared_names(connections), CameBy(connections)
    found = []
    for call in items.calls:
        dispatch = dispatches[call["dispatch"]]
        connection = came_by.next_for(call, dispatch, *items.sent[dispatch["id"]])
        call["named"] = named(call, connection and connection["connected_at"], shared)
        if connection is not None:
            call["dispatch_uid"] = connection["dispatch_uid"]
            found.append((connection["fate"], call))
    raised = {
        call["dispatch"]: call["named"]
        for call in items.calls
        if call["outcome"] in ("raised", "cancelled")
    }
    for fate, call in found:
        _add(fate, call, raised.get(call["dispatch"]))


def _add(fate: Fate, call: Item, raiser: str | None) -> None:
    if call["outcome"] == "not_reached":
        fate.not_reached += 1
        fate.raisers = (raiser,)
    else:
        fate.calls += 1
        fate.failed += call["outcome"] in ("raised", "swallowed")
        fate.self_ns += call["self_ns"] or 0
        fate.queries += call["queries"]


def connections_with_fates(
    joined: Joined, items: Any, registry: Registry
) -> tuple[list[Item], list[Item]]:
    """Return all connections that are known, each with its fate, and what changed about them."""
    changes = _changes(joined)
    missing = [_connection(row) for row in joined.rows("missing")]
    connections = connections_during(changes, registry, joined.sent, missing)
    span = joined.origin, joined.ended_ns
    add_fates(connections, items, registry, span, _elsewhere(joined))
    return connections, changes


def _elsewhere(joined: Joined) -> Senders:
    """Return how often each sender sent each signal outside of the recording, by its token."""
    senders: Senders = defaultdict(lambda: defaultdict(int))
    for row in joined.rows("elsewhere"):
        senders[row.signal[1]][tuple(row.sender)] += row.times
    return senders


def _changes(joined: Joined) -> list[Item]:
    """Return an item for each time that a connection was made, removed or lost."""
    return [{**_connection(row), "change": row.change} for row in joined.rows("changes")]


def _connection(row: Row) -> Item:
    """Return the connection of a row that has one's columns after its parent."""
    (signal, token), (sender, identity) = row.signal, row.sender
    return {
        **connection_item(signal, row.receiver, sender, *row[4:8]),
        "token": token,
        "sender_identity": None if sender is None else identity,
    }
