"""Which connection each call came by: several may have the same receiver."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from ..timeline import Timeline
from ..timeline.joined import Numbers
from ..timeline.kinds import Kind, Kinds

Item = dict[str, Any]

UNKNOWN = -1
"""Of a call that came by no connection there is."""


def came_by(timeline: Timeline, kinds: Kinds, connections: list[Item]) -> Numbers:
    """Return a place among connections for each call of a timeline, or ``UNKNOWN``.

    One receiver connected twice is called twice by a dispatch, in the order of its connections.
    """
    calls = timeline.calls
    sent = list(map(kinds.dispatches.__getitem__, calls.dispatch))
    pairs = list(zip(sent, calls.receiver, strict=True))
    of_receiver = _Connections(connections)
    by_pair = {
        (kind, receiver): of_receiver.matching(kinds.all[kind], tuple(timeline.receivers[receiver]))
        for kind, receiver in set(pairs)
    }
    first = {pair: places[0] if places else UNKNOWN for pair, places in by_pair.items()}
    found = list(map(first.__getitem__, pairs))
    several = {pair for pair, places in by_pair.items() if len(places) > 1}
    if several:
        _tell_apart(timeline, found, pairs, {pair: by_pair[pair] for pair in several})
    return found


def _tell_apart(
    timeline: Timeline,
    found: Numbers,
    pairs: list[tuple[int, int]],
    several: dict[tuple[int, int], Numbers],
) -> None:
    """Set the connection of calls that may have come by several: one each, in order."""
    calls = timeline.calls
    used: Counter[tuple[int, int]] = Counter()
    doubtful = [call for call, pair in enumerate(pairs) if pair in several]
    for call in sorted(doubtful, key=calls.start.__getitem__):
        places = several[pairs[call]]
        once_more = calls.dispatch[call], calls.receiver[call]
        found[call] = places[min(used[once_more], len(places) - 1)]
        used[once_more] += 1


class _Connections:
    """The places of connections by the signal and the receiver they are of."""

    def __init__(self, connections: list[Item]) -> None:
        self._all = connections
        self._known: dict[tuple[Any, ...], Numbers] = defaultdict(list)
        for place, each in enumerate(connections):
            key = each["token"], each["receiver"], each["file"], each["line"]
            self._known[key].append(place)

    def matching(self, kind: Kind, receiver: tuple[Any, ...]) -> Numbers:
        """Return those of a receiver that dispatches of a kind come by.

        A signal that caches takes senders that are equal for one: then those that look the same.
        """
        known = self._known.get((kind.token, *receiver), [])
        of_sender = (None, kind.identity)
        own = [each for each in known if self._all[each]["sender_identity"] in of_sender]
        return own or [each for each in known if self._all[each]["sender"] == kind.sender]
