"""Tables as they might be had threads written in another order, and clocks stepped back."""

from __future__ import annotations

from random import Random
from typing import Any

from signals_panel.log.tables import Tables

WRITTEN_BY_ANY = ("dispatches", "calls", "quiet", "started", "called")
FORWARDS = (0, 0, 0, 300_000)
"""Nanoseconds by which a clock is wrong that only goes forwards."""
ANYWHERE = (0, 0, 0, 200_000, -200_000, -(10**10))
"""The same of one that steps back."""


def overlapping(tables: Tables) -> Tables:
    """Return tables in which some calls began later than they did, and lasted longer."""
    return _shaken(tables, FORWARDS, (1, 1, 1, 3))


def shaken(tables: Tables) -> Tables:
    """Return tables in which clocks stepped back, too."""
    return _shaken(tables, ANYWHERE, (1, 1, 1, 0, -1))


def _shaken(tables: Tables, steps: tuple[int, ...], factors: tuple[int, ...]) -> Tables:
    """Return tables with rows in another order and other times; always the same for the same."""
    chance = Random(0)
    streams = {
        name: _reordered(columns, chance) if name in WRITTEN_BY_ANY else columns
        for name, columns in tables["streams"].items()
    }
    if "calls" in streams:
        calls = streams["calls"]
        starts = [start + chance.choice(steps) for start in calls["start"]]
        durations = [each * chance.choice(factors) for each in calls["duration"]]
        streams["calls"] = {**calls, "start": starts, "duration": durations}
    return {**tables, "streams": streams}


def _reordered(columns: Any, chance: Random) -> Any:
    first = next(iter(columns.values()))
    rows = list(range(len(first["cells"] if type(first) is dict else first)))
    chance.shuffle(rows)
    return {name: _taken(column, rows) for name, column in columns.items()}


def _taken(column: Any, rows: list[int]) -> Any:
    if type(column) is dict:
        return {**column, "cells": [column["cells"][row] for row in rows]}
    return [column[row] for row in rows]
