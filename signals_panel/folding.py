"""Sends nobody received, folded: one row per signal and sender between two dispatches."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain, repeat
from operator import sub
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType

from .naming import IdentityTable, sender_name
from .signal_names import token_of

if TYPE_CHECKING:
    from .log import Log

Pending = deque[tuple[Any, ...]]

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
    """Move a log's pending sends into its ``quiet`` rows.

    Those that came before the same dispatch are one row per signal and sender, in order of
    first occurrence. An entry is ``(state, signal, sender)``, its sender a class, a weak
    reference to one, or the text of anything else.
    """
    pending, boundaries = log.take_pending()
    if len(pending) == pending.maxlen:
        log.dropped["sends"] += 1
    befores = _befores(boundaries, len(pending), next(log.numbers))
    write = log.rows["quiet"].extend
    state = signal = sender = node = token = name = method = None
    for (before, entry), count in _counted(befores, pending):
        if entry[1] is not signal or entry[2] is not sender or entry[0] is not state:
            state, signal, sender = entry[:3]
            node, token, name, method = _texts(*entry)
        write((before, node, token, name, method, count))


def _befores(boundaries: list[int], length: int, last: int) -> list[int]:
    """Return, for each pending send, the number of the dispatch that came next."""
    numbers, positions = boundaries[::2], boundaries[1::2]
    widths = map(sub, positions, [0, *positions])
    befores = list(chain.from_iterable(map(repeat, numbers, widths)))
    return befores[:length] + [last] * (length - len(befores))


def _counted(befores: list[int], pending: Pending) -> Iterable[tuple[tuple[int, Any], int]]:
    """Count equal entries before the same dispatch, in order of first occurrence.

    ``Counter`` hashes the signals, which is far faster than counting their ids, but may be
    the user's code: then it is not done.
    """
    kinds = {type(entry[1]) for entry in pending}
    if all(k.__hash__ is object.__hash__ and k.__eq__ is object.__eq__ for k in kinds):
        with suppress(TypeError):  # a weak reference to a class that is gone
            return Counter(zip(befores, pending, strict=True)).items()
    counts: dict[tuple[Any, ...], list[Any]] = {}
    for before, entry in zip(befores, pending, strict=True):
        state, signal, sender, *method = entry
        same = (before, state[1], id(signal), sender if type(sender) is str else id(sender), *method)
        counts.setdefault(same, [(before, entry), 0])[1] += 1
    return [(entry, count) for entry, count in counts.values()]


def _texts(state: Any, signal: Any, sender: Any, method: str = "send") -> tuple[Any, ...]:
    """Return what a ``quiet`` row says of an entry, between its place and its count."""
    if type(sender) is ReferenceType:
        target = sender()
        sender = GONE if target is None else target
    return state[1], token_of(signal), name_of_sender(sender), method
