"""The streams of all parts of a recording as one set of columns."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, MutableSequence
from itertools import chain
from typing import Any, NamedTuple

from ..log.columns import Column, values_of
from ..log.log import STREAMS
from ..log.tables import Tables

Numbers = MutableSequence[int]
Row = Any
"""A named tuple with a stream's columns."""

_ROW_TYPES = {name: namedtuple(name, columns) for name, columns in STREAMS.items()}  # noqa: PYI024


class Values(NamedTuple):
    """A column of texts or the like: each cell is the place of its value.

    Several values may say the same: parts number theirs on their own.
    """

    cells: Numbers
    values: list[Any]

    def at(self, row: int) -> Any:
        """Return the value of a row."""
        return self.values[self.cells[row]]


class Joined:
    """What parts of a recording have, by stream and column.

    Attributes:
        parts: they.
        node: the scope that all is under.
        origin, ended_ns: the clock at the start of the recording, and at its end or when it was
            stored.
        sent: the tokens of the signals that were sent.
        dropped: what was left out, and how often.
    """

    def __init__(self, parts: Iterable[Tables]) -> None:
        self.parts = list(parts)
        self.node: int = self.parts[0]["node"]
        self.origin: int = self.parts[0]["started_ns"]
        self.ended_ns: int = self.parts[-1]["ended_ns"]
        self.sent: set[int] = {token for part in self.parts for token in part["sent"]}
        self.dropped: dict[str, int] = self.parts[-1]["dropped"]

    def numbers(self, stream: str, name: str) -> Numbers:
        """Return a column of numbers, row by row."""
        columns = self._columns(stream, name)
        return columns[0] if len(columns) == 1 else list(chain.from_iterable(columns))

    def times(self, stream: str, name: str) -> Numbers:
        """Return a column of clock readings, as nanoseconds from the recording's start."""
        origin = self.origin
        return [clock - origin for clock in self.numbers(stream, name)]

    def parts_of(self, stream: str) -> list[int]:
        """Return which part each row of a stream is in."""
        columns = [part["streams"].get(stream) for part in self.parts]
        sizes = [len(each["start"]) if each else 0 for each in columns]
        return [part for part, size in enumerate(sizes) for _ in range(size)]

    def by_start(self, stream: str) -> Numbers:
        """Return the rows of a stream in the order in which they began."""
        starts = self.numbers(stream, "start")
        return sorted(range(len(starts)), key=starts.__getitem__)

    def values(self, stream: str, name: str) -> Values:
        """Return a column of what is not a number."""
        columns = self._columns(stream, name)
        if len(columns) == 1:
            return Values(columns[0]["cells"], columns[0]["values"])
        joined = Values([], [])
        for column in columns:
            before = len(joined.values)
            joined.cells.extend(cell + before for cell in column["cells"])
            joined.values.extend(column["values"])
        return joined

    def pairs(self, stream: str, *names: str) -> Iterable[tuple[int, ...]]:
        """Return some columns of numbers side by side, row by row."""
        return zip(*(self.numbers(stream, name) for name in names), strict=True)

    def mapping(self, stream: str, key: str, name: str) -> dict[int, int]:
        """Return a column of numbers by another one."""
        return dict(zip(self.numbers(stream, key), self.numbers(stream, name), strict=True))

    def rows(self, stream: str) -> list[Row]:
        """Return the rows of a stream that has few, as named tuples of all its columns."""
        return [
            row
            for part in self.parts
            if stream in part["streams"]
            for row in map(_ROW_TYPES[stream], *map(values_of, part["streams"][stream].values()))
        ]

    def _columns(self, stream: str, name: str) -> list[Column]:
        streams = (part["streams"].get(stream) for part in self.parts)
        return [columns[name] for columns in streams if columns]
