"""The rows as they are shown: outer before inner, each with its depth, runs folded."""

from __future__ import annotations

from array import array
from collections import defaultdict, deque
from collections.abc import Container, Sequence

from .columns import TOP
from .joined import Numbers
from .labels import Labels
from .runs import NEVER, Runs
from .timeline import Timeline


class Order:
    """The rows of a timeline in the order in which they are shown.

    They are numbered on from table to table: dispatches, calls, sends nobody received, bypasses,
    and runs, which are rows of their own around their members. Without *labels* nothing is folded,
    and there are no runs.

    Attributes:
        rows, depth: their numbers in order, and how many rows each has around it.
        runs: the members of each run.
        first_call, first_quiet, first_bypass, first_run: where the numbers of a kind begin.
    """

    def __init__(self, timeline: Timeline, labels: Labels | None = None) -> None:
        self._timeline = timeline
        self.first_call = len(timeline.dispatches)
        self.first_quiet = self.first_call + len(timeline.calls)
        self.first_bypass = self.first_quiet + len(timeline.quiet)
        self.first_run = self.first_bypass + len(timeline.bypasses)
        keys = _run_keys(labels) if labels else []
        self._runs = Runs(lambda row: keys[row] if row < len(keys) else NEVER, self.first_run)
        self.runs = self._runs.members
        self._inside = self._siblings()
        self.rows: Numbers = array("q")
        self.depth: Numbers = array("q")
        self._walk()
        self._inside.clear()
        del self._runs

    def around(self, wanted: set[int]) -> dict[int, list[int]]:
        """Return each of some rows with those that it is inside of, outermost first."""
        found: dict[int, list[int]] = {}
        outer: list[int] = []
        for row, depth in zip(self.rows, self.depth, strict=True):
            outer[depth:] = (row,)
            if row in wanted:
                found[row] = outer.copy()
        return found

    def _siblings(self) -> dict[int, list[int]]:
        """Return the rows inside each call, and at the top, as they came about."""
        dispatches, quiet = self._timeline.dispatches, self._timeline.quiet
        inside: dict[int, list[int]] = defaultdict(list)
        for dispatch, parent in enumerate(dispatches.parent):
            inside[parent].append(dispatch)
        for at, parent in enumerate(quiet.parent):
            inside[parent].append(self.first_quiet + at)
        row = dispatches.row, quiet.row
        for parent in set(quiet.parent):
            inside[parent].sort(key=lambda each: self._came_about(each, *row))
        self._add_bypasses(inside)
        return inside

    def _came_about(self, row: int, of_dispatches: Numbers, of_quiet: Numbers) -> int:
        is_quiet = row >= self.first_quiet
        return of_quiet[row - self.first_quiet] if is_quiet else of_dispatches[row]

    def _add_bypasses(self, inside: dict[int, list[int]]) -> None:
        """Put each bypass before the next dispatch known to start after it."""
        made: dict[int, list[int]] = defaultdict(list)
        for at, parent in enumerate(self._timeline.bypasses.parent):
            made[parent].append(at)
        for parent, found in made.items():
            inside[parent] = self._merged(inside[parent], deque(found))

    def _merged(self, rows: list[int], waiting: deque[int]) -> list[int]:
        starts, made = self._timeline.dispatches.start, self._timeline.bypasses.start
        merged = []
        for row in rows:
            while waiting and row < self.first_call and made[waiting[0]] < starts[row]:
                merged.append(self.first_bypass + waiting.popleft())
            merged.append(row)
        return [*merged, *(self.first_bypass + each for each in waiting)]

    def _walk(self) -> None:
        flat = self._flat()
        stack = [(0, iter(self._within(TOP)))]
        add_row, add_depth = self.rows.append, self.depth.append
        while stack:
            depth, rows = stack[-1]
            for row in rows:
                add_row(row)
                add_depth(depth)
                if row in flat:
                    for call in self._calls(row):
                        add_row(call)
                        add_depth(depth + 1)
                elif inner := self._inside_of(row):
                    stack.append((depth + 1, iter(inner)))
                    break
            else:
                stack.pop()

    def _flat(self) -> Container[int]:
        """Return the dispatches in whose calls nothing happened that has a row: most of them."""
        deep = {self._timeline.calls.dispatch[call] for call in self._inside if call != TOP}
        return range(self.first_call) if not deep else set(range(self.first_call)) - deep

    def _inside_of(self, row: int) -> Sequence[int]:
        """Return the rows right under another one."""
        if row < self.first_call:
            return self._calls(row)
        if row < self.first_quiet:
            return self._within(row - self.first_call)
        return self.runs[row - self.first_run] if row >= self.first_run else ()

    def _within(self, call: int) -> Numbers:
        return self._runs.folded(self._inside[call]) if call in self._inside else []

    def _calls(self, dispatch: int) -> Sequence[int]:
        """Return the calls of a dispatch, those that began first before the others."""
        calls = self._timeline.dispatches.calls_of(dispatch)
        first = self.first_call
        if dispatch in self._timeline.odd:
            start = self._timeline.calls.start
            return [first + call for call in sorted(calls, key=start.__getitem__)]
        return range(first + calls.start, first + calls.stop)


def _run_keys(labels: Labels) -> Numbers:
    """Return a number for each dispatch: the same for those that may be of one run."""
    numbers: dict[object, int] = {}
    of_labels = [
        numbers.setdefault((*label[1:4], label.caller and label.caller[:2]), len(numbers))
        for label in labels.all
    ]
    return list(map(of_labels.__getitem__, labels.dispatches))
