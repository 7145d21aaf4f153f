"""Sends nobody received, folded: one row per signal and sender between two dispatches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import ReferenceType

from .naming import IdentityTable, sender_name
from .signal_names import token_of

if TYPE_CHECKING:
    from .log import Log

GONE = "a class that is gone"

_class_names: IdentityTable[str] = IdentityTable()


def name_of_sender(sender: Any) -> str | None:
    """Return the text for a sender; that of a class is remembered while it lives."""
    name = _class_names.facts.get(id(sender))
    if name is None:
        name = sender_name(sender)
        if name is not None and issubclass(type(sender), type):
            _class_names.add(sender, name)
    return name


def fold_pending(log: Log) -> None:
    """Move a log's pending sends into its ``quiet`` rows, in order of first occurrence.

    An entry is ``(state, signal, sender)``, its sender a class, a weak reference to one, or
    the text of anything else. Entries are taken one by one: other threads may be appending.
    """
    pending = log.pending
    if len(pending) == pending.maxlen:
        log.dropped["sends"] += 1
    counts: dict[tuple[Any, ...], int] = {}
    first: list[tuple[Any, ...]] = []
    while pending:
        try:
            state, signal, sender, *method = pending.popleft()
        except IndexError:
            break
        key = (state[1], id(signal), sender if type(sender) is str else id(sender), *method)
        if key in counts:
            counts[key] += 1
        else:
            counts[key] = 1
            first.append((state[1], signal, sender, *(method or ("send",))))
    for entry, count in zip(first, counts.values(), strict=True):
        _write(log, *entry, count)


def _write(log: Log, node: int, signal: Any, sender: Any, method: str, count: int) -> None:
    number = log.next_number("sends")
    if number:
        if type(sender) is ReferenceType:
            target = sender()
            sender = GONE if target is None else target
        row = (number, node, token_of(signal), name_of_sender(sender), method, count)
        log.rows["quiet"].extend(row)
