"""Dispatches and calls of a timeline as items of the document."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..log.log import POSITION_BITS
from ..texts.arguments import arguments_of
from . import Timeline
from .columns import CANCELLED, NOT_REACHED, OUTCOMES, RAISED, SWALLOWED, Calls, Dispatches

Item = dict[str, Any]

FAILED = [OUTCOMES[each] for each in (RAISED, SWALLOWED, CANCELLED)]
"""The outcomes of which the text of a call is an exception, not a response."""
UNTIMED: Item = {"start_ns": None, "duration_ns": None, "self_ns": None}


class Items(NamedTuple):
    """The dispatches and calls of a recording.

    Attributes:
        dispatches, calls: in true chronological order.
        nodes: where a dispatch somebody received, or a call, is in the recording, by its id.
    """

    dispatches: list[Item]
    calls: list[Item]
    nodes: dict[int, int]


def items_of(
    timeline: Timeline,
    transaction_ids: dict[int, int],
    named: Sequence[str],
    uids: Sequence[str | None],
) -> Items:
    """Return what happened as items; *transaction_ids* are by the transactions' numbers.

    *named* has how each call's receiver is named, *uids* the ``dispatch_uid`` it came by.
    """
    first, dispatches, calls = timeline.first_id, timeline.dispatches, timeline.calls
    nodes = {
        first + row: number << POSITION_BITS
        for row, number in zip(dispatches.row, dispatches.number, strict=True)
    }
    nodes.update((first + row, node) for row, node in zip(calls.row, calls.node, strict=True))
    found = [*_received(timeline, transaction_ids), *_quiet(timeline)]
    found.sort(key=lambda item: item["id"])
    return Items(found, list(_calls(timeline, named, uids)), nodes)


def grouped(items: list[Item], key: str) -> dict[Any, list[Item]]:
    """Return items by what they have under a key, in their order; a default dict."""
    groups: dict[Any, list[Item]] = defaultdict(list)
    for item in items:
        groups[item[key]].append(item)
    return groups


def call_site(site: Sequence[Any] | None) -> Item | None:
    """Return a stored call site as the document has it."""
    if site is None or site[0] is None:
        return None
    file, line, function, _ = site
    return {"file": file, "line": line, "function": function}


def _received(timeline: Timeline, transaction_ids: dict[int, int]) -> Iterator[Item]:
    """Yield the dispatches somebody received."""
    joined, dispatches = timeline.joined, timeline.dispatches
    said = ("signal", "sender", "method", "caller", "arguments")
    signals, senders, methods, callers, arguments = (
        joined.values("dispatches", name) for name in said
    )
    keys = joined.numbers("dispatches", "pk")
    transactions = joined.numbers("dispatches", "transaction")
    for at, row in enumerate(dispatches.source):
        (signal, _), (sender, _), caller = (
            values.at(row) for values in (signals, senders, callers)
        )
        yield {
            "id": timeline.first_id + dispatches.row[at],
            "parent_call": timeline.call_id(dispatches.parent[at]),
            "signal": signal,
            "sender": sender,
            "method": methods.at(row),
            **_times(dispatches, at),
            "count": 1,
            "caller": call_site(caller),
            "by_orm": caller is not None and caller[3],
            "arguments": arguments_of(arguments.at(row), keys[row]),
            "transaction": transaction_ids.get(transactions[row]),
        }


def _quiet(timeline: Timeline) -> Iterator[Item]:
    """Yield the sends nobody received, as dispatches."""
    quiet, kinds = timeline.quiet, timeline.joined.values("quiet", "kind")
    for at, row in enumerate(quiet.source):
        (signal, _), (sender, _), method = kinds.at(row)
        yield {
            "id": timeline.first_id + quiet.row[at],
            "parent_call": timeline.call_id(quiet.parent[at]),
            "signal": signal,
            "sender": sender,
            "method": method,
            **UNTIMED,
            "count": quiet.count[at],
            "caller": None,
            "by_orm": None,
            "arguments": {},
            "transaction": None,
        }


def _calls(timeline: Timeline, named: Sequence[str], uids: Sequence[str | None]) -> Iterator[Item]:
    """Yield the calls by their start; those not reached stand where they would have run."""
    calls, first = timeline.calls, timeline.first_id
    ended, texts = (timeline.joined.values("calls", name) for name in ("outcome", "text"))
    for at in sorted(range(len(calls)), key=calls.start.__getitem__):
        name, file, line = timeline.receivers[calls.receiver[at]]
        row, outcome = calls.source[at], OUTCOMES[calls.outcome[at]]
        text = None if row < 0 else texts.at(row)
        has_failed = row >= 0 and ended.at(row) in FAILED
        yield {
            "id": first + calls.row[at],
            "dispatch": first + timeline.dispatches.row[calls.dispatch[at]],
            "receiver": name,
            "file": file,
            "line": line,
            "is_async": bool(calls.is_async[at]),
            "dispatch_uid": uids[at],
            "named": named[at],
            **(UNTIMED if calls.outcome[at] == NOT_REACHED else _times(calls, at)),
            "queries": calls.queries[at],
            "query_ns": calls.query_ns[at],
            "outcome": outcome,
            "response": None if has_failed else text,
            "error": json.loads(text) if has_failed and text else None,
        }


def _times(table: Dispatches | Calls, at: int) -> Item:
    return {
        "start_ns": table.start[at],
        "duration_ns": table.duration[at],
        "self_ns": table.own[at],
    }
