"""The limits as a table in Markdown, as docs/performance.md has it.

It says what each took and grew, what the user's program got, and what the panel shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..project import NAMING, WITHOUT
from ..report import print_problems
from ..worker import Worker
from .growth import GROWS
from .known import LIMITS, Limit

FULL = 24
"""Fewer rounds than these are asked for a first impression."""
HEAD = ["", "s", "without", "MB at most", "without", "the program got", "the panel"]
GROWN = ["more at the end than halfway", "with the panel", "without"]


def measure(rounds: int) -> None:
    """Reach each limit with our panel and without; print what was seen."""
    rows, grown = [], []
    for limit in LIMITS:
        name = limit.named(is_quick := rounds < FULL)
        answers = asked(limit, is_quick=is_quick)
        if len(answers) == 2:
            rows.append(row(name, answers))
            grown += growth_rows(name, answers)
    print("\n".join(markdown(HEAD, rows)), "\n")
    print("\n".join(markdown(GROWN, grown)))


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table."""
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cells)} |"


def asked(limit: Limit, *, is_quick: bool) -> dict[str, dict[str, Any]]:
    """Return the answer of each variant that has one; print why another has none."""
    answers = {}
    for variant in (WITHOUT, NAMING):
        worker = Worker("benchmarks.limits.process", variant)
        answers[variant] = worker.ask(**limit.question(is_quick))
        worker.close()
        if worker.problem:
            print_problems({f"{limit.named(is_quick)}, {variant}": worker.problem})
            del answers[variant]
    return answers


def row(name: str, answers: dict[str, dict[str, Any]]) -> list[str]:
    ours, without = answers[NAMING], answers[WITHOUT]
    return [
        name,
        f"{ours['seconds']:.2f}",
        f"{without['seconds']:.2f}",
        f"{ours['megabytes']:.0f}",
        f"{without['megabytes']:.0f}",
        "the same" if ours["got"] == without["got"] else difference(ours["got"], without["got"]),
        "; ".join(filter(None, [ours["remark"], *told(ours["shown"])])),
    ]


def difference(ours: list[str], without: list[str]) -> str:
    """Return what differs first, in short."""
    only = [each[:80] for each in ours if each not in without]
    missing = [each[:80] for each in without if each not in ours]
    return f"DIFFERENT: {only[:1]} instead of {missing[:1]}"


def told(shown: dict[str, Any]) -> list[str]:
    """Return what the panel shows, in parts of a sentence."""
    parts = list(shown["says"])
    if "seconds" in shown:
        failed = "" if shown["status"] == 200 else f" ({shown['status']})"
        parts.append(f"opens in {shown['seconds']:.2f} s{failed}")
    if "list" in shown:
        failed = "" if shown["list"] == 200 else f" ({shown['list']})"
        size = f"{shown['list_mb']:.1f} MB in {shown['list_seconds']:.1f} s{failed}"
        parts.append(f"list of {size}, at most {shown['megabytes']:.0f} MB")
    return parts


def growth_rows(name: str, answers: dict[str, dict[str, Any]]) -> list[list[str]]:
    """Return a row for each figure that grew with our panel."""
    grown = {variant: answer["grown"] for variant, answer in answers.items()}
    return [
        [
            f"{name}: {what}{'' if what in GROWS else ', a table of ours'}",
            *shown_growth(what, grown),
        ]
        for what in grown[NAMING]
    ]


def shown_growth(what: str, grown: dict[str, dict[str, float]]) -> list[str]:
    return [
        f"{grown[variant].get(what, 0):.1f}".removesuffix(".0") for variant in (NAMING, WITHOUT)
    ]
