"""What was inside what, and when: all that own times need, and no more."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ..log.tables import Tables
from .calls import calls_in, dispatches_in
from .columns import TOP
from .joined import Joined, Numbers
from .nesting import Nesting
from .odd import mend, odd_dispatches
from .own_times import set_own_times
from .receivers import Place, Receivers


class Nested:
    """The dispatches and calls of a recording.

    Attributes:
        joined: what it is made from.
        receivers: the name, file and line of each receiver.
        dispatches, calls: the tables, but for columns that say so.
        odd: the dispatches of which not all receivers ran one after another to their end.
    """

    def __init__(self, parts: Iterable[Tables]) -> None:
        self.joined = joined = Joined(parts)
        receivers = Receivers(joined)
        self.receivers: list[Place] = receivers.places
        self.dispatches = dispatches_in(joined, receivers)
        self.calls = calls_in(joined, self.dispatches, receivers)
        self.odd = odd_dispatches(joined, self.dispatches, self.calls, receivers)
        if self.odd:
            mend(joined, self.dispatches, self.calls, receivers, self.odd)
        parents = joined.numbers("dispatches", "parent")
        self.dispatches.parent = self.calls_around(self.dispatches.taken(parents))
        set_own_times(self.dispatches, self.calls, self.odd)

    @cached_property
    def nesting(self) -> Nesting:
        """Finds the call that something is in."""
        return Nesting(self.joined, self.dispatches, self.calls)

    def around(self, stream: str) -> Numbers:
        """Return the call that each row of a stream is in, ``TOP`` for none."""
        return self.calls_around(self.joined.numbers(stream, "parent"))

    def calls_around(self, nodes: Numbers) -> Numbers:
        """Return the call that each node is in, ``TOP`` for none."""
        if nodes.count(self.joined.node) == len(nodes):
            return [TOP] * len(nodes)
        return self.nesting.around(nodes)
