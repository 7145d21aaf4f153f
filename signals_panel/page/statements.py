"""The statements of calls as a page shows them: what is run again is one of them, counted."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..timeline import Timeline
from ..timeline.items import grouped
from .names import PlaceOf
from .statement_lines import in_lines

Item = dict[str, Any]


class Statements:
    """The statements of a recording; *place* gives a file and line as a page shows them."""

    def __init__(self, timeline: Timeline, queries: list[Item], place: PlaceOf) -> None:
        self._by_call = grouped(queries, "call")
        self._place = place
        self._timeline = timeline
        self._given: dict[int, tuple[int, int, Any]] | None = None

    def of(self, call: int) -> list[Item]:
        """Return the statements of a call, each once, in the order in which they first ran."""
        groups: dict[tuple[str, str], list[Item]] = {}
        for query in self._by_call[call]:
            groups.setdefault((query["alias"], query["sql"]), []).append(query)
        return list(map(self._told, groups.values()))

    def _told(self, queries: list[Item]) -> Item:
        first = queries[0]
        texts = first["parameters"] or []
        sites = {
            tuple(each["caller"].values()): each["caller"] for each in queries if each["caller"]
        }
        return {
            "sql": in_lines(first["sql"]),
            "times": len(queries),
            "duration_ns": sum(each["duration_ns"] for each in queries),
            "places": [self._place(site) for site in sites.values()],
            "parameters": [{"text": text, "is_shown": not _is_hidden(text)} for text in texts],
            "more": _more(first, len(texts)),
            "compared": self._compared([each["id"] for each in queries]),
        }

    def _compared(self, ids: list[int]) -> str:
        """Return whether a statement that ran again had the same parameters, if that is known."""
        if len(ids) == 1:
            return ""
        given = self._all_given()
        are_same = _are_same([given[each] for each in ids])
        return (
            "" if are_same is None else _("same parameters") if are_same else _("other parameters")
        )

    def _all_given(self) -> dict[int, tuple[int, int, Any]]:
        """Return of each query, by its id, its part, the number of its parameters and these."""
        if self._given is None:
            joined = self._timeline.joined
            values, parts = joined.values("queries", "parameters"), joined.parts_of("queries")
            ids = zip(count(self._timeline.first_query_id), joined.by_start("queries"))
            self._given = {
                each: (parts[row], values.cells[row], values.at(row)) for each, row in ids
            }
        return self._given


def _are_same(given: Iterable[tuple[int, int, Any]]) -> bool | None:
    """Tell whether all parameters are equal, None where that is not known.

    Those that are equal have the same number in a part of the recording, and are known to be.
    """
    parts, cells, told = zip(*given, strict=True)
    if any(each is None for each in told):
        return None
    if len({tuple(each[1:]) for each in told}) > 1:
        return False
    if len(set(parts)) > 1 or not all(each[0] for each in told):
        return None
    return len(set(cells)) == 1


def _is_hidden(text: str) -> bool:
    """Tell the text of a type from that of a value, which no value ends as."""
    return text.endswith(">")


def _more(query: Item, shown: int) -> str:
    """Return how much more a statement was given than is told."""
    rows, more = (query["parameter_rows"] or 1) - 1, (query["parameter_count"] or 0) - shown
    texts = [
        ngettext("%(n)d more", "%(n)d more", more) % {"n": more} if more else "",
        ngettext("%(n)d more row", "%(n)d more rows", rows) % {"n": rows} if rows else "",
    ]
    return ", ".join(filter(None, texts))
