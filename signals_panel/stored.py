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

from .tables import Column, Tables, all_alike

GROWING = frozenset({"number", "start", "dispatch", "pk"})
"""Columns whose values grow, or nearly so: their differences are small."""
CODES = "bhiq"
"""The widths of a column, narrowest first, as ``array`` names them."""
SMALL = 40
"""How many rows are written as they are: packing them costs more than it saves."""
UNCOMPRESSED = 8_192
"""How many bytes are not worth compressing: the compressor's own tables take longer."""
PLAIN, COMPRESSED = "p", "z"
"""What the text begins with: is what follows compressed?"""
SAME = "="
"""The code of the column that says which dispatch a call is of, where each has one call."""


def encode(tables: Tables) -> str:
    """Return tables as text; ``decode`` gives them back."""
    size = sum(len(next(iter(columns.values()))) for columns in tables["streams"].values())
    if size <= SMALL:
        return json.dumps(tables)
    body: list[bytes] = []
    numbers = tables["streams"].get("dispatches", {}).get("number")
    streams = {
        stream: {
            name: [SAME] if name == "dispatch" and column == numbers else _pack(name, column, body)
            for name, column in columns.items()
        }
        for stream, columns in tables["streams"].items()
    }
    head = json.dumps({**tables, "streams": streams}).encode()
    raw = b"".join([len(head).to_bytes(4, "little"), head, *body])
    if len(raw) <= UNCOMPRESSED:
        return PLAIN + base64.b64encode(raw).decode("ascii")
    return COMPRESSED + base64.b64encode(zlib.compress(raw, 1)).decode("ascii")


def decode(text: str) -> Tables:
    """Return the tables that ``encode`` was given."""
    if text.startswith("{"):
        rows: Tables = json.loads(text)
        return rows
    packed = base64.b64decode(text[1:])
    raw = memoryview(zlib.decompress(packed) if text.startswith(COMPRESSED) else packed)
    start = 4 + int.from_bytes(raw[:4], "little")
    tables: Tables = json.loads(bytes(raw[4:start]))
    for columns in tables["streams"].values():
        for name, packed in columns.items():
            if packed[0] == SAME:
                columns[name] = tables["streams"]["dispatches"]["number"]
            else:
                columns[name], start = _unpack(name, packed, raw, start)
    return tables


def _pack(name: str, column: Column, body: list[bytes]) -> list[Any]:
    """Return a column's description, ``[code, count, more]``; add its numbers to *body*.

    More is what else there is of the column: the first number of one of differences.
    """
    more: Any = None
    numbers = column
    if type(column) is dict:
        numbers = column["cells"]
        more = {**column, "cells": None}
    elif name in GROWING and column:
        numbers = [0, *map(sub, islice(column, 1, None), column)]
        more = column[0]
    count = len(numbers)
    if not count or all_alike(numbers):
        return [int(numbers[0]) if count else 0, count, more]
    for code in CODES:  # trying is cheaper than looking for the largest number first
        try:
            body.append(array(code, numbers).tobytes())
        except OverflowError:
            continue
        return [code, count, more]
    message = f"no column holds {max(numbers)}"
    raise OverflowError(message)


def _unpack(name: str, packed: list[Any], raw: memoryview, start: int) -> tuple[Column, int]:
    code, count, more = packed
    if type(code) is int:
        numbers = [code] * count
    else:
        cells = array(code)
        end = start + count * cells.itemsize
        cells.frombytes(raw[start:end])
        numbers, start = cells.tolist(), end
    if type(more) is dict:
        return {**more, "cells": numbers}, start
    if name in GROWING and numbers:
        numbers[0] = more
        numbers = list(accumulate(numbers))
    return numbers, start
