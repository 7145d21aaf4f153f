"""Findings as cards, as lines above the timeline, and as marks on its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from typing import Any

from ..fates.connected import Connected
from ..findings import has_crashed
from ..timeline.bypass_items import bypass_items
from .names import PlaceOf, short_name

Item = dict[str, Any]

CARDS_SHOWN = 8
"""How many cards stand open; the rest unfolds."""
PARTS_SHOWN = 10
"""How many parts of a finding a card lists; the rest is counted."""
BRIEFLY_SHOWN = 3
"""How many findings stand above the timeline, a line each."""


def marks_of(findings: list[Item]) -> dict[int, list[Item]]:
    """Return the findings about each row of the timeline, by the row's id; one of a code."""
    marks: dict[int, dict[str, Item]] = defaultdict(dict)
    for finding in _with_parts(findings):
        row = _row_of(finding)
        if row is not None:
            marks[row].setdefault(finding["code"], finding)
    return {row: list(found.values()) for row, found in marks.items()}


def rows_of(finding: Item) -> set[int]:
    """Return the ids of the rows that a finding and its parts are about."""
    found = map(_row_of, _with_parts([finding]))
    return {row for row in found if row is not None}


def _row_of(finding: Item) -> int | None:
    row: int | None = finding["call"] or finding["dispatch"] or finding["bypass"]
    return row


def cards_of(
    connected: Connected, findings: list[Item], place: PlaceOf, shown: Container[int]
) -> Item:
    """Return the findings as the page shows them, those that stand open and the rest.

    *shown* are the ids of the timeline's rows that the page shows.
    """
    rows = _names_of(connected) if findings else {}
    cards = [
        {
            **finding,
            "place": place(finding["where"]),
            "has_crashed": has_crashed(finding),
            "evidence": _evidence(finding, rows, shown),
            "parts": [
                {**part, "place": place(part["where"])} for part in parts_of(finding)[:PARTS_SHOWN]
            ],
            "more_parts": max(0, len(parts_of(finding)) - PARTS_SHOWN),
        }
        for finding in findings
    ]
    return {
        "open": cards[:CARDS_SHOWN],
        "folded": cards[CARDS_SHOWN:],
        "first": cards[:BRIEFLY_SHOWN],
        "after_first": len(cards[BRIEFLY_SHOWN:]),
    }


def parts_of(finding: Item) -> list[Item]:
    """Return what else has the cause of a finding: the items among its evidence."""
    return [each for each in finding.get("evidence", ()) if isinstance(each, dict)]


def _with_parts(findings: list[Item]) -> Iterator[Item]:
    for finding in findings:
        yield finding
        yield from parts_of(finding)


def _evidence(finding: Item, rows: dict[int, str], shown: Container[int]) -> list[Item]:
    """Return the rows that a finding is about: a dispatch, and the call in it; or a bypass."""
    ids = [finding[kind] for kind in ("dispatch", "call", "bypass")]
    return [{"id": each, "name": rows[each], "shown": each in shown} for each in ids if each]


def _names_of(connected: Connected) -> dict[int, str]:
    """Return the names of the timeline's rows, by their ids."""
    timeline, kinds, calls = connected.timeline, connected.kinds, connected.timeline.calls
    signals = [short_name(kind.signal) for kind in kinds.all]
    receivers = [short_name(name) for name, _, _ in timeline.receivers]
    sent, first = zip(kinds.came_about, kinds.sent, strict=True), timeline.first_id
    called = zip(calls.row, calls.receiver, strict=True)
    return {
        **{first + row: signals[kind] for row, kind in sent},
        **{first + row: receivers[receiver] for row, receiver in called},
        **{each["id"]: bypass_name(each) for each in bypass_items(timeline)},
    }


def bypass_name(bypass: Item) -> str:
    """Return ``Post.bulk_create``: what was done to which model."""
    return f"{short_name(bypass['model'])}.{bypass['operation']}"
