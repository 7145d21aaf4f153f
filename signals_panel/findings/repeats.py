"""It ran too often: the same dispatch again and again from one line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from operator import add

from ..fates.shared_names import short_place
from ..timeline.columns import TOP
from ..timeline.joined import Numbers
from .case import WARNING, Case, Found, Rule, sent_by

INIT = ("django.db.models.signals.pre_init", "django.db.models.signals.post_init")
IN_BULK = "Do the receivers' work once, after the loop, or use a bulk operation."
UNKNOWN = -1
"""The line of what was sent from nobody knows where."""
_NOTHING: frozenset[int] = frozenset()


def repeated(case: Case) -> Iterator[Found]:
    """One line sent one signal many times, and its receivers' queries or time add up."""
    lines = _lines(case)
    costs = _Costs(case)
    told: dict[int, int] = {}
    for line, group in _by_line(case, lines).items():
        first, count = group[0], len(group)
        queries, took_ms = costs.of(group)
        kind = case.kind(first)
        many = queries >= count and kind.signal not in INIT
        if not many and took_ms < case.options.REPEATS_MS:
            continue
        if any(told.get(lines[each], 0) >= count for each in case.all_around(first)):
            continue  # the loop is further out, and told of
        told[line] = count
        caller = case.caller(first) or {}
        yield Found(
            f"{sent_by(kind)} was sent {count} times from {short_place(caller)} "
            f"({kind.function}): its receivers {_work(queries)} {took_ms:.1f} ms.",
            IN_BULK,
            where=caller,
            dispatch=first,
            dispatches=group,
        )


def _lines(case: Case) -> Numbers:
    """Return a number for each dispatch: the same for one signal of one sender from one line."""
    numbers: dict[tuple[object, ...], int] = {}
    of_kinds = [
        numbers.setdefault((kind.signal, kind.sender, *kind.line), len(numbers))
        if kind.line
        else UNKNOWN
        for kind in case.kinds.all
    ]
    return list(map(of_kinds.__getitem__, case.kinds.dispatches))


def _by_line(case: Case, lines: Numbers) -> dict[int, Numbers]:
    """Return the dispatches that one line sent often; of recursion only the outermost count."""
    limit = max(2, case.options.REPEATS)  # once is not again
    counts = Counter(lines)
    often = {line for line, count in counts.items() if count >= limit} - {UNKNOWN}
    groups: dict[int, Numbers] = defaultdict(list)
    within: list[frozenset[int]] = []
    widened = cache(lambda outer, line: outer | {line})  # few are made, and shared
    sent = zip(lines, case.around, strict=True)
    for dispatch, (line, around) in enumerate(sent if often else ()):
        outer = _NOTHING if around == TOP else within[around]
        if line in often and line not in outer:
            groups[line].append(dispatch)
            outer = widened(outer, line)
        within.append(outer)
    return {line: group for line, group in groups.items() if len(group) >= limit}


class _Costs:
    """What the calls of dispatches cost themselves, without what they sent."""

    def __init__(self, case: Case) -> None:
        self._queries = list(accumulate(case.calls.queries, initial=0))
        self._own = list(accumulate(case.calls.own, initial=0))
        self._first, self._size = case.dispatches.first, case.dispatches.size

    def of(self, dispatches: Numbers) -> tuple[int, float]:
        """Return how many queries the calls of some dispatches ran, and the milliseconds."""
        first = list(map(self._first.__getitem__, dispatches))
        end = list(map(add, first, map(self._size.__getitem__, dispatches)))
        queries, own = (
            sum(map(upto.__getitem__, end)) - sum(map(upto.__getitem__, first))
            for upto in (self._queries, self._own)
        )
        return queries, own / 1e6


def _work(queries: int) -> str:
    if queries:
        return f"ran {queries} {'query' if queries == 1 else 'queries'} in"
    return "took"


RULES = (Rule("S304", "repeated-dispatch", WARNING, repeated),)
