"""A recording as tables that need nothing else: columns of numbers, and values they point to.

A log's rows hold tokens of tables that live in this process (signals, call sites, lists
of receivers). Here they become columns of ints, each with a list of its distinct values,
so that what is stored can be read by any process, today or in an hour. The document and
the stored form are made from the same tables: they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..texts.signal_names import Token, find_names
from .clock import perf_counter_ns
from .columns import Column, Columns, pointing
from .log import STREAMS, Log, Stretch
from .scopes import under
from .toolbars import leave_out_toolbars
from .values import SAID

Tables = dict[str, Any]
"""``streams`` (columns by stream and name), ``sent`` (numbers of signals), ``dropped``, ``node``,
``started_ns``, ``ended_ns``. JSON-safe."""
Marks = dict[str, int]

_OF_SIGNALS = tuple(name for name, columns in STREAMS.items() if "signal" in columns)
_FIRST = ("dispatches", "on_commits", "scopes", "transactions")
"""Streams to whose rows other streams refer, and each of these to those after it."""


def tables_of(stretch: Stretch, since: Marks | None = None, until: Marks | None = None) -> Tables:
    """Return the tables of a recording, or of what it recorded between two marks.

    Other threads may be writing meanwhile: what they write from now on is left out.
    """
    log = stretch.log
    until = until or marks_of(stretch)
    since = {"elsewhere": stretch.elsewhere.start, **(since or {})}
    rows, spans = log.rows, {name: slice(since.get(name, 0), until[name]) for name in log.rows}
    if stretch.node:
        first = {name: rows[name][: until[name]] for name in _FIRST}
        rows = under(stretch.node, first, {name: rows[name][spans[name]] for name in rows})
        spans = {name: slice(0, len(flat)) for name, flat in rows.items()}
    streams = {
        name: _columns(name, rows[name], span)
        for name, span in spans.items()
        if span.start < span.stop
    }
    _look_up_kinds(streams, log)
    find_names(_signals_in(streams, _OF_SIGNALS))
    leave_out_toolbars(streams)
    return {
        "sent": [token.number for token in _signals_in(streams, ("dispatches",))],
        "streams": {name: _said(columns) for name, columns in streams.items()},
        "dropped": dict(log.dropped),
        "node": stretch.node,
        "started_ns": stretch.started_ns,
        "ended_ns": perf_counter_ns() if stretch.ended_ns is None else stretch.ended_ns,
    }


def marks_of(stretch: Stretch) -> Marks:
    """Return how far each stream of a recording has got, with what was counted until now.

    Those that others refer to are looked at last: whatever has a row by then, so has what the
    row is about.
    """
    stretch.open_log.fold()
    rows = stretch.log.rows
    marks = {name: len(rows[name]) for name in (*(rows.keys() - _FIRST), *_FIRST)}
    _, end, _ = stretch.elsewhere.indices(marks["elsewhere"])
    return {**marks, "elsewhere": end}


def _columns(stream: str, flat: list[Any], span: slice) -> Columns:
    """Return the columns of a stretch of a stream's cells; their values are those of the log."""
    names = STREAMS[stream]
    return {
        name: _column(name, flat[start : span.stop : len(names)])
        for start, name in enumerate(names, span.start)
    }


def _column(name: str, cells: list[Any]) -> Column:
    if name == "missed":  # lists, each of its own
        return {"cells": list(range(len(cells))), "values": cells}
    return pointing(cells) if name in SAID else cells


def _look_up_kinds(streams: dict[str, Columns], log: Log) -> None:
    """Put the kinds of sends that nobody received in the place of their numbers."""
    if "quiet" in streams:
        kinds = {number: kind for kind, number in log.kinds.copy().items()}
        column = streams["quiet"]["kind"]
        column["values"] = [kinds[number] for number in column["values"]]


def _signals_in(streams: dict[str, Columns], names: Iterable[str]) -> set[Token]:
    """Return the signals that nobody received, and those in streams of these names."""
    quiet = streams["quiet"]["kind"]["values"] if "quiet" in streams else []
    columns = (streams[name]["signal"] for name in names if name in streams)
    return {kind[0] for kind in quiet}.union(*(column["values"] for column in columns))


def _said(columns: Columns) -> Columns:
    """Return columns whose values are JSON-safe."""
    return {
        name: {**column, "values": list(map(SAID[name], column["values"]))}
        if name in SAID
        else column
        for name, column in columns.items()
    }
