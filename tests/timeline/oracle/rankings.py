"""The views that sum up, from the items of a document, row by row."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from signals_panel.page.names import PlaceOf, short_name
from signals_panel.texts.whose import is_internal

Item = dict[str, Any]

SENDERS_SHOWN = 3
"""How many senders of a signal are named; the rest is counted."""


def receivers_of(document: Item, place: PlaceOf) -> list[Item]:
    """Return the receivers called or not reached, by the time they took themselves."""
    groups: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for call in document["calls"]:
        groups[call["named"], call["file"], call["line"]].append(call)
    rows = [_receiver(calls, place) for calls in groups.values()]
    return sorted(rows, key=lambda row: -row["self_ns"])


def signals_of(document: Item) -> list[Item]:
    """Return the signals sent, by the time they took, then as they were sent."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for dispatch in document["dispatches"]:
        groups[dispatch["signal"]].append(dispatch)
    calls = Counter(call["dispatch"] for call in document["calls"])
    rows = [_signal(sent, calls) for sent in groups.values()]
    return sorted(rows, key=lambda row: -row["total_ns"])


def _receiver(calls: list[Item], place: PlaceOf) -> Item:
    first = calls[0]
    return {
        "name": short_name(first["named"]),
        "full": first["receiver"],
        "place": place(first),
        "is_async": first["is_async"],
        "is_internal": is_internal(first["receiver"]),
        "calls": sum(call["outcome"] != "not_reached" for call in calls),
        "self_ns": sum(call["self_ns"] or 0 for call in calls),
        "total_ns": sum(call["duration_ns"] or 0 for call in calls),
        "queries": sum(call["queries"] for call in calls),
        "errors": sum(call["outcome"] in ("raised", "swallowed") for call in calls),
        "not_reached": sum(call["outcome"] == "not_reached" for call in calls),
    }


def _signal(sent: list[Item], calls: Counter[int]) -> Item:
    senders: Counter[str | None] = Counter()
    for dispatch in sent:
        senders[dispatch["sender"]] += dispatch["count"]
    named = [sender for sender, _ in senders.most_common(SENDERS_SHOWN)]
    return {
        "name": short_name(sent[0]["signal"]),
        "full": sent[0]["signal"],
        "is_internal": is_internal(sent[0]["signal"]),
        "sends": senders.total(),
        "calls": sum(calls[dispatch["id"]] for dispatch in sent),
        "total_ns": sum(dispatch["duration_ns"] or 0 for dispatch in sent),
        "was_received": any(dispatch["start_ns"] is not None for dispatch in sent),
        "senders": [{"full": name, "name": name and short_name(name)} for name in named],
        "more": len(senders) - len(named),
    }


def figures_of(document: Item) -> Item:
    """Return the document's totals, and what else the summary counts."""
    dispatches, calls = document["dispatches"], document["calls"]
    found = Counter(each["severity"] for each in document["findings"])
    return {
        **document["totals"],
        "kinds": len({each["signal"] for each in dispatches}),
        "quiet": sum(each["count"] for each in dispatches if each["start_ns"] is None),
        "receiver_queries": sum(call["queries"] for call in calls),
        "not_reached": sum(call["outcome"] == "not_reached" for call in calls),
        "findings": len(document["findings"]),
        "found": dict(found),
    }
