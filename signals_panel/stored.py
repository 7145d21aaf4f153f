"""Tables as one compact string, for the toolbar's store, and back.

Ints become fixed-width binary columns, narrow where their values are; columns that grow
row by row keep differences. The whole is compressed at the fastest level and written as
base64: any store can keep it, and saving it again costs next to nothing.
"""

from __future__ import annotations

import base64
import json
import zlib
from array import array
from itertools import accumulate, islice
from operator import sub
from typing import Any

from .tables import Column, Tables

GROWING = frozenset({"number", "start", "dispatch", "pk"})
"""Columns whose values grow, or nearly so: their differences are small."""
CODES = "BHIq"
"""The widths of a column, narrowest first, as ``array`` names them."""


def encode(tables: Tables) -> str:
    """Return tables as text; ``decode`` gives them back."""
    body: list[bytes] = []
    streams = {
        stream: {name: _pack_column(name, column, body) for name, column in columns.items()}
        for stream, columns in tables["streams"].items()
    }
    head = json.dumps({**tables, "streams": streams}, separators=(",", ":")).encode()
    raw = b"".join([len(head).to_bytes(4, "little"), head, *body])
    return base64.b64encode(zlib.compress(raw, 1)).decode("ascii")


def decode(text: str) -> Tables:
    """Return the tables that ``encode`` was given."""
    raw = memoryview(zlib.decompress(base64.b64decode(text)))
    start = 4 + int.from_bytes(raw[:4], "little")
    tables: Tables = json.loads(bytes(raw[4:start]))
    for columns in tables["streams"].values():
        for name, packed in columns.items():
            columns[name], start = _unpack_column(name, packed, raw, start)
    return tables


def _pack_column(name: str, column: Column, body: list[bytes]) -> list[Any]:
    """Return a column's description, ``[code, count, values?]``; add its numbers to *body*."""
    if len(column) == 2 and type(column[0]) is list:
        values, numbers = column
        return [*_pack(numbers, body), values]
    if name in GROWING and column:
        column = [column[0], *map(sub, islice(column, 1, None), column)]
    return list(_pack(column, body))


def _pack(numbers: list[int], body: list[bytes]) -> tuple[Any, int]:
    """Add numbers to *body*; return their type code (or the one number) and their count."""
    if not numbers or numbers.count(numbers[0]) == len(numbers):
        return (int(numbers[0]) if numbers else 0), len(numbers)
    for code in CODES:  # trying is cheaper than looking for the largest number first
        try:
            body.append(array(code, numbers).tobytes())
        except OverflowError:
            continue
        return code, len(numbers)
    message = f"no column holds {max(numbers)}"
    raise OverflowError(message)


def _unpack_column(name: str, packed: list[Any], raw: memoryview, start: int) -> tuple[Column, int]:
    code, count, *values = packed
    if type(code) is int:
        numbers = [code] * count
    else:
        cells = array(code)
        end = start + count * cells.itemsize
        cells.frombytes(raw[start:end])
        numbers, start = cells.tolist(), end
    if values:
        return [values[0], numbers], start
    return (list(accumulate(numbers)) if name in GROWING else numbers), start
