"""A recording as Markdown: a nested list, for issues and pull requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .text import Line


def as_markdown(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines of a text tree as items of a list, what each says as code.

    A line of several, as messages of exceptions may be, is made one: code in an item is one.
    """
    for identity, depth, text in lines:
        yield identity, 0, f"{'  ' * depth}- {_code(' '.join(text.strip().splitlines()))}"


def _code(text: str) -> str:
    """Return a text as code, whatever backticks are in it (CommonMark 6.1)."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence, gap = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{gap}{text}{gap}{fence}"
