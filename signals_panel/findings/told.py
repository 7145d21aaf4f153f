"""What single rows of a timeline say, for the few that a rule looks closely at."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from ..texts.arguments import PK_MARK, arguments_of
from ..timeline import Timeline
from ..timeline.bypass_items import bypass_items
from ..timeline.joined import Numbers, Values

Item = dict[str, Any]


class Told:
    """The arguments, exceptions, queries and bypasses of a timeline, read when asked for.

    Attributes:
        timeline: the recording.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._errors: dict[int, Item | None] = {}
        self._said: dict[int, dict[str, str]] = {}

    def said(self, dispatch: int, *names: str) -> tuple[str | None, ...]:
        """Return some arguments of a dispatch as text; None where it has none of that name."""
        row = self.timeline.dispatches.source[dispatch]
        cell = self._arguments.cells[row]
        if cell not in self._said:
            self._said[cell] = arguments_of(self._arguments.values[cell], PK_MARK)
        said, key = self._said[cell], str(self._keys[row])
        return tuple(said[name].replace(PK_MARK, key) if name in said else None for name in names)

    def but_for_keys(self, dispatches: Iterable[int]) -> Iterable[int]:
        """Return one of the dispatches that say the same but for a key, for all there are."""
        cells, source = self._arguments.cells, self.timeline.dispatches.source
        return {cells[source[each]]: each for each in dispatches}.values()

    @cached_property
    def _arguments(self) -> Values:
        return self.timeline.joined.values("dispatches", "arguments")

    @cached_property
    def _keys(self) -> Numbers:
        return self.timeline.joined.numbers("dispatches", "pk")

    def error(self, call: int) -> Item | None:
        """Return the exception that ended a call, as the document has it; None where unknown."""
        row = self.timeline.calls.source[call]
        cell = self._texts.cells[row]
        if cell not in self._errors:
            text = self._texts.values[cell]
            self._errors[cell] = json.loads(text) if text else None
        return self._errors[cell]

    @cached_property
    def _texts(self) -> Values:
        return self.timeline.joined.values("calls", "text")

    @cached_property
    def queries_of(self) -> dict[int, Numbers]:
        """The queries each call ran itself, by their start; those outside of any under ``TOP``."""
        groups: dict[int, Numbers] = defaultdict(list)
        for query in self.timeline.joined.by_start("queries"):
            groups[self.timeline.queries[query]].append(query)
        return groups

    @cached_property
    def query_starts(self) -> Numbers:
        """The clock at the start of each query."""
        return self.timeline.joined.numbers("queries", "start")

    @cached_property
    def statements(self) -> list[str]:
        """The SQL of each query."""
        column = self.timeline.joined.values("queries", "sql")
        return list(map(column.values.__getitem__, column.cells))

    @cached_property
    def bypasses(self) -> list[Item]:
        """The bypasses as items of the document."""
        return bypass_items(self.timeline)
