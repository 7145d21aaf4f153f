"""The views that sum up: receivers by their time, signals by what they set off."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from ..fates.connected import Code, Connected
from ..texts.whose import is_internal
from ..timeline.columns import ERRORS, NOT_REACHED
from ..timeline.joined import Numbers
from ..timeline.kinds import Kind
from ..timeline.sums import by_group, first_of
from .names import PlaceOf, short_name

Item = dict[str, Any]

SENDERS_SHOWN = 3
"""How many senders of a signal are named; the rest is counted."""


def receivers_of(connected: Connected, place: PlaceOf) -> list[Item]:
    """Return the receivers called or not reached, by the time they took themselves."""
    calls, called, codes = connected.timeline.calls, connected.called, connected.receivers
    reached = [outcome != NOT_REACHED for outcome in calls.outcome]
    columns: dict[str, Iterable[int]] = {
        "calls": reached,
        "self_ns": calls.own,
        "total_ns": calls.duration,
        "queries": calls.queries,
        "errors": [outcome in ERRORS for outcome in calls.outcome],
        "not_reached": [not each for each in reached],
    }
    sums = {name: by_group(len(codes), called, column) for name, column in columns.items()}
    rows = [
        {
            **_receiver(codes[code], connected.timeline.receivers[calls.receiver[first]], place),
            "is_async": bool(calls.is_async[first]),
            **{name: column[code] for name, column in sums.items()},
        }
        for code, first in first_of(called, calls.start).items()
    ]
    return sorted(rows, key=lambda row: -row["self_ns"])


def signals_of(connected: Connected) -> list[Item]:
    """Return the signals sent, by the time they took, then as they were sent."""
    kinds, dispatches = connected.kinds, connected.timeline.dispatches
    count, received = len(kinds.all), kinds.dispatches
    sums = {
        "sends": kinds.sends,
        "calls": by_group(count, received, dispatches.size),
        "total_ns": by_group(count, received, dispatches.duration),
    }
    groups: dict[str, Numbers] = defaultdict(list)
    for number in kinds.first:
        groups[kinds.all[number].signal].append(number)
    heard = set(received)
    rows = [
        {
            **_signal(name, [(kinds.all[each], sums["sends"][each]) for each in group]),
            **{each: sum(map(column.__getitem__, group)) for each, column in sums.items()},
            "was_received": not heard.isdisjoint(group),
        }
        for name, group in groups.items()
    ]
    return sorted(rows, key=lambda row: -row["total_ns"])


def _receiver(code: Code, whole: list[Any], place: PlaceOf) -> Item:
    """Return what does not add up: *whole* has the receiver's own name."""
    return {
        "name": short_name(code.name),
        "full": whole[0],
        "place": place({"file": code.file, "line": code.line}),
        "is_internal": is_internal(whole[0]),
    }


def _signal(name: str, sent: list[tuple[Kind, int]]) -> Item:
    """Return what does not add up: *sent* has how often each kind of sends was."""
    senders: Counter[str | None] = Counter()
    for kind, sends in sent:
        senders[kind.sender] += sends
    named = [sender for sender, _ in senders.most_common(SENDERS_SHOWN)]
    return {
        "name": short_name(name),
        "full": name,
        "is_internal": is_internal(name),
        "senders": [{"full": each, "name": each and short_name(each)} for each in named],
        "more": len(senders) - len(named),
    }
