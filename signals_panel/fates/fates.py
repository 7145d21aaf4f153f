"""What each connection did in a recording: it was called so often, or why it was not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ..registry.registry import NOTHING, Registry
from ..timeline.items import Items
from .came_by import CameBy
from .reasons import NOT_SENT, Methods, Reason, Senders, Sent, called, not_called
from .shared_names import named, shared_names

Item = dict[str, Any]


@dataclass
class Fate:
    """What a connection did.

    Attributes:
        reason: that it was called, or why not.
        calls, failed, not_reached: how often it was called, how many of these calls raised,
            and how often an earlier receiver had raised.
        self_ns, queries: sums over its calls.
        raisers: who raised before it, of one send it did not reach; None where nobody did.
    """

    reason: Reason = Reason(NOT_SENT, "")  # noqa: RUF009
    calls: int = 0
    failed: int = 0
    not_reached: int = 0
    self_ns: int = 0
    queries: int = 0
    raisers: tuple[str | None, ...] = ()

    def as_item(self) -> Item:
        """Return it as the document has it."""
        return {
            "reason": self.reason.kind,
            "text": self.reason.text,
            "calls": self.calls,
            "self_ns": self.self_ns,
            "queries": self.queries,
        }


def add_fates(
    connections: list[Item],
    items: Items,
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


def _senders_of(items: Items) -> tuple[Senders, Methods]:
    """Return how often each sender sent each signal, and by which methods."""
    senders: Senders = defaultdict(lambda: defaultdict(int))
    methods: Methods = defaultdict(lambda: defaultdict(set))
    for dispatch in items.dispatches:
        token, identity = items.sent[dispatch["id"]]
        senders[token][dispatch["sender"], identity] += dispatch["count"]
        methods[token][dispatch["sender"], identity].add(dispatch.get("method", ""))
    return senders, methods


def _latest_of(items: Items) -> Senders:
    """Return when each sender last began a send that was received, in ns from the start."""
    latest: Senders = defaultdict(dict)
    for dispatch in items.dispatches:
        if (start := dispatch.get("start_ns")) is not None:
            token, identity = items.sent[dispatch["id"]]
            latest[token][dispatch["sender"], identity] = start
    return latest


def _count_calls(connections: list[Item], items: Items) -> None:
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
