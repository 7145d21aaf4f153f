"""Columns: what the rows of a stream say under one name, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import compress, count
from typing import Any

Column = Any
"""A list of numbers; or a dict of ``cells`` and ``values``: each cell is the place of its value."""
Columns = dict[str, Column]
"""The columns of a stream, by name."""
BLOCK = 128
"""How many rows of a column are looked at together where they are not alike."""


def pointing(cells: list[Any]) -> Column:
    """Return a column that points to what its rows say, which is among its values once."""
    if cells and all_alike(cells):
        return {"cells": [0] * len(cells), "values": cells[:1]}
    numbers: defaultdict[Any, int] = defaultdict(count().__next__)
    places: list[int] = []
    for block, is_alike in _blocks(cells):
        places += [numbers[block[0]]] * len(block) if is_alike else map(numbers.__getitem__, block)
    return {"cells": places, "values": [*numbers]}


def length_of(columns: Columns) -> int:
    """Return how many rows a stream has."""
    column: Column = next(iter(columns.values()), [])
    return len(column["cells"] if type(column) is dict else column)


def values_of(column: Column) -> list[Any]:
    """Return a column's values, row by row."""
    if type(column) is dict:
        return list(map(column["values"].__getitem__, column["cells"]))
    return list(column)


def only(columns: Columns, kept: list[bool]) -> Columns:
    """Return columns of those rows alone that are to be kept."""
    return {
        name: pointing(list(compress(values_of(column), kept)))
        if type(column) is dict
        else list(compress(column, kept))
        for name, column in columns.items()
    }


def all_alike(cells: list[Any]) -> bool:
    """Tell whether a column, which is not empty, says the same in every row."""
    return bool(cells[0] == cells[-1]) and cells.count(cells[0]) == len(cells)


def places_unlike(cells: list[Any], value: Any) -> Iterable[int]:
    """Yield the places of a column's cells that are not *value*, as nearly all are."""
    start = 0
    for block, is_alike in _blocks(cells):
        if not is_alike or block[0] != value:
            yield from (place for place, cell in enumerate(block, start) if cell != value)
        start += len(block)


def _blocks(cells: list[Any]) -> Iterator[tuple[list[Any], bool]]:
    """Yield a column in pieces, each with whether it says the same in every row.

    Most rows say what the row before says, and counting that is quicker than looking each up.
    Pieces grow for as long as they are alike.
    """
    start, size = 0, BLOCK
    while start < len(cells):
        block = cells[start : start + size]
        is_alike = all_alike(block)
        if is_alike or size == BLOCK:
            yield block, is_alike
            start += len(block)
        size = 2 * size if is_alike else BLOCK
