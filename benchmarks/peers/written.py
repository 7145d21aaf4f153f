"""The peers' table as Markdown, and what in it is unfavourable to us."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from ..report import header
from ..worker import ROOT
from .measuring import Figures, Row
from .peer import Control
from .toolbars import Ours

PAGE = ROOT / "docs/performance.md"
BEGIN, END = "<!-- peers: python -m benchmarks peers --write -->", "<!-- end of peers -->"
TITLES = {"A": "request A", "B": "request B", "list": "the list", "nested": "nested"}
TOLD = "A"
"""The kind of request of which the table has what was told."""
HEAD = ["", *TITLES.values(), "told of A", "shows"]
AGAINST_US = "What is unfavourable to us, as parts of what this panel takes:"
LESS: dict[str, Callable[[Figures], float]] = {
    "less time": lambda figures: figures.timing.minimum,
    "less memory": lambda figures: figures.peak,
    "fewer bytes": lambda figures: figures.kept.bytes,
}
"""What less of is better, of each kind of request."""


def text(rows: list[Row], rounds: int) -> str:
    """Return all that stands between the two marks."""
    less = "\n".join(f"- {name.capitalize()}: {cheaper(rows, name)}." for name in LESS)
    return f"{state(rounds)}\n\n{table(rows)}\n\n{AGAINST_US}\n\n{less}"


def state(rounds: int) -> str:
    """Return what was run, and on what machine."""
    loads = " and ".join(f"{load:.1f}" for load in os.getloadavg()[:2])
    return (
        f"{header().strip()}; rounds: {rounds}; {os.cpu_count()} processors, their load {loads} in"
        " the last minute and in the last five. Least (and median) ms, MB of the process at most,"
        " kB stored:"
    )


def table(rows: list[Row]) -> str:
    lines = [HEAD, ["---"] * len(HEAD), *map(cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cells(row: Row) -> list[str]:
    """Return a row of the table; one that was not measured says why."""
    if row.problem:
        return [
            row.peer.name,
            f"not measured: {reason(row.problem)}",
            *[""] * (len(HEAD) - 3),
            row.peer.shows,
        ]
    kept = row.figures[TOLD].kept
    told = f"{kept.sends:,} sends, {kept.calls:,} calls"
    return [row.peer.title(), *(cell(row, kind) for kind in TITLES), told, row.peer.shows]


def reason(problem: str) -> str:
    """Return the first line of a problem, as a cell, without the file that it came from."""
    first = problem.splitlines()[0]
    return re.sub(r" \(/[^)]*\)$", "", first).replace("|", "\\|")


def cell(row: Row, kind: str) -> str:
    figures = row.figures[kind]
    minimum, median = (
        f"{each / 1e6:,.1f}" for each in (figures.timing.minimum, figures.timing.median)
    )
    times = minimum if row.peer.is_slow else f"{minimum} ({median})"
    return f"{times} ms, {figures.peak:.0f} MB, {figures.kept.bytes / 1e3:,.1f} kB"


def cheaper(rows: list[Row], name: str) -> str:
    """Return those that take less of something, by kind of request, with what part of ours."""
    return "; ".join(
        f"{title}: {', '.join(less(rows, name, kind)) or 'none'}" for kind, title in TITLES.items()
    )


def less(rows: list[Row], name: str, kind: str) -> Iterator[str]:
    measured = [row for row in rows if not (row.problem or isinstance(row.peer, Control))]
    figures = {row.peer.name: LESS[name](row.figures[kind]) for row in measured}
    if Ours.name not in figures:
        yield f"{Ours.name} was not measured"
        return
    ours = figures[Ours.name]
    yield from (f"{each} {theirs / ours:.2f}" for each, theirs in figures.items() if theirs < ours)


def put(page: str, between: str) -> str:
    """Return a page with this between its two marks.

    Raises:
        ValueError: It does not have them.
    """
    pattern = re.compile(f"{re.escape(BEGIN)}\n.*?{re.escape(END)}", re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"{BEGIN} and {END} are not in the page")
    return pattern.sub(lambda _: f"{BEGIN}\n{between}\n{END}", page)


def write(rows: list[Row], rounds: int, file: Path = PAGE) -> None:
    page = file.read_text(encoding="utf-8")
    file.write_text(put(page, text(rows, rounds)), encoding="utf-8")
