"""Sends nobody received: counted while they are sent, one row per signal and sender.

There may be thousands between two dispatches, always the same few in the same order
(``pre_init``, ``post_init``, ``pre_init`` …). So each count remembers which one followed it
last time, and the send methods look there first: where the guess is right, counting costs
no call, no allocation and no clock.
"""

from __future__ import annotations

from typing import Any


class Count:
    """How often a signal was sent by a sender under a node, nobody receiving it.

    Attributes:
        node: what the sends are made under.
        signal, sender: what a send must be for the count to be its own. They are held only
            where a module holds them too: nothing may live longer than without us.
        kind: the log's number for the signal, the sender and the method they were sent by.
        times: since the last dispatch.
        next: the count that followed this one under its node last time.
    """

    __slots__ = ("kind", "next", "node", "sender", "signal", "times")

    def __init__(
        self, node: int = -1, kind: int = -1, signal: Any = None, sender: Any = None
    ) -> None:
        self.node, self.kind, self.signal, self.sender = node, kind, signal, sender
        self.times = 0
        self.next = self


NO_COUNT = Count()
"""What comes before the first count under a node."""


SENT_ONCE = object()
"""The signal of a count whose own is not looked up yet: most are sent once a request."""
