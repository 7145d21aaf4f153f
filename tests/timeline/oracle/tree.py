"""Dispatches and calls as they nested: parents, durations, and what was not reached."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from typing import Any, NamedTuple

from signals_panel.log.log import POSITION_BITS
from signals_panel.log.toolbars import TOOLBAR
from signals_panel.texts.arguments import arguments_of

from .rows import Row, Rows
from .timing import has_run, measure

Item = dict[str, Any]


class Receiver(NamedTuple):
    """A receiver of a dispatch: ``place`` is its name, file and line."""

    place: list[Any]
    is_async: bool


class Tree:
    """The dispatches and calls of a recording as items of the document.

    Attributes:
        dispatches, calls: in true chronological order.
        ids: gives the next id that is unique in the document.
        nodes: where a dispatch somebody received, or a call, is in the recording, by its id.
        sent: the token of the signal and the identity of the sender, by the id of the dispatch.
    """

    def __init__(
        self,
        rows: Rows,
        transaction_ids: dict[int, int],
        ids: itertools.count[int],
    ) -> None:
        self.ids = ids
        self.nodes: dict[int, int] = {}
        self.sent: dict[int, tuple[int, str]] = {}
        self.dispatches: list[Item] = []
        self.calls: list[Item] = []
        self._origin = rows.started_ns
        self._transaction_ids = transaction_ids
        self._call_ids: dict[int, int] = {}
        self._parents = {row.number: row.parent for row in rows["scopes"]}
        self._ran = _by_dispatch(rows["calls"])
        self._started = _by_dispatch(rows["started"])
        self._called = _by_dispatch(rows["called"])
        self._ended = {row.dispatch: row.end for row in rows["ended"]}
        self._build(sorted([*rows["quiet"], *rows["dispatches"]], key=lambda row: row.number))
        measure(self.dispatches, self.calls)

    def parent_call(self, node: int) -> int | None:
        """Return the id of the call a node is in; scopes and what is left out are passed."""
        while node not in self._call_ids:
            parent = self._parents.get(node >> POSITION_BITS)
            if parent is None:
                return None
            node = parent
        return self._call_ids[node]

    def relative(self, clock: int) -> int:
        """Return a clock reading as nanoseconds from the recording's start."""
        return clock - self._origin

    def _build(self, entries: list[Row]) -> None:
        folds: dict[int | None, dict[tuple[Any, ...], Item]] = defaultdict(dict)
        calls: list[tuple[int, Item]] = []
        latest = self._origin
        for row in entries:
            parent = self.parent_call(row.parent)
            if "receivers" in row._fields:
                folds.pop(parent, None)
                latest = self._start_of(row, latest)
                dispatch, called = self._received(row, parent, latest)
                calls += called
                self.dispatches.append(dispatch)
            else:
                self._fold(folds[parent], row, parent)
        self.calls = [call for _, call in sorted(calls, key=lambda pair: pair[0])]

    def _fold(self, fold: dict[tuple[Any, ...], Item], row: Row, parent: int | None) -> None:
        """Add sends nobody received: one item per signal and sender between two dispatches."""
        (signal, token), (sender, identity), method = row.kind
        key = token, sender, identity, method
        if key in fold:
            fold[key]["count"] += row.count
            return
        fold[key] = {
            "id": next(self.ids),
            "parent_call": parent,
            "signal": signal,
            "sender": sender,
            "method": method,
            "start_ns": None,
            "duration_ns": None,
            "self_ns": None,
            "count": row.count,
            "caller": None,
            "by_orm": None,
            "arguments": {},
            "transaction": None,
        }
        self.sent[fold[key]["id"]] = token, identity
        self.dispatches.append(fold[key])

    def _start_of(self, row: Row, latest: int) -> int:
        """Return when a dispatch started: with its first call.

        The first call of a dispatch that still runs may not have been written; the dispatch
        before it started at *latest*.
        """
        found = (stream[row.number] for stream in (self._ran, self._started, self._called))
        return min((each.start for rows in found for each in rows.values()), default=latest)

    def _received(
        self, row: Row, parent: int | None, start: int
    ) -> tuple[Item, list[tuple[int, Item]]]:
        dispatch: Item = {
            "id": next(self.ids),
            "parent_call": parent,
            "signal": row.signal[0],
            "sender": row.sender[0],
            "method": row.method,
            "start_ns": self.relative(start),
            "duration_ns": 0,
            "self_ns": 0,
            "count": 1,
            "caller": call_site(row.caller),
            "by_orm": row.caller is not None and row.caller[3],
            "arguments": arguments_of(row.arguments, row.pk),
            "transaction": self._transaction_ids.get(row.transaction),
        }
        self.nodes[dispatch["id"]] = row.number << POSITION_BITS
        self.sent[dispatch["id"]] = row.signal[1], row.sender[1]
        self._parents[row.number] = row.parent
        calls = self._calls_of(row, dispatch, start)
        ends = [call["start_ns"] + call["duration_ns"] for _, call in calls if has_run(call)]
        end = self.relative(self._ended.get(row.number, self._origin))
        dispatch["duration_ns"] = max([end, dispatch["start_ns"], *ends]) - dispatch["start_ns"]
        if row.number in self._ended:
            dispatch["duration_ns"] = end - dispatch["start_ns"]
        return dispatch, calls

    def _calls_of(self, row: Row, dispatch: Item, first: int) -> list[tuple[int, Item]]:
        """Return a dispatch's calls, each with the time that orders it among all calls."""
        ran, called = self._ran[row.number], self._called[row.number]
        started = {**called, **self._started[row.number]}
        raising = [each for each in ran.values() if each.outcome in ("raised", "cancelled")]
        latest = max((each.start + each.duration for each in ran.values()), default=first)
        receivers = _receivers_of(row, called)
        at_work = any(not receivers[each].is_async and each not in ran for each in started)
        calls = []
        for position, (place, is_async) in receivers.items():
            if place[0].startswith(TOOLBAR):
                continue
            if position in ran:
                call = self._ran_call(ran[position], self._ended.get(row.number))
            elif position in started:
                end = self._ended.get(row.number, started[position].start)
                call = self._unfinished(started[position].start, end)
            elif raising or row.number in self._ended:
                call = _not_reached()
            elif at_work:
                continue  # it is yet to come, once the sync one before it is back
            else:
                call = self._unfinished(latest, latest)
            identity = {
                "id": next(self.ids),
                "dispatch": dispatch["id"],
                "receiver": place[0],
                "file": place[1],
                "line": place[2],
                "is_async": is_async,
                "dispatch_uid": None,
                "named": place[0],
            }
            node = (row.number << POSITION_BITS) + position
            self.nodes[identity["id"]] = node
            self._call_ids[node] = identity["id"]
            order = latest if call["start_ns"] is None else call["start_ns"] + self._origin
            calls.append((order, {**identity, **call}))
            if call["outcome"] == "unfinished" and position not in started and position not in ran:
                break  # a sync receiver that runs at this moment: the next ones are yet to come
        return calls

    def _ran_call(self, row: Row, ended: int | None) -> Item:
        failed = row.outcome in ("raised", "swallowed", "cancelled")
        outlived = ended is not None and row.start + row.duration > ended
        return {
            "start_ns": self.relative(row.start),
            "duration_ns": row.duration,
            "self_ns": row.duration,
            "queries": 0,
            "query_ns": 0,
            "outcome": "unfinished" if outlived else row.outcome,
            "response": None if failed else row.text,
            "error": json.loads(row.text) if failed and row.text else None,
        }

    def _unfinished(self, start: int, end: int) -> Item:
        duration = max(0, end - start)
        times = {"start_ns": self.relative(start), "duration_ns": duration, "self_ns": duration}
        return {**_not_reached(), **times, "outcome": "unfinished"}


def call_site(site: list[Any] | None) -> Item | None:
    """Return a stored call site as the document has it."""
    if site is None or site[0] is None:
        return None
    file, line, function, _ = site
    return {"file": file, "line": line, "function": function}


def _by_dispatch(rows: list[Row]) -> defaultdict[int, dict[int, Row]]:
    found: defaultdict[int, dict[int, Row]] = defaultdict(dict)
    for row in rows:
        found[row.dispatch][row.position] = row
    return found


def _receivers_of(row: Row, called: dict[int, Row]) -> dict[int, Receiver]:
    """Return a dispatch's receivers by position: those called, where its signal chose them."""
    if called:
        return {
            each.position: Receiver(each.receiver, bool(each.is_async)) for each in called.values()
        }
    sync, *places = row.receivers
    return {at: Receiver(place, at > sync) for at, place in enumerate(places, 1)}


def _not_reached() -> Item:
    return {
        "start_ns": None,
        "duration_ns": None,
        "self_ns": None,
        "queries": 0,
        "query_ns": 0,
        "outcome": "not_reached",
        "response": None,
        "error": None,
    }
