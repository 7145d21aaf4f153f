"""Bars on tracks: on each track they nest or follow one another, and last some time.

Readers of traces demand it, and forgive nothing: Perfetto drops a bar that sticks out of the
one around it by a nanosecond, speedscope leaves one open to the end. Times come in
microseconds there, as floats, so bars that merely touch may overlap once read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

GAP = 1
"""How many nanoseconds are left after each bar, so that no rounding makes bars overlap."""
SLACK = 1_000
"""By how many nanoseconds a bar may be moved to fit; a coarse clock makes many touch."""


@dataclass(slots=True, eq=False)
class Bar:
    """A stretch of time with others inside.

    Attributes:
        event: what it stands for.
        start, end: in nanoseconds.
        inside: the bars that happened in it.
        track: the number of its track, once arranged.
    """

    event: dict[str, Any]
    start: int
    end: int
    inside: list[Bar] = field(default_factory=list)
    track: int = 0


def arrange(root: Bar) -> list[Bar]:
    """Give every bar inside *root* a track and times that nest; return them, parents first.

    A bar stands on its parent's track. One that runs beside another there, or outlives its
    parent, gets a track of its own at its true time; others are moved by ``SLACK`` at most.
    """
    tracks = _Tracks()
    arranged = []
    todo = [(root, bar, False) for bar in reversed(_in_order(root.inside))]
    while todo:
        parent, bar, entered = todo.pop()
        if entered:
            tracks.leave(bar, parent)
            continue
        tracks.enter(bar, parent)
        arranged.append(bar)
        todo.append((parent, bar, True))
        todo += [(bar, inner, False) for inner in reversed(_in_order(bar.inside))]
    return arranged


def _in_order(bars: list[Bar]) -> list[Bar]:
    """Return bars by their start, of those that start at once the longest first."""
    return sorted(bars, key=lambda bar: (bar.start, -bar.end))


class _Tracks:
    """How far each track is filled; the first is the outermost bar's."""

    def __init__(self) -> None:
        self._filled = [0]
        self._taken = {0}

    def enter(self, bar: Bar, parent: Bar) -> None:
        bar.track = parent.track if self._fits(bar, parent) else self._other(bar.start)
        self._taken.add(bar.track)
        bar.start = max(bar.start, self._filled[bar.track])
        self._filled[bar.track] = bar.start

    def leave(self, bar: Bar, parent: Bar) -> None:
        bar.end = max(bar.end, self._filled[bar.track] + GAP)
        self._filled[bar.track] = bar.end + GAP
        if bar.track != parent.track:
            self._taken.remove(bar.track)

    def _fits(self, bar: Bar, parent: Bar) -> bool:
        after_others = bar.start + SLACK >= self._filled[parent.track]
        return after_others and bar.end <= parent.end + SLACK

    def _other(self, start: int) -> int:
        for track, filled in enumerate(self._filled):
            if filled <= start and track not in self._taken:
                return track
        self._filled.append(0)
        return len(self._filled) - 1
