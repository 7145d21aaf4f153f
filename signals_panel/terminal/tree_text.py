"""A recording as a text tree that fits a terminal: rows, findings, fates, and totals last."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from ..exporters.text import Line, counted, indent, lines_after, summary, tree_lines
from ..page.names import short_name, shortened
from ..timeline import Timeline
from .layout import GAP, HANGING, broken, one_line, wrapped

Item = dict[str, Any]

TOP = 1
"""How deep what nothing sent is indented."""
PLACES = "caller", "where", "connected_at"
MARKED = {"✗": "ERROR", "!": "WARNING", "+": "WARNING"}
"""The style of a line that begins with a mark."""


def final_lines(
    timeline: Timeline,
    document: Item,
    style: Any,
    width: int | None,
    printed: Collection[int] = (),
) -> Iterator[str]:
    """Yield the lines of a recording, but for the rows at the top that were *printed* already.

    These are told by their numbers in the timeline.
    """
    document = with_short_places(document)
    for _, lines in rows_at_top(timeline, document, style, width, printed):
        yield from lines
    yield from shown(lines_after(document), style, width)
    yield wrapped(style.MIGRATE_HEADING(totals(document)), width)


def rows_at_top(
    timeline: Timeline, document: Item, style: Any, width: int | None, printed: Collection[int]
) -> Iterator[tuple[int | None, list[str]]]:
    """Yield the number of each row at the top that was not *printed*, and its lines.

    On a terminal signals and senders have short names, and receivers where there is no room.
    """
    numbers = numbers_in(timeline)
    full = tree_lines(timeline, document if width is None else _short_senders(document))
    short = tree_lines(timeline, _short_receivers(_short_senders(document)))
    lines = (
        one if width is None or _length(one) <= width else other
        for one, other in zip(full, short, strict=True)
    )
    for group in grouped(lines):
        number = numbers.get(group[0][0])
        if number not in printed:
            yield number, list(shown(group, style, width))


def totals(document: Item) -> str:
    """Return what a recording adds up to: ``3 signals, 2 receivers in 1.20ms, 1 query``."""
    found, queries = document["totals"], document["totals"]["queries"]
    parts = [
        summary(document),
        counted(queries, "query", "queries"),
        counted(found["errors"], "error") if found["errors"] else "",
        *(f"{count} {what} left out" for what, count in document["dropped"].items()),
    ]
    return ", ".join(filter(None, parts))


def numbers_in(timeline: Timeline) -> dict[int | None, int]:
    """Return the number of each dispatch, by the id that the document gives it."""
    dispatches, quiet = timeline.dispatches, timeline.quiet
    first_quiet = len(dispatches) + len(timeline.calls)
    ids = [*timeline.ids[: len(dispatches)], *timeline.ids[first_quiet:]]
    return dict(zip(ids, [*dispatches.number, *quiet.number], strict=True))


def unfinished(timeline: Timeline, document: Item) -> set[int]:
    """Return the numbers of the rows at the top in which something runs still."""
    running = {each["id"] for each in document["calls"] if each["outcome"] == "unfinished"}
    numbers = numbers_in(timeline)
    return {
        numbers[group[0][0]]
        for group in grouped(tree_lines(timeline, document))
        if not running.isdisjoint(identity for identity, *_ in group) and group[0][0] in numbers
    }


def grouped(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield the lines in groups: each that stands at the top, with those inside it."""
    group: list[Line] = []
    for line in lines:
        if line[1] <= TOP and group:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def shown(lines: Iterable[Line], style: Any, width: int | None) -> Iterator[str]:
    """Yield lines as a terminal shows them: broken, and coloured by what they begin with."""
    for _, depth, said in lines:
        text = one_line(said.lstrip())
        first = f"{indent(depth)}{said[: len(said) - len(said.lstrip())]}"
        paint = getattr(style, MARKED.get(text[:1], ""), str)
        if depth == TOP:
            paint = style.MIGRATE_LABEL
        if width is None:
            yield paint(f"{first}{text}")
        else:
            first = first[: width // 2]
            then = first + " " * HANGING
            yield from map(paint, broken(text.split(GAP), width, first, then))


def with_short_places(document: Item) -> Item:
    """Return a document whose files are told from the project's root, or from site-packages."""
    lists = document.keys() & {"dispatches", "on_commits", "findings", "connections"}
    return {**document, **{name: [_shortened(each) for each in document[name]] for name in lists}}


def _short_senders(document: Item) -> Item:
    """Return a document whose dispatches have short names."""
    dispatches = [
        {
            **each,
            "signal": short_name(each["signal"]),
            "sender": each["sender"] and short_name(each["sender"]),
        }
        for each in document["dispatches"]
    ]
    return {**document, "dispatches": dispatches}


def _short_receivers(document: Item) -> Item:
    calls = [{**each, "named": short_name(each["named"])} for each in document["calls"]]
    return {**document, "calls": calls}


def _length(line: Line) -> int:
    return len(indent(line[1])) + len(line[2])


def _shortened(item: Item) -> Item:
    places = {key: item[key] for key in PLACES if item.get(key)}
    return {
        **item,
        **{key: {**each, "file": shortened(each["file"])} for key, each in places.items()},
    }
