"""Sends nobody received whose count the send methods could not guess."""

from __future__ import annotations

import sys
from typing import Any

from ..log.counts import NO_COUNT, SENT_ONCE, Count
from ..log.kept import keep
from ..log.log import OpenLog, State
from ..texts.naming import class_name, instance_dict
from ..texts.senders import kind_name
from ..texts.signal_names import is_held_by_module, token_of
from .remembered import are_missing, missing_for

MAX_KNOWN = 1_000
"""How many counts of a log are kept for reuse, and of how many senders it is known that they were
looked for."""


def count_quiet(
    state: State, signal: Any, sender: Any, method: str, named: dict[str, Any] | None
) -> None:
    """Count a send nobody received whose count could not be guessed; keep it if that is asked for.

    *named* are its arguments where they are known. While sends are kept no count is guessed:
    none holds its signal.
    """
    log, node, _, latest = state
    if log.limit < 0:
        return
    if log.kept:
        keep(log, 0, node, signal, sender, method, named)
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
        if len(log.counts) >= MAX_KNOWN:
            log.forget_counts()
        log.counts[node, kind] = count = Count(node, kind, SENT_ONCE)
    elif count.signal is SENT_ONCE and not log.kept:
        stay = method == "send" and is_held_by_module(signal) and _is_held_by_module(sender)
        count.sender = sender if stay else None  # before the signal: threads ask for both
        count.signal = signal if stay else None
    count.times += 1  # and only then, so that no other thread finds it empty
    if count.times == 1:
        log.counted.append(count)
    if latest is not NO_COUNT:
        latest.next = count
    state[3] = count


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
