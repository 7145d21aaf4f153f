"""It did nothing: a ``connect()`` that Django dropped, a ``disconnect()`` that left what it meant.

Told only of what it mattered to: dispatches that ran the connection in the way, or the one left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from ..fates.in_vain_wording import OWN_UID, by_line, how_to_disconnect, why_dropped, why_left
from ..fates.shared_names import short_place
from ..hooks.in_vain import CONNECT, DISCONNECT
from ..registry.items import made_at
from ..timeline.columns import CANCELLED, NOT_REACHED, RAISED
from ..timeline.joined import Numbers
from .case import INFO, WARNING, Case, Found, Item, Rule, last_name, place

SENDS = ("send", "send_robust", "asend", "asend_robust")
ENDED = (RAISED, NOT_REACHED, CANCELLED)
"""Outcomes of calls in dispatches that may not have reached another receiver."""


class Mattered(NamedTuple):
    """A call of ``connect()`` or ``disconnect()`` that did nothing, and what came of it.

    Attributes:
        item: as in the registry.
        calls: of the connection that stands, in the dispatches that it mattered to.
        others: how many others of that line mattered.
    """

    item: Item
    calls: Numbers
    others: int


def dropped(case: Case) -> Iterator[Found]:
    """A receiver was never connected, as another has its uid, and missed a dispatch."""
    for item, calls, others in _mattered(case, CONNECT):
        yield Found(
            f"{_dispatches(case, calls)} of {last_name(item['signal'])} did not reach "
            f"{item['receiver']}: {why_dropped(item, short_place)}{_and_more(others)}.",
            OWN_UID,
            where=place(made_at(item)),
            dispatch=case.calls.dispatch[calls[0]],
        )


def left(case: Case) -> Iterator[Found]:
    """A receiver ran that had been disconnected in another way than it was connected."""
    for item, calls, others in _mattered(case, DISCONNECT):
        yield Found(
            f"{_dispatches(case, calls)} of {last_name(item['signal'])} still ran "
            f"{item['standing']['receiver']}: {why_left(item, short_place)}{_and_more(others)}.",
            how_to_disconnect(item),
            where=place(made_at(item)),
            dispatch=case.calls.dispatch[calls[0]],
            call=calls[0],
            severity=INFO if item["of_another"] else None,
            calls=calls,
        )


def _mattered(case: Case, method: str) -> Iterator[Mattered]:
    """Yield what each line did in vain, once, where it mattered to a dispatch."""
    found = by_line(case.registry["in_vain"], method)
    calls = _calls_by_connection(case) if found else {}
    for group in found:
        having = []
        for item in group:
            ran = calls.get(_key(item["standing"]), ())
            mattered = [call for call in ran if _matters(case, item, case.calls.dispatch[call])]
            if mattered:
                having.append((item, mattered))
        if having:
            yield Mattered(*having[0], len(having) - 1)


def _calls_by_connection(case: Case) -> dict[tuple[object, ...], Numbers]:
    """Return the calls that ran, by their connection."""
    calls: dict[tuple[object, ...], Numbers] = defaultdict(list)
    for call, uid in zip(case.ran, map(case.connected.uids.__getitem__, case.ran), strict=True):
        receiver = case.timeline.receivers[case.calls.receiver[call]]
        calls[(case.kind_of(call).token, *receiver, uid)].append(call)
    return calls


def _matters(case: Case, item: Item, dispatch: int) -> bool:
    """Tell whether a dispatch that ran what stands would have been another but for this."""
    timeline, kind = case.timeline, case.kind(dispatch)
    if timeline.joined.origin + case.dispatches.start[dispatch] < item["at_ns"]:
        return False
    if item["method"] == DISCONNECT:
        return item["sender_identity"] in (None, kind.identity)
    outcomes = {case.calls.outcome[call] for call in case.dispatches.calls_of(dispatch)}
    chosen = kind.method not in SENDS or item["signal"] in case.registry["finders"]
    return not chosen and outcomes.isdisjoint(ENDED)


def _key(item: Item) -> tuple[object, ...]:
    return tuple(item[key] for key in ("token", "receiver", "file", "line", "dispatch_uid"))


def _dispatches(case: Case, calls: Numbers) -> str:
    count = len({case.calls.dispatch[call] for call in calls})
    return "A dispatch" if count == 1 else f"{count} dispatches"


def _and_more(others: int) -> str:
    return f"; so did {others} more from that line" if others else ""


RULES = (
    Rule("S205", "connect-dropped", WARNING, dropped),
    Rule("S206", "disconnect-in-vain", WARNING, left),
)
