"""Some rows of a stored recording, so that one need not expand them all."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress

from ..log.columns import Column, Columns, length_of
from ..log.log import POSITION_BITS
from ..log.tables import Tables

KEYS = {"dispatches": "number", "quiet": "number", "bypasses": "number", "mails": "number"}
"""The column that says which number a row has; other streams tell what it belongs to."""
BELONGS_TO = {
    **dict.fromkeys(("calls", "started", "called", "ended", "muted"), "dispatch"),
    **dict.fromkeys(("queries", "on_commits"), "parent"),
}


def row_count(parts: Iterable[Tables]) -> int:
    """Return about how many rows are shown: receivers that were not reached are not counted."""
    streams = ("dispatches", "quiet", "calls", "bypasses")
    return sum(length_of(part["streams"].get(name, {})) for part in parts for name in streams)


def first_numbers(parts: Iterable[Tables], count: int) -> range | None:
    """Return the numbers of the first *count* sends; None where there are no more."""
    numbers = sorted(
        number
        for part in parts
        for name in ("dispatches", "quiet")
        for number in part["streams"].get(name, {}).get("number", ())
    )
    return range(numbers[count]) if len(numbers) > count else None


def between(tables: Tables, numbers: range) -> Tables:
    """Return what belongs to some numbers that follow one another."""
    streams = {name: _kept(name, columns, numbers) for name, columns in tables["streams"].items()}
    return {**tables, "streams": streams}


def _kept(stream: str, columns: Columns, numbers: range) -> Columns:
    key = KEYS.get(stream) or BELONGS_TO.get(stream)
    if key is None:
        return columns
    shift = POSITION_BITS if key == "parent" else 0
    wanted = range(numbers.start << shift, numbers.stop << shift)
    kept = list(map(wanted.__contains__, columns[key]))
    return {name: _cells_kept(column, kept) for name, column in columns.items()}


def _cells_kept(column: Column, kept: list[bool]) -> Column:
    if type(column) is dict:
        return {**column, "cells": list(compress(column["cells"], kept))}
    return list(compress(column, kept))
