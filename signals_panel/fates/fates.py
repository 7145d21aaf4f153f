"""What each connection did in a recording: it was called so often, or why it was not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..registry.registry import Registry
from ..timeline import Timeline
from ..timeline.columns import CANCELLED, ERRORS, NOT_REACHED, RAISED
from ..timeline.joined import Joined, Numbers
from ..timeline.kinds import Kind, Kinds
from .came_by import UNKNOWN
from .reasons import NOT_SENT, Methods, Muted, Reason, Senders, Sent, called, not_called

Item = dict[str, Any]


@dataclass
class Fate:
    """What a connection did.

    Attributes:
        reason: that it was called, or why not.
        calls, failed, not_reached: how often it was called, how many of these calls raised,
            and how often an earlier receiver had raised.
        self_ns, queries: sums over its calls.
        raisers: who raised before it, of one send it did not reach; None where nobody did.
    """

    reason: Reason = Reason(NOT_SENT, "")  # noqa: RUF009
    calls: int = 0
    failed: int = 0
    not_reached: int = 0
    self_ns: int = 0
    queries: int = 0
    raisers: tuple[str | None, ...] = ()

    def as_item(self) -> Item:
        """Return it as the document has it."""
        return {
            "reason": self.reason.kind,
            "text": self.reason.text,
            "calls": self.calls,
            "self_ns": self.self_ns,
            "queries": self.queries,
        }


def fates_of(
    connections: list[Item], timeline: Timeline, came_by: Numbers, names: Sequence[str], sent: Sent
) -> list[Fate]:
    """Return what each connection did.

    *came_by* has the place of its connection for each call, or ``UNKNOWN``, *names* how its
    receiver is named.
    """
    fates = [Fate() for _ in connections]
    _count_calls(fates, timeline, came_by)
    for fate, raiser in _not_reached(fates, timeline, came_by, names):
        fate.raisers = (raiser,)
    for connection, fate in zip(connections, fates, strict=True):
        if fate.calls:
            fate.reason = called(fate.calls, fate.failed, fate.not_reached)
        else:
            fate.reason = not_called(connection, fate.raisers, sent)
    return fates


def _count_calls(fates: list[Fate], timeline: Timeline, came_by: Numbers) -> None:
    calls = timeline.calls
    for (connection, outcome), count in Counter(zip(came_by, calls.outcome, strict=True)).items():
        if connection == UNKNOWN:
            continue
        fate = fates[connection]
        if outcome == NOT_REACHED:
            fate.not_reached += count
        else:
            fate.calls += count
            fate.failed += count if outcome in ERRORS else 0
    columns = came_by, calls.outcome, calls.own, calls.queries
    for connection, outcome, own, queries in zip(*columns, strict=True):
        if connection != UNKNOWN and outcome != NOT_REACHED:
            fates[connection].self_ns += own
            fates[connection].queries += queries


def _not_reached(
    fates: list[Fate], timeline: Timeline, came_by: Numbers, names: Sequence[str]
) -> Iterator[tuple[Fate, str | None]]:
    """Yield the fate of each call that was not reached, and who raised before it, by start."""
    calls = timeline.calls
    if NOT_REACHED not in calls.outcome:
        return
    raised: dict[int, str] = {}
    in_order = sorted(range(len(calls)), key=calls.start.__getitem__)
    for call in in_order:
        if calls.outcome[call] in (RAISED, CANCELLED):
            raised[calls.dispatch[call]] = names[call]
    for call in in_order:
        if calls.outcome[call] == NOT_REACHED and came_by[call] != UNKNOWN:
            yield fates[came_by[call]], raised.get(calls.dispatch[call])


def sent_in(timeline: Timeline, kinds: Kinds, registry: Registry) -> Sent:
    """Return what was sent in a recording, as far as reasons need it."""
    senders: Senders = defaultdict(lambda: defaultdict(int))
    methods: Methods = defaultdict(lambda: defaultdict(set))
    latest: Senders = defaultdict(dict)
    counts = Counter(kinds.dispatches)
    for number, count in zip(kinds.quiet, timeline.quiet.count, strict=True):
        counts[number] += count
    for number in kinds.first:
        kind = kinds.all[number]
        senders[kind.token][kind.sender, kind.identity] += counts[number]
        methods[kind.token][kind.sender, kind.identity].add(kind.method)
    for kind, start in _latest(timeline, kinds):
        latest[kind.token][kind.sender, kind.identity] = start
    joined = timeline.joined
    span = joined.origin, joined.ended_ns
    return Sent(senders, registry, span, _elsewhere(joined), latest, methods, _muted(joined))


def _latest(timeline: Timeline, kinds: Kinds) -> Iterator[tuple[Kind, int]]:
    """Yield when a dispatch of each kind that somebody received last began, the latest last."""
    last = {number: at for at, number in enumerate(kinds.dispatches)}
    for number, at in sorted(last.items(), key=lambda pair: pair[1]):
        yield kinds.all[number], timeline.dispatches.start[at]


def _muted(joined: Joined) -> Muted:
    """Return which receivers of which signals tests muted while they were sent."""
    rows = joined.rows("muted")
    if not rows:
        return set()
    signals = joined.values("dispatches", "signal")
    numbers = joined.numbers("dispatches", "number")
    tokens = {number: signals.at(row)[1] for row, number in enumerate(numbers)}
    return {(tokens[row.dispatch], *row.receiver) for row in rows if row.dispatch in tokens}


def _elsewhere(joined: Joined) -> Senders:
    """Return how often each sender sent each signal outside of the recording, by its token."""
    senders: Senders = defaultdict(lambda: defaultdict(int))
    for row in joined.rows("elsewhere"):
        senders[row.signal[1]][tuple(row.sender)] += row.times
    return senders
