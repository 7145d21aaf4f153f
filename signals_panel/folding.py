"""Sends nobody received, folded: one row per signal and sender between two dispatches."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType

from .naming import IdentityTable, sender_name
from .signal_names import known_tokens, token_of

if TYPE_CHECKING:
    from .log import Log

GONE = "a class that is gone"

_class_names: IdentityTable[str] = IdentityTable()
class_names = _class_names.facts
"""The text for a class by its id(), for the hot path."""


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
    the text of anything else.
    """
    if len(log.pending) == 1:
        (_, node, _), signal, sender, *method = log.pending.popleft()
        _write(log, node, signal, sender, method[0] if method else "send", 1)
        return
    pending = log.take_pending()
    if len(pending) == pending.maxlen:
        log.dropped["sends"] += 1
    for ((_, node, _), signal, sender, *method), count in _counted(pending):
        _write(log, node, signal, sender, method[0] if method else "send", count)


def _counted(pending: deque[tuple[Any, ...]]) -> Iterable[tuple[tuple[Any, ...], int]]:
    """Count equal entries, in order of first occurrence.

    ``Counter`` hashes the signals, which is four times as fast as counting their ids, but
    may be the user's code: then it is not done.
    """
    kinds = {type(entry[1]) for entry in pending}
    if all(k.__hash__ is object.__hash__ and k.__eq__ is object.__eq__ for k in kinds):
        with suppress(TypeError):  # a weak reference to a class that is gone
            return Counter(pending).items()
    return _counted_by_identity(pending)


def _counted_by_identity(pending: deque[tuple[Any, ...]]) -> Iterable[tuple[tuple[Any, ...], int]]:
    counts: dict[tuple[Any, ...], list[Any]] = {}
    for entry in pending:
        state, signal, sender, *method = entry
        key = (state[1], id(signal), sender if type(sender) is str else id(sender), *method)
        counts.setdefault(key, [entry, 0])[1] += 1
    return [(entry, count) for entry, count in counts.values()]


def _write(log: Log, node: int, signal: Any, sender: Any, method: str, count: int) -> None:
    number = next(log.numbers)
    if number > log.limit:
        log.dropped["sends"] += count
        return
    if type(sender) is ReferenceType:
        target = sender()
        sender = GONE if target is None else target
    token = known_tokens.get(id(signal))
    name = class_names.get(id(sender))
    log.rows["quiet"].extend(
        (
            number,
            node,
            token_of(signal) if token is None else token,
            name_of_sender(sender) if name is None else name,
            method,
            count,
        )
    )
