"""Tables in the form in which the toolbar's store keeps them, and back.

Ints become fixed-width binary columns, narrow where their values are; columns that grow
row by row keep differences, which are all alike where every row has a value of its own.
They are written as base64, and what there is much of is compressed at the fastest level.
All is JSON-safe: the store makes JSON of it anyway.
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from array import array
from collections.abc import Sequence
from itertools import accumulate
from operator import sub
from typing import Any

from .columns import Column, Columns, all_alike, length_of, places_unlike
from .tables import Tables

FORMAT = 6
"""The number of this form; another one has what is stored in a way that this reads not at all."""
GROWING = frozenset({"number", "start", "dispatch", "pk"})
"""Columns whose values grow, or nearly so: their differences are small."""
CODES = "Bhiq"
"""The widths of a column, narrowest first, as ``array`` and ``struct`` name them."""
SMALL = 40
"""How many rows are stored as they are: packing them costs more than it saves."""
UNCOMPRESSED = 400
"""How many rows are not worth compressing: the compressor's own tables take longer."""
SAME = "="
"""The code of the column that says which dispatch a call is of, where the calls come in the order
of the dispatches."""
FEW = 100
"""How many of those calls may have another of the same dispatch before them."""
Cells = bytes | bytearray
Stored = dict[str, Any]
"""Tables; or ``packed`` tables and their ``cells``; or both of these in one ``compressed`` text."""


def encode(tables: Tables) -> Stored:
    """Return tables as they are stored; ``decode`` gives them back."""
    size = sum(map(length_of, tables["streams"].values()))
    if size <= SMALL:
        return tables
    cells: list[Cells] = []
    numbers = tables["streams"].get("dispatches", {}).get("number")
    streams = {
        stream: {
            name: [SAME]
            if name == "dispatch" and column == _in_order(numbers, columns)
            else _pack(name, column, cells)
            for name, column in columns.items()
        }
        for stream, columns in tables["streams"].items()
    }
    packed = {**tables, "streams": streams}
    if size <= UNCOMPRESSED:
        return {"packed": packed, "cells": _text(b"".join(cells))}
    head = json.dumps(packed).encode()
    raw = b"".join([len(head).to_bytes(4, "little"), head, *cells])
    return {"compressed": _text(zlib.compress(raw, 1))}


class OtherFormat(Exception):  # noqa: N818
    """What is stored is in a form that another version reads."""


def check_format(number: object) -> None:
    """Refuse what is stored in another form than this one.

    Raises:
        OtherFormat: it is.
    """
    if number != FORMAT:
        message = f"format {number!r}, where this version reads {FORMAT}"
        raise OtherFormat(message)


def decode(stored: Stored) -> Tables:
    """Return the tables that ``encode`` was given."""
    if "compressed" in stored:
        raw = memoryview(zlib.decompress(base64.b64decode(stored["compressed"])))
        start = 4 + int.from_bytes(raw[:4], "little")
        packed, cells = json.loads(bytes(raw[4:start])), raw[start:]
    elif "packed" in stored:
        packed, cells = stored["packed"], memoryview(base64.b64decode(stored["cells"]))
    else:
        return stored
    streams: dict[str, Columns] = {}
    for stream, columns in packed["streams"].items():
        streams[stream] = unpacked = dict.fromkeys(columns)
        for name, column in columns.items():
            if column[0] != SAME:
                unpacked[name], cells = _unpack(column, cells)
        if columns.get("dispatch") == [SAME]:
            unpacked["dispatch"] = _in_order(streams["dispatches"]["number"], unpacked)
    return {**packed, "streams": streams}


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _in_order(numbers: Sequence[int] | None, columns: Columns) -> Sequence[int] | None:
    """Return of which dispatch each call is, if they come in the order of the dispatches.

    *numbers* are those of the dispatches, and which call is its dispatch's first tells their
    position. None where that cannot be, or where more than a few are not the first.
    """
    positions = columns.get("position") or [1]
    if all_alike(positions):
        return numbers
    further = list(places_unlike(positions, 1))
    if not numbers or len(further) > FEW or len(positions) != len(numbers) + len(further):
        return None
    found = list(numbers)
    for place in further:
        found.insert(place, found[place - 1])
    return found


def _pack(name: str, column: Column, cells: list[Cells]) -> list[Any]:
    """Return a column's description, ``[code, count, first, rest]``; add its numbers to *cells*.

    First is the number that differences begin at, None where there are none; rest what a column
    with values is but for its cells. A column whose middle says what its beginning says is taken
    for one that mostly stays as it is.
    """
    if type(column) is dict:
        numbers, rest = column["cells"], {**column, "cells": None}
        grows = 2 * len(column["values"]) > len(numbers)  # most rows say what no other said before
    else:
        numbers, rest = column, None
        grows = name in GROWING and column and column[len(column) // 2] != column[0]
    if not grows:
        return [*_pack_numbers(numbers, cells), None, rest]
    differences = list(map(sub, numbers[1:], numbers))
    return [*_pack_numbers(differences, cells), numbers[0], rest]


def _pack_numbers(numbers: list[int], cells: list[Cells]) -> list[Any]:
    if not numbers or all_alike(numbers):
        return [int(numbers[0]) if numbers else 0, len(numbers)]
    for code in CODES:  # trying is cheaper than looking for the largest number first
        try:
            wide = f"={len(numbers)}{code}"
            cells.append(bytearray(numbers) if code == "B" else struct.pack(wide, *numbers))
        except (ValueError, struct.error):
            continue
        return [code, len(numbers)]
    raise OverflowError


def _unpack(packed: list[Any], cells: memoryview) -> tuple[Column, memoryview]:
    """Return a column, and the cells of those after it."""
    code, count, first, rest = packed
    numbers: Column
    if type(code) is int:
        numbers = [code] * count
    else:
        found = array(code)
        size = count * found.itemsize
        found.frombytes(cells[:size])
        numbers, cells = found, cells[size:]
    if first is not None:
        numbers = array("q", accumulate(numbers, initial=first))
    return numbers if rest is None else {**rest, "cells": numbers}, cells
