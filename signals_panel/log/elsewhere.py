"""Sends outside of every recording, while one is open: a bare executor's threads make them.

Such a thread carries no context, so what it sends belongs to no recording. That it was sent, and
how often, is all that is known: each open log keeps the signal and the sender of every send with
receivers, as texts, and counts them when it writes its rows.
"""

from __future__ import annotations

import contextlib
from collections import Counter, deque
from functools import partial
from threading import RLock
from typing import Any, Protocol
from weakref import ref

from ..texts.senders import marked_name
from ..texts.signal_names import Token, token_of

MANY = 1_000
"""How many sends a log keeps until it counts them."""
SECONDS = 1.0
"""How long a recording waits at most for a thread that is counting, which takes microseconds."""

Send = tuple[Token, str | None]
"""A signal's token and a sender's marked name."""


class Noting(Protocol):
    """An open log, as far as it takes what was sent elsewhere."""

    elsewhere: Elsewhere

    def write_elsewhere(self, signal: Token, sender: str | None, times: int) -> None:
        """Write a row: how often a sender sent a signal."""


open_logs: dict[int, ref[Noting]] = {}
"""The logs that are open, by their id; empty while nothing records, which is all that the send
methods ask then."""


class Elsewhere:
    """What was sent outside of a log, not yet in its rows. Any thread may add to it.

    Attributes:
        sends: what was sent; who takes some out has the lock.
    """

    __slots__ = ("_lock", "sends")

    def __init__(self) -> None:
        self.sends: deque[Send] = deque()
        self._lock = RLock()

    def write(self, log: Noting, seconds: float = SECONDS) -> None:
        """Write a row for each signal and sender; leave it where another thread does it already.

        Waits for that thread for some *seconds*, so that what it took out is in the rows, too.
        """
        if not self._lock.acquire(timeout=seconds):
            return
        try:
            counted: Counter[Send] = Counter()
            with contextlib.suppress(IndexError):  # taken by what the garbage collector ran here
                for _ in range(len(self.sends)):
                    counted[self.sends.popleft()] += 1
            for (signal, sender), times in counted.items():
                log.write_elsewhere(signal, sender, times)
        finally:
            self._lock.release()


def opened(log: Noting) -> None:
    """Note what is sent elsewhere from now on, until *log* is closed or gone."""
    key = id(log)
    open_logs[key] = ref(log, partial(open_logs.pop, key))


def closed(log: Noting) -> None:
    """Note no more for a log."""
    open_logs.pop(id(log), None)


def note(signal: Any, sender: Any) -> None:
    """Note a send with receivers that is under no recording, for all that are open.

    Never raises: where recursion leaves room for one frame more, this is it.
    """
    try:
        send = token_of(signal), marked_name(sender)
        for reference in list(open_logs.values()):
            log = reference()
            if log is None:
                continue
            log.elsewhere.sends.append(send)
            if len(log.elsewhere.sends) >= MANY:
                log.elsewhere.write(log, seconds=0)
    except Exception:  # noqa: S110
        pass  # contextlib.suppress() would take a frame of its own
