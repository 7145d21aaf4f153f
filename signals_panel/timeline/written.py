"""What streams have about some dispatches, by number."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from .columns import OUTCOMES
from .joined import Joined, Numbers


class Times(NamedTuple):
    """When a call was, in nanoseconds from the recording's start, and what came of it."""

    start: int
    duration: int
    outcome: int

    @property
    def end(self) -> int:
        """When it was over."""
        return self.start + self.duration


class Written:
    """The rows about dispatches of some numbers, the toolbar's receivers included.

    Attributes:
        ran: the calls that are over, by position.
        began: when receivers began that tell so, by position.
        starts: all such times.
        ended: when dispatches ended that tell so.
    """

    def __init__(self, joined: Joined, numbers: set[int]) -> None:
        self.ran: dict[int, dict[int, Times]] = defaultdict(dict)
        self.began: dict[int, dict[int, int]] = defaultdict(dict)
        self.starts: dict[int, Numbers] = defaultdict(list)
        ended = zip(joined.numbers("ended", "dispatch"), joined.times("ended", "end"), strict=True)
        self.ended = dict(ended)
        self._add_calls(joined, numbers)
        for stream in ("called", "started"):
            rows = joined.pairs(stream, "dispatch", "position")
            for (number, position), start in zip(rows, joined.times(stream, "start"), strict=True):
                self.began[number][position] = start
                self.starts[number].append(start)

    def _add_calls(self, joined: Joined, numbers: set[int]) -> None:
        outcome = joined.values("calls", "outcome")
        codes = list(map(OUTCOMES.index, outcome.values))
        starts = joined.times("calls", "start")
        rows = joined.pairs("calls", "dispatch", "position", "duration")
        for row, (number, position, duration) in enumerate(rows):
            if number in numbers:
                code = codes[outcome.cells[row]]
                self.ran[number][position] = Times(starts[row], duration, code)
