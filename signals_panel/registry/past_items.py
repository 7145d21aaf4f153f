"""What was connected, or meant to be, as JSON-safe items: deaths, removals, what did nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.dispatch import Signal

from ..hooks import gone, in_vain, standing
from ..texts.places import called
from .items import file_and_line, lasting_item

Item = dict[str, Any]
Named = Sequence[tuple[str, Signal]]
"""Signals with their names."""


def deaths_among(signals: Named) -> list[Item]:
    """Return the connections whose receiver died, of signals that have their name alone."""
    names = _alone(signals)
    return [
        {
            **lasting_item(names[id(death.signal())], death.connection),
            "by_itself": death.by_itself,
            "times": death.times,
            "called": death.connection.receiver in called,
        }
        for death in gone.deaths
        if id(death.signal()) in names
    ]


def removals_among(signals: Named, known: Iterable[Item]) -> list[Item]:
    """Return the connections that were removed.

    First what ``disconnect()`` removed, then what was taken out by other means. *known* is what
    is connected.
    """
    names = {id(signal): name for name, signal in signals}
    removed = [
        {
            **lasting_item(names[id(removal.signal())], removal.connection),
            "disconnected_at": file_and_line(removal.removed_at),
            "at_ns": removal.at,
            "times": removal.times,
            "called": removal.connection.receiver in called,
        }
        for removal in gone.removals
        if id(removal.signal()) in names
    ]
    taken = [
        {
            **lasting_item(names[id(signal)], each),
            "disconnected_at": None,
            "at_ns": 0,
            "times": 1,
            "called": False,
        }
        for _, signal in signals
        for each in standing.taken_out(signal)
    ]
    found = [*removed, *taken]
    likes = set(map(_likeness, known)) if found else ()
    return [{**each, "again": _likeness(each) in likes} for each in found]


def in_vain_among(signals: Named, known: Iterable[Item]) -> list[Item]:
    """Return the calls of ``connect()`` and ``disconnect()`` that did nothing, as it still is.

    Not among them is what is connected all the same, or has been disconnected since, nor what
    is dead; nor a ``disconnect()`` whose line does remove such connections.
    """
    names = {id(signal): name for name, signal in signals}
    facts = [each for each in _standing(names) if not _removes_others(each)]
    items = [_in_vain_item(names[id(each.signal())], each) for each in facts]
    alive = [each for each in known if each["alive"]] if items else []
    likes = Counter(map(_likeness, alive))
    return [each for each in items if each["method"] == in_vain.DISCONNECT or _is_out(each, likes)]


def finders_of(signals: Named) -> dict[str, str]:
    """Return what finds receivers in the place of Django's own way, by the signal's name."""
    found = ((name, standing.finder_of(signal)) for name, signal in signals)
    return {name: finder for name, finder in found if finder is not None}


def _alone(signals: Named) -> dict[int, str]:
    """Return the names that one signal has alone, by its id()."""
    counts = Counter(name for name, _ in signals)
    return {id(signal): name for name, signal in signals if counts[name] == 1}


def _standing(names: dict[int, str]) -> Iterator[in_vain.InVain]:
    """Yield what was in vain and is in the way of a connection, or connected, to this day."""
    for each in in_vain.in_vain:
        signal = each.signal()
        is_alive = each.watch is None or each.watch() is not None
        if (
            signal is not None
            and id(signal) in names
            and is_alive
            and standing.stands(signal, each.key, each.standing)
        ):
            yield each


def _removes_others(fact: in_vain.InVain) -> bool:
    """Tell whether the line of a ``disconnect()`` removed another connection of the receiver.

    What it did once more then had been done; it was not meant for the one that stands.
    """
    return fact.method == in_vain.DISCONNECT and any(
        removal.signal() is fact.signal()
        and removal.connection.receiver == fact.connection.receiver
        and removal.removed_at == fact.connection.connected_at
        and (fact.of_another or removal.at > fact.standing.at)
        for removal in gone.removals
    )


def _is_out(item: Item, likes: Counter[tuple[Any, ...]]) -> bool:
    """Tell whether a receiver that was dropped is connected in no other way."""
    in_the_way = _likeness(item["standing"])
    ways = {_likeness({**item, "sender": sender}) for sender in (item["sender"], None)}
    return not any(likes[way] > (way == in_the_way) for way in ways)


def _in_vain_item(signal: str, fact: in_vain.InVain) -> Item:
    return {
        **lasting_item(signal, fact.connection),
        "method": fact.method,
        "standing": lasting_item(signal, fact.standing.connection),
        "at_ns": fact.at,
        "of_another": fact.of_another,
        "times": fact.times,
    }


def _likeness(item: Item) -> tuple[Any, ...]:
    """Return what connections have in common that do the same."""
    return tuple(item[key] for key in ("token", "receiver", "file", "line", "sender"))
