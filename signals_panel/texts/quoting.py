"""Where a string, or what stands in brackets, ends in a text, which may be quoted itself.

Each time a text is quoted, its quotes get a backslash more and its backslashes are doubled, but
only the quotes that the outer one has, too. So of ``"a\\\\", "b"`` a text alone does not tell
whether the first string ends before the comma: each end is looked for both ways, and the later
one is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

OPENING = re.compile(r"[bfru]{0,2}(?P<escapes>\\*)(?P<quote>[\"'`])", re.IGNORECASE)

_Closes = Callable[[int, int], bool]
"""Tells by the backslashes before an opening quote and before another whether that closes it."""


def _escaped(opening: int, other: int) -> bool:
    return other % (2 * opening + 2) == opening


def _alike(opening: int, other: int) -> bool:
    return other == opening


READINGS: tuple[_Closes, ...] = (_escaped, _alike)


def end_of_quoted(text: str, opening: Match[str]) -> int:
    """Return where the string ends that an ``OPENING`` begins; the text's end if it does not."""
    return max(_end_of_quoted(text, opening, closes) for closes in READINGS)


def end_of_brackets(text: str, start: int) -> int:
    """Return where what the bracket at *start* opens ends; brackets in its strings are none."""
    return max(_end_of_item(text, start, closes, 1) for closes in READINGS)


def ends_of_item(text: str, start: int) -> list[int]:
    """Return where an item of a list may end: before a comma, or the list's own bracket."""
    return [_end_of_item(text, start, closes, 0) for closes in READINGS]


def _end_of_quoted(text: str, opening: Match[str], closes: _Closes) -> int:
    escapes = len(opening["escapes"])
    for other in re.compile(rf"(\\*){opening['quote']}").finditer(text, opening.end()):
        if closes(escapes, len(other[1])):
            return other.end()
    return len(text)


def _end_of_item(text: str, start: int, closes: _Closes, brackets: int) -> int:
    """Return the end of an item, or of the first so many *brackets* in it."""
    depth, place = 0, start
    while place < len(text):
        if opening := OPENING.match(text, place):
            place = _end_of_quoted(text, opening, closes)
            continue
        if depth == 0 and not brackets and text[place] in ",)]}":
            break
        depth += (text[place] in "[{(") - (text[place] in ")}]")
        place += 1
        if depth == 0 and brackets:
            break
    return place
