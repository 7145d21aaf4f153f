"""The rows of a recording again, from the tables it was stored in."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from typing import Any

from signals_panel.log.columns import values_of
from signals_panel.log.log import STREAMS
from signals_panel.log.tables import Tables

Row = Any
"""A named tuple with a stream's columns."""

_ROW_TYPES = {name: namedtuple(name, columns) for name, columns in STREAMS.items()}  # noqa: PYI024


class Rows:
    """The rows of all parts of a recording, by stream.

    Attributes:
        node: the scope they are under; what stands right under it has no parent call.
        started_ns: the clock at the start of the recording.
        sent: the tokens of the signals that were sent.
        dropped: what was left out, and how often.
    """

    def __init__(self, parts: Iterable[Tables]) -> None:
        self.parts = list(parts)
        self.node: int = self.parts[0]["node"]
        self.started_ns: int = self.parts[0]["started_ns"]
        self.sent: set[int] = {token for part in self.parts for token in part["sent"]}
        self.dropped: dict[str, int] = self.parts[-1]["dropped"]

    def __getitem__(self, stream: str) -> list[Row]:
        kind = _ROW_TYPES[stream]
        return [
            row
            for part in self.parts
            if stream in part["streams"]
            for row in map(kind, *map(values_of, part["streams"][stream].values()))
        ]
