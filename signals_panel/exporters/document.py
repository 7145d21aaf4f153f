"""The expanded document, schema 1: what ``as_dict()`` and the JSON export give.

Its keys are a contract: they may be added to, never changed. See docs/document.md.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..fates.connected import Connected
from ..fates.on_commits import on_commit_items
from ..log.tables import Tables
from ..registry.registry import NOTHING, Registry
from ..timeline import Timeline
from ..timeline.bypass_items import bypass_items
from ..timeline.items import Item, call_site, items_of
from ..timeline.sums import totals_of

SCHEMA = 1


def expand(
    parts: Iterable[Tables], registry: Registry = NOTHING, request: Item | None = None
) -> Item:
    """Return the document of a recording stored in one or more parts, without findings.

    *registry* is what was connected at the time; *request* the ``{method, path, status}`` of
    the request it belongs to, if any.
    """
    return expand_all(Connected(Timeline(parts), registry), request).document


class Expanded(NamedTuple):
    """A document, and what a page needs besides.

    Attributes:
        document: as ``expand`` returns it.
        nodes: of its dispatches and calls in the recording, by their id.
    """

    document: Item
    nodes: dict[int, int]


def expand_all(connected: Connected, request: Item | None) -> Expanded:
    """Return the document of a recording as ``expand`` does, and more."""
    document, nodes = happened_in(connected, request)
    return Expanded({**document, "connections": connected.listed}, nodes)


def happened_in(connected: Connected, request: Item | None) -> Expanded:
    """Return the same without connections, of which there may be far more than of all else."""
    timeline, joined = connected.timeline, connected.timeline.joined
    transaction_ids = {number: at for at, number in enumerate(timeline.outcomes, 1)}
    items = items_of(timeline, transaction_ids, connected.names, connected.uids)
    ids = itertools.count(timeline.first_bypass_id + len(timeline.bypasses))
    document = {
        "schema": SCHEMA,
        "request": request,
        "dispatches": items.dispatches,
        "calls": items.calls,
        "queries": _queries(timeline),
        "bypasses": bypass_items(timeline),
        "mails": _mails(timeline, ids, transaction_ids),
        "transactions": _transactions(timeline, transaction_ids),
        "connections": [],
        "on_commits": on_commit_items(timeline, ids, transaction_ids),
        "findings": [],
    }
    whole = {**document, "totals": totals_of(timeline), "dropped": joined.dropped}
    return Expanded(whole, items.nodes)


def _transactions(timeline: Timeline, transaction_ids: dict[int, int]) -> list[Item]:
    known = {row.number: row for row in timeline.joined.rows("transactions")}
    return [
        {
            "id": transaction_ids[number],
            "parent": transaction_ids.get(known[number].parent),
            "alias": known[number].alias,
            "outcome": outcome,
        }
        for number, outcome in timeline.outcomes.items()
    ]


def _queries(timeline: Timeline) -> list[Item]:
    joined = timeline.joined
    said = ("alias", "sql", "caller", "parameters")
    aliases, statements, callers, given = (joined.values("queries", name) for name in said)
    starts, durations = joined.times("queries", "start"), joined.numbers("queries", "duration")
    ids = itertools.count(timeline.first_query_id)
    return [
        {
            "id": next(ids),
            "call": timeline.call_id(timeline.queries[row]),
            "alias": aliases.at(row),
            "sql": statements.at(row),
            "start_ns": starts[row],
            "duration_ns": durations[row],
            "caller": call_site(callers.at(row)),
            **_parameters(given.at(row)),
        }
        for row in joined.by_start("queries")
    ]


def _parameters(told: list[Any] | None) -> Item:
    if told is None:
        return {"parameters": None, "parameter_count": None, "parameter_rows": None}
    _, count, rows, *texts = told
    return {"parameters": texts, "parameter_count": count, "parameter_rows": rows}


def _mails(timeline: Timeline, ids: Iterator[int], transaction_ids: dict[int, int]) -> list[Item]:
    return [
        {
            "id": next(ids),
            "call": timeline.call_id(call),
            "start_ns": row.start - timeline.joined.origin,
            "duration_ns": row.duration,
            "transaction": transaction_ids.get(row.transaction),
            "caller": call_site(row.caller),
        }
        for row, call in timeline.rows("mails", "start")
    ]
