"""Connections that make one receiver run twice for one send."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise, product
from operator import itemgetter
from typing import Any

Item = dict[str, Any]
Pair = tuple[Item, Item]


def overlaps(connections: Iterable[Item]) -> Iterator[Pair]:
    """Yield the pairs of a registry's connections by which one send runs one object twice.

    Both are of one signal and one receiver, for the same sender or one of them for every
    sender. Django itself drops a second connection of the same receiver and sender, unless
    their ``dispatch_uid`` differ.
    """
    for group in _grouped(connections, "token", "identity"):
        by_sender = defaultdict(list)
        for each in group:
            by_sender[each["sender_identity"]].append(each)
        everyones = by_sender.get(None, [])[:1]
        for sender, same in by_sender.items():
            yield from pairwise(same)
            if sender is not None:
                yield from product(everyones, same[:1])


def imported_twice(connections: Iterable[Item]) -> Iterator[Pair]:
    """Yield the pairs by which one send runs one function twice, imported under two names.

    The longer import path leads to the same file and line: ``blog.receivers.index_post`` and
    ``project.blog.receivers.index_post`` are two objects made of the same lines. Where one name
    is of several objects, as what a decorator returns, they must be connected at one line too.
    """
    known = (each for each in connections if each["file"] is not None)
    for group in _grouped(known, "token", "file", "line"):
        names: dict[str, list[Item]] = defaultdict(list)
        for each in group:
            names[each["receiver"]].append(each)
        for short, long in combinations(sorted(names, key=len), 2):
            if long.endswith(f".{short}"):
                several = _are_several(names[short]) or _are_several(names[long])
                pairs = product(names[short], names[long])
                yield from (
                    pair
                    for pair in pairs
                    if _share_senders(*pair) and (not several or _share_lines(*pair))
                )


def _grouped(connections: Iterable[Item], *keys: str) -> Iterator[list[Item]]:
    """Yield the connections that have the same values, where there is more than one."""
    alive = [each for each in connections if each["alive"]]
    seen = Counter(map(itemgetter(*keys), alive))
    groups: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    if len(seen) < len(alive):
        for each, values in zip(alive, map(itemgetter(*keys), alive), strict=True):
            if seen[values] > 1:
                groups[values].append(each)
    return iter(groups.values())


def _are_several(connections: list[Item]) -> bool:
    return len({each["identity"] for each in connections}) > 1


def _share_lines(one: Item, other: Item) -> bool:
    return one["connected_at"] is not None and one["connected_at"] == other["connected_at"]


def _share_senders(one: Item, other: Item) -> bool:
    senders = one["sender_identity"], other["sender_identity"]
    return None in senders or senders[0] == senders[1]
