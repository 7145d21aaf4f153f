"""The rows of a recording as they are listed, on a page and in the list that the script draws."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from ..timeline import Timeline
from ..timeline.inside import Inside
from ..timeline.joined import Numbers
from ..timeline.labels import Labels
from ..timeline.order import Order
from .findings import marks_of, rows_of
from .row_numbers import numbers_of
from .said import said_by

Item = dict[str, Any]
NS_PER_US = 1_000
MOST_US = 2**32 - 1


class Listing:
    """The rows of a timeline: their order, what they say and what is inside them.

    Attributes:
        timeline: it.
        order: its rows, by their numbers, outer before inner.
        said: what rows say, each once.
        label: which of it each row says.
        numbers: a list for each column of numbers, an entry a row; ``inside_rows``,
            ``inside_sql``, ``inside_sql_us``, ``inside_errors`` and ``inside_findings`` count
            rows, queries, their microseconds, receivers that raised, and findings, of a row and
            of all that is inside it.
        marks: the findings about rows, by the rows' ids.
    """

    def __init__(self, timeline: Timeline, findings: list[Item]) -> None:
        self.timeline = timeline
        labels = Labels(timeline)
        self.order = order = Order(timeline, labels)
        numbers = numbers_of(timeline, labels, order)
        inside = self._inside(numbers["id"], findings)
        self.said, self.label = said_by(labels, order, numbers, inside)
        self.numbers = {**numbers, **inside}
        self.marks = marks_of(findings)

    def _inside(self, ids: Sequence[int], findings: list[Item]) -> dict[str, Numbers]:
        inside = Inside(self.timeline, self.order, _found(ids, findings))
        return {
            "inside_rows": inside.rows,
            "inside_sql": inside.queries,
            "inside_sql_us": array("I", map(_microseconds, inside.query_ns)),
            "inside_errors": inside.errors,
            "inside_findings": inside.findings,
        }


def _microseconds(ns: int) -> int:
    """Return a time as the script gets it: a clock may have stepped back, or forth for hours."""
    return min(max(ns // NS_PER_US, 0), MOST_US)


def _found(ids: Sequence[int], findings: list[Item]) -> Iterator[list[int]]:
    """Yield the rows that each finding is about."""
    about = [rows_of(finding) for finding in findings]
    wanted = {each for found in about for each in found}
    numbers = {each: row for row, each in enumerate(ids) if each in wanted}
    for found in about:
        yield [numbers[each] for each in found if each in numbers]
