"""The timeline as binary columns, for the virtual list of a recording too long for a page.

First four bytes with the length of a header, then the header as JSON, then the columns that it
names, as little-endian numbers; each of the two parts and each column is padded to a multiple
of eight bytes. A column takes as few bytes a row as its largest number needs. What rows say is
in the header, each once: ``labels`` has a list for each part of it, and a row's ``label`` is a
place in these. Texts are places in the header's list of them, of which 0 is "". ``marks`` are
the findings about rows, of which 0 is none. The header also has the words that the list writes
itself.
"""

from __future__ import annotations

import json
import sys
from array import array
from typing import Any

from django.utils.translation import gettext as _

from ..log.log import POSITION_BITS
from ..timeline import Timeline
from ..timeline.joined import Numbers
from ..timeline.labels import Labels
from ..timeline.order import Order
from .findings import marks_of
from .row_numbers import numbers_of
from .said import NAMES, TEXTS, Said, joined, said_by

Item = dict[str, Any]

TIMES = ("start", "total", "self")
"""Columns of nanoseconds, of which some rows have none; seven digits are more than is shown."""
WHOLE = {"B": 8, "H": 16, "I": 32}
"""How many bits the numbers of other columns may have, by how ``array`` names their type."""


def columns_of(timeline: Timeline, findings: list[Item]) -> bytes:
    """Return the rows of a timeline, runs included, outer before inner."""
    labels = Labels(timeline)
    order = Order(timeline, labels)
    numbers = numbers_of(timeline, labels, order)
    said, label = said_by(labels, order, numbers)
    marks, mark = _marks(numbers["id"], findings)
    by_table = {
        "label": label,
        **{name: numbers[name] for name in ("id", *TIMES, "sql", "internal")},
        "number": [node >> POSITION_BITS for node in numbers["node"]],
        "position": [node % (1 << POSITION_BITS) for node in numbers["node"]],
        "mark": mark,
    }
    columns = {"depth": _array("depth", order.depth)}
    for name, column in by_table.items():
        columns[name] = _array(name, list(map(column.__getitem__, order.rows)))
    header = {
        "length": len(order.rows),
        "columns": {name: column.typecode for name, column in columns.items()},
        **_labels(said),
        "marks": marks,
        "words": {"from": _("from"), "sum": _("sum"), "mean": _("mean"), "max": _("max")},
    }
    head = json.dumps(header).encode()
    body = map(_little_endian, columns.values())
    return b"".join(map(_padded, (len(head).to_bytes(4, "little") + head, *body)))


def _labels(said: list[Said]) -> Item:
    """Return what rows say as lists, and the texts that these point to."""
    lists: Item = {name: [getattr(each, name) for each in said] for name in NAMES}
    texts: dict[str, int] = {"": 0}
    for name in TEXTS:
        lists[name] = [texts.setdefault(text, len(texts)) for text in lists[name]]
    return {"labels": lists, "texts": list(texts)}


def _marks(ids: Numbers, findings: list[Item]) -> tuple[list[str], Numbers]:
    """Return the marks there are, as ``S401:warning``, and which each row has."""
    marks = {"": 0}
    by_id = {
        row: marks.setdefault(
            joined(f"{each['code']}:{each['severity']}" for each in found), len(marks)
        )
        for row, found in marks_of(findings).items()
    }
    return list(marks), [by_id.get(each, 0) for each in ids]


def _array(name: str, values: list[Any]) -> array[Any]:
    if name in TIMES:
        return array("f", values)
    most = max(values, default=0).bit_length()
    return array(next(code for code, bits in WHOLE.items() if most <= bits), values)


def _little_endian(numbers: array[Any]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 8)
