"""The expanded document, schema 1: what ``as_dict()`` and the JSON export give.

Its keys are a contract: they may be added to, never changed. See docs/document.md.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import NamedTuple

from signals_panel.exporters.document import SCHEMA
from signals_panel.fates.listed import listed_connections
from signals_panel.log.tables import Tables
from signals_panel.registry.registry import NOTHING, Registry
from signals_panel.timeline.joined import Joined

from .fates import connections_with_fates
from .on_commits import on_commit_items
from .rows import Rows
from .tree import Item, Tree, call_site


def expand(
    parts: Iterable[Tables], registry: Registry = NOTHING, request: Item | None = None
) -> Item:
    """Return the document of a recording stored in one or more parts, without findings.

    *registry* is what was connected at the time; *request* the ``{method, path, status}`` of
    the request it belongs to, if any.
    """
    return expand_all(parts, registry, request).document


class Expanded(NamedTuple):
    """A document, and what a page needs besides.

    Attributes:
        document: as ``expand`` returns it.
        nodes: of its dispatches and calls in the recording, by their id.
        connections: all that are known, those that are not in the document too, as
            ``connections_during`` returns them, each with its ``fate``, a ``Fate``.
    """

    document: Item
    nodes: dict[int, int]
    connections: list[Item]


def expand_all(parts: Iterable[Tables], registry: Registry, request: Item | None) -> Expanded:
    """Return the document of a recording as ``expand`` does, and more."""
    rows = Rows(parts)
    ids = itertools.count(1)
    transactions, transaction_ids = _transactions(rows, ids)
    tree = Tree(rows, transaction_ids, ids)
    queries = _queries(rows, tree)
    connections, changes = connections_with_fates(Joined(rows.parts), tree, registry)
    document = {
        "schema": SCHEMA,
        "request": request,
        "dispatches": tree.dispatches,
        "calls": tree.calls,
        "queries": queries,
        "bypasses": _bypasses(rows, tree),
        "mails": _mails(rows, tree, transaction_ids),
        "transactions": transactions,
        "connections": listed_connections(connections, changes, rows.sent),
        "on_commits": on_commit_items(rows, tree, transaction_ids),
        "findings": [],
    }
    whole = {**document, "totals": _totals(document), "dropped": rows.dropped}
    return Expanded(whole, tree.nodes, connections)


def _transactions(rows: Rows, ids: itertools.count[int]) -> tuple[list[Item], dict[int, int]]:
    """Return the transactions, and their ids by number.

    A block that was not rolled back itself shares the outcome of the one around it.
    """
    known = {row.number: row for row in sorted(rows["transactions"], key=lambda row: row.number)}
    by_number = {number: next(ids) for number in known}
    outcomes = {row.transaction: row.outcome for row in rows["outcomes"]}

    def outcome(number: int) -> str:
        while number in known:
            if number in outcomes:
                return str(outcomes[number])
            number = known[number].parent
        return "open"

    items = [
        {
            "id": by_number[number],
            "parent": by_number.get(row.parent),
            "alias": row.alias,
            "outcome": outcome(number),
        }
        for number, row in known.items()
    ]
    return items, by_number


def _queries(rows: Rows, tree: Tree) -> list[Item]:
    """Return the queries, and add each to the call it was run by."""
    calls = {call["id"]: call for call in tree.calls}
    queries = []
    for row in sorted(rows["queries"], key=lambda row: row.start):
        call = tree.parent_call(row.parent)
        if call is not None:
            calls[call]["queries"] += 1
            calls[call]["query_ns"] += row.duration
        queries.append(
            {
                "id": next(tree.ids),
                "call": call,
                "alias": row.alias,
                "sql": row.sql,
                "start_ns": tree.relative(row.start),
                "duration_ns": row.duration,
                "caller": call_site(row.caller),
                "parameters": row.parameters and row.parameters[3:],
                "parameter_count": row.parameters and row.parameters[1],
                "parameter_rows": row.parameters and row.parameters[2],
            }
        )
    return queries


def _bypasses(rows: Rows, tree: Tree) -> list[Item]:
    return [
        {
            "id": next(tree.ids),
            "parent_call": tree.parent_call(row.parent),
            "start_ns": tree.relative(row.start),
            "operation": row.operation,
            "model": row.model,
            "rows": None if row.rows < 0 else row.rows,
            "caller": call_site(row.caller),
            "signals": [signal for signal, _ in row.missed],
            "receivers": list(dict.fromkeys(each[0] for _, found in row.missed for each in found)),
            "missed": [
                {
                    "signal": signal,
                    "receiver": name,
                    "file": file,
                    "line": line,
                    "sender": None if for_all else row.model,
                }
                for signal, found in row.missed
                for name, file, line, for_all in found
            ],
            "cause": row.cause,
            "relation": {"field": row.field, "model": row.related} if row.field else None,
            "by_django": bool(row.by_django),
        }
        for row in sorted(rows["bypasses"], key=lambda row: row.start)
    ]


def _mails(rows: Rows, tree: Tree, transaction_ids: dict[int, int]) -> list[Item]:
    return [
        {
            "id": next(tree.ids),
            "call": tree.parent_call(row.parent),
            "start_ns": tree.relative(row.start),
            "duration_ns": row.duration,
            "transaction": transaction_ids.get(row.transaction),
            "caller": call_site(row.caller),
        }
        for row in sorted(rows["mails"], key=lambda row: row.start)
    ]


def _totals(document: Item) -> dict[str, int]:
    dispatches, calls, queries = (document[key] for key in ("dispatches", "calls", "queries"))
    received = sum(dispatch["start_ns"] is not None for dispatch in dispatches)
    sends = sum(dispatch["count"] for dispatch in dispatches)
    return {
        "dispatches": len(dispatches),
        "sends": sends,
        "calls": len(calls),
        "queries": len(queries),
        "receiver_ns": sum(call["self_ns"] or 0 for call in calls),
        "errors": sum(call["outcome"] in ("raised", "swallowed") for call in calls),
        "overhead_ns": (
            2_000 * received + 500 * len(calls) + 800 * len(queries) + 200 * (sends - received)
        ),
    }
