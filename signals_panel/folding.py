"""Sends nobody received: counted while they are sent, one row per signal and sender.

There may be thousands between two dispatches, always the same few in the same order
(``pre_init``, ``post_init``, ``pre_init`` …). So each count remembers which one followed it
last time, and the send methods look there first: where the guess is right, counting costs
no call, no allocation and no clock.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from .naming import class_name, instance_dict
from .remembered import are_missing, missing_for
from .senders import kind_name
from .signal_names import is_held_by_module, token_of

if TYPE_CHECKING:
    from .log import OpenLog, State

MAX_KNOWN = 1_000
"""How many counts are kept for reuse between two dispatches."""


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


def count_quiet(state: State, signal: Any, sender: Any, method: str = "send") -> None:
    """Count a send nobody received whose count could not be guessed."""
    log, node, _, latest = state
    if log.limit < 0:
        return
    texts = (token_of(signal), kind_name(sender), method)
    kind = log.kinds.get(texts)
    if kind is None:
        if len(log.kinds) >= log.limit:
            log.dropped["sends"] += 1
            return
        kind = log.kinds.setdefault(texts, next(log.kind_numbers))
    if are_missing(signal) and (kind, id(sender)) not in log.looked:
        _note_missing(log, node, signal, sender)
        log.looked.add((kind, id(sender)))
    count = log.counts.get((node, kind))
    if count is None:
        log.counts[node, kind] = count = Count(node, kind, SENT_ONCE)
    elif count.signal is SENT_ONCE:
        stay = method == "send" and is_held_by_module(signal) and _is_held_by_module(sender)
        count.sender = sender if stay else None  # before the signal: threads ask for both
        count.signal = signal if stay else None
    count.times += 1  # and only then, so that no other thread finds it empty
    if count.times == 1:
        log.counted.append(count)
    if latest is not NO_COUNT:
        latest.next = count
    state[3] = count


def write_counted(log: OpenLog) -> None:
    """Write a row for each count since the last dispatch, in order of first occurrence."""
    counted = log.counted
    write = log.rows["quiet"].extend
    while counted:  # other threads may be counting, and writing what was counted
        try:
            count = counted.popleft()
        except IndexError:
            break
        number = next(log.numbers)  # only now: greater than that of what it was sent in
        times, count.times = count.times, 0
        if number <= log.limit:
            write((number, times, count.node, count.kind))
        else:
            log.dropped["sends"] += times
    if len(log.counts) > MAX_KNOWN:
        log.forget_counts()


def _note_missing(log: OpenLog, node: int, signal: Any, sender: Any) -> None:
    """Write a row for each connection that was not among the receivers of a send of its own."""
    if len(log.looked) >= MAX_KNOWN:
        log.looked.clear()
    rows = log.rows["missing"]
    for connection in missing_for(signal, sender):
        if len(rows) < log.limit * (1 + len(connection)):
            rows.extend((node, *connection))


def _is_held_by_module(sender: Any) -> bool:
    """Tell whether a sender is a class that lives as long as the process, or ``None``."""
    if not issubclass(type(sender), type):
        return sender is None
    module, _, name = class_name(sender).rpartition(".")
    return instance_dict(sys.modules.get(module)).get(name) is sender
