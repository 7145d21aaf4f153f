"""Rows that a search asks the server for: what it looks in is no part of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..texts.arguments import PK_MARK, arguments_of
from ..timeline import Timeline
from ..timeline.columns import TOP

Search = Callable[[Timeline, str], Iterator[int]]


def by_arguments(timeline: Timeline, wanted: str) -> Iterator[int]:
    """Yield the ids of the dispatches that have a text in an argument, as ``name=value``.

    *wanted* is in lower case.
    """
    column = timeline.joined.values("dispatches", "arguments")
    keys = timeline.joined.numbers("dispatches", "pk")
    texts = list(map(_written, column.values))
    for identity, row in zip(timeline.ids, timeline.dispatches.source, strict=False):
        text = texts[column.cells[row]]
        if wanted in (text.replace(PK_MARK, str(keys[row])) if PK_MARK in text else text):
            yield identity


def by_statements(timeline: Timeline, wanted: str) -> Iterator[int]:
    """Yield the ids of the calls that ran a statement with a text in it."""
    column = timeline.joined.values("queries", "sql")
    has_it = [wanted in text.lower() for text in column.values]
    for call, cell in zip(timeline.queries, column.cells, strict=True):
        if has_it[cell] and call != TOP:
            yield timeline.first_id + timeline.calls.row[call]


SEARCHES: dict[str, Search] = {"arg": by_arguments, "query": by_statements}
"""By the key of the search language."""


def _written(arguments: str) -> str:
    said = arguments_of(arguments, PK_MARK).items()
    return "\n".join(f"{name}={value}" for name, value in said).lower()
