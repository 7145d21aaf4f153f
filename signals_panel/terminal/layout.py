"""Rows of cells as lines: aligned, and broken only where the terminal is too narrow."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

GAP = "  "
HANGING = 4
"""By how much what does not fit into a line is indented on the next."""


class Cell(NamedTuple):
    """A part of a row: the whole of it, and what may stand for it where there is little room."""

    full: str
    short: str


def laid_out(rows: Sequence[Sequence[Cell]], width: int | None, indent: int = 2) -> list[str]:
    """Return a line for each row, its cells aligned.

    Where a row does not fit, all are in short; where it still does not, its last cells are on
    lines of their own.
    """
    whole = [[each.full for each in row] for row in rows]
    if width is None or _fit(whole, width - indent):
        return [" " * indent + line for line in _aligned(whole)]
    short = [[each.short for each in row] for row in rows]
    if _fit(short, width - indent):
        return [" " * indent + line for line in _aligned(short)]
    first, then = " " * indent, " " * (indent + HANGING)
    return [line for row in short for line in broken(row, width, first, then)]


def wrapped(text: str, width: int | None, first: str = "", then: str = "") -> str:
    """Return a sentence in as many lines as it takes, with what stands before the lines."""
    if width is None:
        return f"{first}{text}"
    return textwrap.fill(
        _with_short_words(text, width - max(len(first), len(then))),
        width,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _with_short_words(text: str, room: int) -> str:
    """Return a text of whose words only the ends are left where they are too long for a line."""
    words = text.split(" ")
    return " ".join(each if len(each) <= room else f"…{each[1 - room :]}" for each in words)


def one_line(text: str) -> str:
    """Return a text without line breaks or what would steer a terminal."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def _fit(rows: list[list[str]], width: int) -> bool:
    return all(len(line) <= width for line in _aligned(rows))


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield GAP.join(cells).rstrip()


def broken(cells: Iterable[str], width: int, first: str, then: str) -> Iterator[str]:
    """Yield the lines of one row, with what stands before them.

    A cell that has no room begins the next line; one that has none there is wrapped.
    """
    line, before = "", first
    for cell in filter(None, cells):
        longer = f"{line}{GAP}{cell}" if line else f"{before}{cell}"
        if line and len(longer) > width:
            yield line
            line, before, longer = "", then, f"{then}{cell}"
        line = longer if len(longer) <= width else wrapped(cell, width, before, then)
    yield line
