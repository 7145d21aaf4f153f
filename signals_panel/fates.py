"""What each connection did in a recording: it was called so often, or why it was not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .changes import connections_during
from .hooks.connections import MADE, REMOVED, UNKNOWN_SENDER
from .registry import Registry
from .tables import TOOLBAR

Item = dict[str, Any]
Senders = dict[str, dict[str | None, int]]
Names = dict[str, list[str]]

NAMED = 3
"""How many senders a reason names; the rest is counted."""

CALLED = "called"
NOT_REACHED = "not_reached"
NOT_SENT = "not_sent"
OTHER_SENDERS = "other_senders"
CHILD_SENT = "child_sent"
PARENT_SENT = "parent_sent"
DISCONNECTED = "disconnected"
RECEIVER_DIED = "receiver_died"
TOO_LATE = "too_late"
TOOLBARS = "toolbars"
UNTOLD = "untold"


@dataclass
class Fate:
    """What a connection did.

    Attributes:
        kind: ``CALLED``, or the reason why not. ``CHILD_SENT``: the signal was sent by models
            that inherit from the connection's sender; ``PARENT_SENT``: by one that it inherits
            from, such as the model of a proxy; ``TOOLBARS``: the toolbar's own receivers are
            not recorded; ``UNTOLD``: the recording does not tell.
        calls, failed, not_reached: how often it was called, how many of these calls raised,
            and how often an earlier receiver had raised.
        self_ns, queries: sums over its calls.
        names: who explains the reason: the receiver that raised, or at most ``NAMED`` senders.
        more: how many more senders there are.
    """

    kind: str = UNTOLD
    calls: int = 0
    failed: int = 0
    not_reached: int = 0
    self_ns: int = 0
    queries: int = 0
    names: tuple[str | None, ...] = ()
    more: int = 0


def fates_of(document: Item, registry: Registry) -> list[Item]:
    """Return every connection that ``connections_during`` tells of, each with its ``fate``."""
    connections = connections_during(document, registry)
    for each in connections:
        each["fate"] = Fate()
    _count_calls(document, connections)
    senders = senders_of(document)
    parents: Names = registry["parents"]
    children = _inverted(parents)
    for each in connections:
        kind, names = _conclusion(each, senders.get(each["signal"], {}), parents, children)
        each["fate"].kind = kind
        each["fate"].names += tuple(islice(names, NAMED))
        each["fate"].more = max(0, len(names) - NAMED)
    return connections


def senders_of(document: Item) -> Senders:
    """Return how often each sender sent each signal, by the signal's name."""
    senders: Senders = defaultdict(dict)
    for dispatch in document["dispatches"]:
        sent = senders[dispatch["signal"]]
        sent[dispatch["sender"]] = sent.get(dispatch["sender"], 0) + dispatch["count"]
    return senders


def _count_calls(document: Item, connections: list[Item]) -> None:
    """Add each call to the fate of the connection it came by."""
    dispatches = {each["id"]: each for each in document["dispatches"]}
    raised = {
        call["dispatch"]: call["receiver"]
        for call in document["calls"]
        if call["outcome"] in ("raised", "cancelled")
    }
    matches = _Matches(connections)
    for call in document["calls"]:
        connection = matches.next_for(call, dispatches[call["dispatch"]])
        if connection is not None:
            _add(connection["fate"], call, raised.get(call["dispatch"]))


def _add(fate: Fate, call: Item, raiser: str | None) -> None:
    if call["outcome"] == "not_reached":
        fate.not_reached += 1
        fate.names = (raiser,)
    else:
        fate.calls += 1
        fate.failed += call["outcome"] in ("raised", "swallowed")
        fate.self_ns += call["self_ns"] or 0
        fate.queries += call["queries"]


class _Matches:
    """Which connection a call came by: several may have the same receiver."""

    def __init__(self, connections: list[Item]) -> None:
        self._known: dict[tuple[Any, ...], list[tuple[int, Item]]] = defaultdict(list)
        for position, each in enumerate(connections):
            key = (each["signal"], each["sender"], each["receiver"], each["file"], each["line"])
            self._known[key].append((position, each))
        self._found: dict[tuple[Any, ...], list[Item]] = {}
        self._used: Counter[tuple[Any, ...]] = Counter()

    def next_for(self, call: Item, dispatch: Item) -> Item | None:
        """Return the connection of a dispatch's next call of a receiver.

        One receiver connected twice is called twice, in the order of its connections.
        """
        receiver = call["receiver"], call["file"], call["line"]
        key = (dispatch["signal"], dispatch["sender"], *receiver)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._find(*key)
        if len(found) < 2:
            return found[0] if found else None
        used = self._used[(dispatch["id"], *receiver)]
        self._used[(dispatch["id"], *receiver)] += 1
        return found[min(used, len(found) - 1)]

    def _find(self, signal: str, sender: str | None, *receiver: Any) -> list[Item]:
        found: list[tuple[int, Item]] = []
        for wanted in dict.fromkeys((None, sender)):
            found += self._known.get((signal, wanted, *receiver), ())
        found.sort(key=lambda pair: pair[0])
        found += self._known.get((signal, UNKNOWN_SENDER, *receiver), ())
        return [connection for _, connection in found]


def _conclusion(
    connection: Item, senders: dict[str | None, int], parents: Names, children: Names
) -> tuple[str, Collection[str | None]]:
    """Return the kind of a connection's fate, and the senders that explain it."""
    fate: Fate = connection["fate"]
    if fate.calls:
        return CALLED, ()
    if connection["receiver"].startswith(TOOLBAR):
        return TOOLBARS, ()
    if not connection["alive"]:
        return RECEIVER_DIED, ()
    if connection["change"] == REMOVED:
        return DISCONNECTED, ()
    if fate.not_reached:
        return NOT_REACHED, ()
    return _unheard(connection, senders, parents, children)


def _unheard(
    connection: Item, senders: dict[str | None, int], parents: Names, children: Names
) -> tuple[str, Collection[str | None]]:
    """Return why a connection that stands was not called."""
    wanted = connection["sender"]
    if not senders:
        return NOT_SENT, ()
    if wanted is None or wanted in senders:
        return (TOO_LATE if connection["change"] == MADE else UNTOLD), ()
    if heirs := [each for each in children.get(wanted, ()) if each in senders]:
        return CHILD_SENT, heirs
    if bases := [each for each in parents.get(wanted, ()) if each in senders]:
        return PARENT_SENT, bases
    return OTHER_SENDERS, senders


def _inverted(parents: Names) -> Names:
    children: Names = defaultdict(list)
    for child, bases in parents.items():
        for base in bases:
            children[base].append(child)
    return children
