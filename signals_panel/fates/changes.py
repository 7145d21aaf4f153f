"""The connections there were during a recording: those now, those removed, those that died."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from ..hooks.connections import DIED, MADE, REMOVED
from ..registry.items import CONNECTION_KEYS
from ..registry.registry import Registry

Item = dict[str, Any]
Key = tuple[Any, ...]
Changed = dict[str, list[Item]]

_TELLING = ("token", "sender_identity", *CONNECTION_KEYS[:-3])
"""What tells connections apart: all but where each was connected and what changed."""


def connections_during(
    changes: Iterable[Item],
    registry: Registry,
    sent: Collection[int] = (),
    missing: Iterable[Item] = (),
) -> list[Item]:
    """Return every connection as in the registry, with its ``change`` and whether it is ``alive``.

    Of those that are connected, ``muted`` tells whether they were *missing*, items as well, among
    the receivers of a signal that was sent.

    *changes* are items of the document's, one for each time that a connection was made, removed
    or lost. What is returned are copies. First what is connected, in call order for each signal;
    then what was removed; then what was removed elsewhere or before, of the signals *sent*, by
    their numbers; then what died, during the recording or before.
    """
    changed: Changed = defaultdict(list)
    for each in changes:
        changed[each["change"]].append({**each, "alive": each["change"] != DIED})
    muted = set(map(key_of, missing))
    connected = [
        {**each, "change": None, "muted": bool(muted) and key_of(each) in muted}
        for each in registry["connections"]
        if each["alive"]
    ]
    dead = [each for each in registry["connections"] if not each["alive"]]
    known = {*map(key_of, changed[REMOVED]), *map(key_of, changed[DIED])}
    removed = [
        {**each, "alive": True}
        for each in registry["removed"]
        if each["token"] in sent and not each["again"] and key_of(each) not in known
    ]
    died = _unique([*changed[DIED], *dead, *registry["deaths"]])
    if changed[MADE] or changed[REMOVED]:
        _mark(connected, changed)
    return [
        *connected,
        *changed[MADE],
        *changed[REMOVED],
        *removed,
        *({**each, "alive": False} for each in died),
    ]


def _mark(connected: list[Item], changed: Changed) -> None:
    """Mark connections as made or removed; leave in *changed* those that are not connected.

    Of connections that look the same, the latest were made. One that was removed and stands
    in the registry all the same was removed after that was stored. One that was made and does
    not stand there was removed or died, which *changed* says too, or was made after that.
    """
    made, removed = (Counter(map(key_of, changed[change])) for change in (MADE, REMOVED))
    signals = {each["token"] for each in (*changed[MADE], *changed[REMOVED])}
    for each in reversed([each for each in connected if each["token"] in signals]):
        for counts, change in ((made, MADE), (removed, REMOVED)):
            if each["change"] is None and counts[key_of(each)]:
                counts[key_of(each)] -= 1
                each["change"] = change
    gone = {*map(key_of, changed[REMOVED]), *map(key_of, changed[DIED])}
    changed[MADE] = [
        each for each in changed[MADE] if made[key_of(each)] and key_of(each) not in gone
    ]
    changed[REMOVED] = [each for each in changed[REMOVED] if removed[key_of(each)]]


def _unique(items: Iterable[Item]) -> list[Item]:
    found: dict[Key, Item] = {}
    for each in items:
        found.setdefault(key_of(each), each)
    return list(found.values())


def key_of(item: Item) -> Key:
    """Return what connections have in common that look the same."""
    sites = item["connected_at"], item["connected_for"]
    where = (site and (site["file"], site["line"]) for site in sites)
    return (*(item[name] for name in _TELLING), *where)
