"""What findings are about: rows of the timeline's tables, and the ids they have in a document."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from .case import About, Case, Found

MAX_IDS = 20
"""How many rows of the timeline a finding names as its evidence."""


def dispatches_of(case: Case, about: About) -> Sequence[int]:
    """Return the dispatches that a finding is about, those of its calls too; none of bypasses."""
    if about.table == "calls":
        return list(map(case.calls.dispatch.__getitem__, about.rows))
    return about.rows if about.table == "dispatches" else ()


def calls_of(case: Case, about: About) -> set[int]:
    """Return the calls that a finding is about, those of its dispatches too."""
    if about.table == "calls":
        return set(about.rows)
    first, size = case.dispatches.first, case.dispatches.size
    received = (each for each in dispatches_of(case, about) if each < len(case.dispatches))
    return {call for each in received for call in range(first[each], first[each] + size[each])}


def named_in(case: Case, found: Found) -> dict[str, int | None]:
    """Return the ids of the dispatch, the call and the bypass that a finding names."""
    named = {"dispatch": found.dispatch, "call": found.call, "bypass": found.bypass}
    return {
        name: None if row is None else _ids(case, About(_TABLES[name], [row]))[0]
        for name, row in named.items()
    }


def ids_in(case: Case, found: Found) -> list[int]:
    """Return the ids of what a finding names, then of what it is about, as far as it is told."""
    named = [each for each in named_in(case, found).values() if each is not None]
    table, rows = found.about
    several = list(islice(dict.fromkeys(rows), MAX_IDS))
    return list(dict.fromkeys([*named, *_ids(case, About(table, several))]))[:MAX_IDS]


_TABLES = {"dispatch": "dispatches", "call": "calls", "bypass": "bypasses"}


def _ids(case: Case, about: About) -> list[int]:
    timeline, table = case.timeline, about.table
    if table == "bypasses":
        return [timeline.first_bypass_id + row for row in about.rows]
    came_about = timeline.calls.row if table == "calls" else case.kinds.came_about
    return [timeline.first_id + came_about[row] for row in about.rows]
