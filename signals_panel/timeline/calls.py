"""Which calls each dispatch has, and when they ran, as if all of them had ended in turn."""

from __future__ import annotations

from array import array
from itertools import accumulate, chain, count, repeat
from operator import add, sub

from ..log.log import POSITION_BITS
from .columns import NO_ROW, OUTCOMES, UNFINISHED, Calls, Dispatches
from .joined import Joined, Numbers
from .receivers import Receivers


def dispatches_in(joined: Joined, receivers: Receivers) -> Dispatches:
    """Return the dispatches of a recording by number, with what their stream says."""
    numbers = joined.numbers("dispatches", "number")
    source = sorted(range(len(numbers)), key=numbers.__getitem__)
    number = list(map(numbers.__getitem__, source))
    return Dispatches(source, number, receivers.of(source, number))


def calls_in(joined: Joined, dispatches: Dispatches, receivers: Receivers) -> Calls:
    """Return a call for each receiver on each dispatch's list; set which are a dispatch's.

    Where one wrote no row, it has no time of its own yet; see ``odd``.
    """
    lists = list(map(receivers.lists.__getitem__, dispatches.receivers))
    dispatches.size = [len(each.positions) for each in lists]
    dispatches.first = list(accumulate(dispatches.size, initial=0))[:-1]
    node = array(
        "q",
        (
            (number << POSITION_BITS) + position
            for number, each in zip(dispatches.number, lists, strict=True)
            for position in each.positions
        ),
    )
    calls = Calls(
        node=node,
        dispatch=list(chain.from_iterable(map(repeat, count(), dispatches.size))),
        source=_rows_of(node, joined),
        receiver=list(chain.from_iterable(each.receivers for each in lists)),
        is_async=list(chain.from_iterable(each.is_async for each in lists)),
    )
    _set_times(joined, calls)
    _set_spans(dispatches, calls)
    return calls


def _rows_of(node: array[int], joined: Joined) -> Numbers:
    """Return the row that each call has in the stream, ``NO_ROW`` for none."""
    pairs = joined.pairs("calls", "dispatch", "position")
    written = array("q", ((number << POSITION_BITS) + position for number, position in pairs))
    if written == node:  # calls ended in the order in which they began, as most do
        return array("q", range(len(node)))
    row_of = dict(zip(written, count()))
    return [row_of.get(each, NO_ROW) for each in node]


def _set_times(joined: Joined, calls: Calls) -> None:
    """Set when each call ran and what came of it; ``NO_ROW`` reads a last row, of nothing."""
    outcome = joined.values("calls", "outcome")
    codes = list(map(OUTCOMES.index, outcome.values))
    start = [*joined.times("calls", "start"), 0]
    duration = [*joined.numbers("calls", "duration"), 0]
    outcomes = [*map(codes.__getitem__, outcome.cells), UNFINISHED]
    calls.start = list(map(start.__getitem__, calls.source))
    calls.duration = list(map(duration.__getitem__, calls.source))
    calls.outcome = list(map(outcomes.__getitem__, calls.source))


def _set_spans(dispatches: Dispatches, calls: Calls) -> None:
    """Set when dispatches were: from the start of the first call to the end of the last."""
    starts = [*calls.start, 0]
    ends = [*map(add, calls.start, calls.duration), 0]
    last = [first + size - 1 for first, size in zip(dispatches.first, dispatches.size, strict=True)]
    dispatches.start = list(map(starts.__getitem__, dispatches.first))
    dispatches.duration = list(map(sub, map(ends.__getitem__, last), dispatches.start))
