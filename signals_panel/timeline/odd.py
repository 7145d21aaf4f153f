"""Dispatches in which not all went as it mostly does: these are looked at one by one.

Mostly all the receivers on a dispatch's list run one after another, each to its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import add

from ..log.log import POSITION_BITS
from .columns import CANCELLED, NO_ROW, NOT_REACHED, RAISED, UNFINISHED, Calls, Dispatches
from .joined import Joined
from .receivers import Listed, Receivers
from .written import Times, Written

POSITION = (1 << POSITION_BITS) - 1


def odd_dispatches(
    joined: Joined, dispatches: Dispatches, calls: Calls, receivers: Receivers
) -> set[int]:
    """Return the dispatches whose times do not follow from those of all their receivers."""
    unusual = {*joined.numbers("ended", "dispatch"), *joined.numbers("called", "dispatch")}
    odd = {at for at, number in enumerate(dispatches.number) if number in unusual}
    odd.update(at for at, size in enumerate(dispatches.size) if not size)
    is_whole = [each.is_whole for each in receivers.lists]
    if not all(is_whole):
        odd.update(at for at, each in enumerate(dispatches.receivers) if not is_whole[each])
    if NO_ROW in calls.source:
        pairs = zip(calls.dispatch, calls.source, strict=True)
        odd.update(dispatch for dispatch, source in pairs if source == NO_ROW)
    return odd.union(_overlapping(calls))


def _overlapping(calls: Calls) -> Iterator[int]:
    """Yield dispatches of which a call began before the last was over, or a clock stepped back."""
    start, dispatch = calls.start, calls.dispatch
    end = list(map(add, start, calls.duration))
    for at in range(1, len(start)):
        if start[at] < end[at - 1] and dispatch[at] == dispatch[at - 1]:
            yield dispatch[at]
    if min(start, default=0) < 0 or min(calls.duration, default=0) < 0:
        yield from dispatch


def mend(
    joined: Joined, dispatches: Dispatches, calls: Calls, receivers: Receivers, odd: set[int]
) -> None:
    """Set the times of odd dispatches and of their calls; leave out calls that are yet to come."""
    written = Written(joined, {dispatches.number[each] for each in odd})
    kept = [True] * len(calls)
    for at in sorted(odd):
        before = dispatches.start[at - 1] if at else 0
        listed = receivers.lists[dispatches.receivers[at]]
        found = Odd(listed, dispatches.number[at], written, before)
        dispatches.start[at], dispatches.duration[at] = found.start, found.duration
        for call in dispatches.calls_of(at):
            times = found.calls.get(calls.node[call] & POSITION)
            if times is None:
                kept[call] = False
            else:
                calls.start[call], calls.duration[call], calls.outcome[call] = times
    if not all(kept):
        calls.keep(kept)
        dispatches.find_calls(calls.dispatch)


class Odd:
    """A dispatch looked at row by row.

    Attributes:
        calls: when those it has were, and what came of them, by position.
        start, duration: of the dispatch itself.

    *before* is the start of the dispatch before it: it starts then if no receiver has begun.
    """

    def __init__(self, listed: Listed, number: int, written: Written, before: int) -> None:
        self._listed = listed
        self._ran, self._began = written.ran[number], written.began[number]
        self._end = written.ended.get(number)
        starts = [*(each.start for each in self._ran.values()), *written.starts[number]]
        self.start = min(starts, default=before)
        self._latest = max((each.end for each in self._ran.values()), default=self.start)
        self.calls = dict(self._calls())
        self.duration = self._last() - self.start

    def _last(self) -> int:
        if self._end is not None:
            return self._end
        ends = (each.end for each in self.calls.values() if each.outcome != NOT_REACHED)
        return max([0, self.start, *ends])

    def _calls(self) -> Iterator[tuple[int, Times]]:
        is_over = self._end is not None or any(
            each.outcome in (RAISED, CANCELLED) for each in self._ran.values()
        )
        for position in self._listed.positions:
            if position in self._ran:
                yield position, self._ended(self._ran[position])
            elif position in self._began:
                yield position, self._running(self._began[position])
            elif is_over:
                yield position, Times(self._latest, 0, NOT_REACHED)
            elif not self._waits:  # it runs at this moment, and those after it are yet to come
                yield position, Times(self._latest, 0, UNFINISHED)
                return

    def _ended(self, times: Times) -> Times:
        """Return the times of a call that is over: of one that outlived its dispatch, as such."""
        outlived = self._end is not None and times.end > self._end
        return times._replace(outcome=UNFINISHED) if outlived else times

    def _running(self, start: int) -> Times:
        end = start if self._end is None else self._end
        return Times(start, max(0, end - start), UNFINISHED)

    @property
    def _waits(self) -> bool:
        """Whether a sync receiver is at work, after which the others are to come."""
        return any(each in self._listed.sync for each in self._began.keys() - self._ran.keys())
