"""The timeline as binary columns, for the virtual list of a recording too long for a page.

First four bytes with the length of a header, then the header as JSON, then the columns that it
names, as little-endian numbers; each of the two parts and each column is padded to a multiple
of eight bytes. Texts are numbers into the header's list of them, of which 0 is "". The header
also has the words that the list writes itself.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from .facts import Facts, facts_of

CODES = {
    "kind": "i", "depth": "i", "id": "i", "node": "d", "signal": "i", "sender": "i",
    "receiver": "i", "method": "i", "place": "i", "badges": "i", "start": "d", "total": "d",
    "self": "d", "sql": "i", "count": "i", "error": "B", "internal": "B", "longest": "d",
    "marks": "i", "finding": "B",
}  # fmt: skip
"""The columns, and how ``array`` names the type of each."""


def columns_of(document: dict[str, Any], nodes: dict[int, int]) -> bytes:
    """Return the rows of a document's timeline, runs included, outer before inner."""
    texts: dict[str, int] = {"": 0}
    rows = [_numbers(row, texts) for row in facts_of(document, nodes)]
    columns: Iterable[tuple[Any, ...]] = zip(*rows, strict=True) if rows else [()] * len(CODES)
    body = [_little_endian(*pair) for pair in zip(CODES.values(), columns, strict=True)]
    words = {"from": _("from"), "sum": _("sum"), "mean": _("mean"), "max": _("max")}
    header = {"length": len(rows), "columns": CODES, "texts": list(texts), "words": words}
    head = json.dumps(header).encode()
    return b"".join(map(_padded, (len(head).to_bytes(4, "little") + head, *body)))


def _numbers(row: Facts, texts: dict[str, int]) -> list[Any]:
    cells: tuple[Any, ...] = row
    return [texts.setdefault(cell, len(texts)) if type(cell) is str else cell for cell in cells]


def _little_endian(code: str, values: Iterable[float]) -> bytes:
    numbers = array(code, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 8)
