"""What an encoded text says: a URL in another's parameter, JSON in HTML, escapes in strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from re import Match

MAX_TIMES = 3
"""How often a text may be encoded."""

_ENCODED = re.compile(
    r"%(?P<percent>[0-9a-f]{2})|\\+(?:u00|x)(?P<escape>[0-9a-f]{2})"
    r"|(?<=[^\s+])\+(?=[^\s+])|&(?:quot|apos|lt|gt|amp|#0*\d{2,3}|#x0*[0-9a-f]{2});",
    re.IGNORECASE,
)


def decodings(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield a text decoded once, twice, as far as it is encoded.

    With each goes where its characters begin in the text itself, and where that ends.
    """
    places: Sequence[int] = range(len(text) + 1)
    for _ in range(MAX_TIMES):
        may_be = "%" in text or "&" in text or "\\" in text or ("+" in text and "=" in text)
        found = [*_ENCODED.finditer(text)] if may_be else []
        if not found:
            return
        text, places = _decoded(text, places, found)
        yield text, places


def _decoded(
    text: str, places: Sequence[int], found: list[Match[str]]
) -> tuple[str, Sequence[int]]:
    parts: list[str] = []
    begin: list[int] = []
    end = 0
    for match in found:
        parts += [text[end : match.start()], _character(match)]
        begin += places[end : match.start() + 1]
        end = match.end()
    return "".join([*parts, text[end:]]), [*begin, *places[end:]]


def _character(match: Match[str]) -> str:
    code = match["percent"] or match["escape"]
    if code:
        return chr(int(code, 16))
    return " " if match[0] == "+" else unescape(match[0])[:1]
