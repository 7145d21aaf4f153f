"""The rows of a recording as columns: the script searches, filters and draws by them.

Each column has an entry a row. What rows say is in a header, each once: ``labels`` has a list
for each part of it, and a row's ``label`` is a place in these. Texts are places in the header's
list of them, of which 0 is "". ``marks`` are the findings about rows, of which 0 is none;
``hides`` what a folded row counts. Of a run, labels also have what is inside it, and the columns 0.

``id`` is how far a row's id is from its place in the list, and 0 for a run, which has none:
these are small numbers.

A page whose rows are all HTML has of this, as JSON, what the script searches and filters by. For
the virtual list of more rows there is a binary form: four bytes with the length of the header,
then the header as JSON, then the columns that it names, as little-endian numbers; each of the
two parts and each column is padded to a multiple of eight bytes. A column takes as few bytes a
row as its numbers need, and none where all are 0.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterator, Sequence
from math import isnan
from typing import Any

from ..log.log import POSITION_BITS
from ..timeline.order import Order
from .badges import hidden_words
from .listing import Listing
from .said import INSIDE, OTHERS, TEXTS, Said

Item = dict[str, Any]

OF_DRAWING = {"start", "number", "position"}
"""Columns that need not be there where rows are HTML already."""
SEARCHED = ("kind", "signal", "sender", "receiver", "method", "file", "raised", "count", "error")
"""What rows say that is searched and filtered by."""
TIMES = ("start", "total", "self")
"""Columns of nanoseconds, of which some rows have none; seven digits are more than is shown."""
UNSIGNED = {"B": 8, "H": 16, "I": 32}
SIGNED = {"b": 7, "h": 15, "i": 31}
"""How many bits numbers may have, by how ``array`` names their type."""


def columns_of(listing: Listing) -> bytes:
    """Return the rows in the binary form."""
    columns = {name: _array(name, column) for name, column in _columns(listing)}
    codes = {name: column.typecode for name, column in columns.items() if column}
    head = json.dumps({**_header(listing, (*TEXTS, *OTHERS)), "columns": codes}).encode()
    body = map(_little_endian, columns.values())
    return b"".join(map(_padded, (len(head).to_bytes(4, "little") + head, *body)))


def as_json(listing: Listing) -> Item:
    """Return what rows that are HTML are searched by; None for the time of a row that has none."""
    columns = {name: list(column) for name, column in _columns(listing) if name not in OF_DRAWING}
    for name in ("total", "self"):
        columns[name] = [None if isnan(each) else each for each in columns[name]]
    names = (*SEARCHED, *INSIDE) if listing.order.runs else SEARCHED
    codes = [[code for code, *_ in mark] for mark in _marks(listing)]
    return {**_header(listing, names), "marks": codes, **columns}


def _columns(listing: Listing) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield each column's name, and the column in the order in which rows are shown."""
    order, ids, nodes = listing.order, listing.numbers["id"], listing.numbers["node"]
    yield "depth", order.depth
    yield "label", _in_order(order, listing.label)
    for name in (*TIMES, "sql", "internal"):
        yield name, _in_order(order, listing.numbers[name])
    yield "id", [ids[row] and ids[row] - place for place, row in enumerate(order.rows)]
    mark_of = _mark_of(listing, _marks(listing))
    yield "mark", [mark_of.get(ids[row], 0) for row in order.rows]
    yield "number", [nodes[row] >> POSITION_BITS for row in order.rows]
    yield "position", [nodes[row] % (1 << POSITION_BITS) for row in order.rows]
    for name in INSIDE:
        column = listing.numbers[name]
        if any(column):
            yield name, [column[row] if row < order.first_run else 0 for row in order.rows]


def _in_order(order: Order, column: Sequence[Any]) -> list[Any]:
    return list(map(column.__getitem__, order.rows))


def _header(listing: Listing, names: Sequence[str]) -> Item:
    return {
        "length": len(listing.order.rows),
        **_labels(listing.said, names),
        "marks": _marks(listing),
        "hides": hidden_words(),
    }


def _labels(said: list[Said], names: Sequence[str]) -> Item:
    """Return what rows say under some names as lists, and the texts that these point to."""
    lists: Item = {name: [getattr(each, name) for each in said] for name in names}
    texts: dict[str, int] = {"": 0}
    for name in (name for name in names if name in TEXTS):
        lists[name] = [texts.setdefault(text, len(texts)) for text in lists[name]]
    return {"labels": lists, "texts": list(texts)}


Mark = tuple[tuple[str, str, str], ...]
"""Code, severity and message of each finding about a row."""


def _marks(listing: Listing) -> list[Mark]:
    """Return the marks there are, each once, that of a row without findings first."""
    return list(dict.fromkeys([(), *map(_mark, listing.marks.values())]))


def _mark_of(listing: Listing, marks: list[Mark]) -> dict[int, int]:
    """Return the place of its mark for each row that has findings, by the row's id."""
    places = {mark: place for place, mark in enumerate(marks)}
    return {row: places[_mark(found)] for row, found in listing.marks.items()}


def _mark(findings: list[Item]) -> Mark:
    return tuple((each["code"], each["severity"], each["message"]) for each in findings)


def _array(name: str, values: Sequence[Any]) -> array[Any]:
    if name in TIMES:
        return array("f", values)
    least = min(values, default=0) if name == "id" else 0
    most = max(values, default=0)
    types = SIGNED if least < 0 else UNSIGNED
    most = max(most, -least - 1).bit_length()
    code = next(code for code, bits in types.items() if most <= bits)
    return array(code, values if least or most else [])


def _little_endian(numbers: array[Any]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 8)
