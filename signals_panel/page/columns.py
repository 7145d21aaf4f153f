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

from ..timeline import Timeline
from ..timeline.labels import Label, Labels
from ..timeline.order import Order
from .badges import badges_of
from .findings import marks_of
from .row_numbers import numbers_of

Item = dict[str, Any]

CODES = {
    "kind": "i", "depth": "i", "id": "i", "node": "d", "signal": "i", "sender": "i",
    "receiver": "i", "method": "i", "place": "i", "badges": "i", "start": "d", "total": "d",
    "self": "d", "sql": "i", "count": "i", "error": "B", "internal": "B", "longest": "d",
    "marks": "i", "finding": "B",
}  # fmt: skip
"""The columns, and how ``array`` names the type of each."""
SAID = ("kind", "signal", "sender", "receiver", "method", "place", "badges")
"""Those of them that are the same for all rows of a label."""
BADGE_END = "\x1f"


def columns_of(timeline: Timeline, findings: list[Item]) -> bytes:
    """Return the rows of a timeline, runs included, outer before inner."""
    labels = Labels(timeline)
    order = Order(timeline, labels)
    texts: dict[str, int] = {"": 0}
    numbers = numbers_of(timeline, labels, order)
    by_row = {**numbers, **_marks(numbers["id"], findings, texts)}
    columns: dict[str, Iterable[Any]] = {
        name: map(column.__getitem__, order.rows) for name, column in by_row.items()
    }
    columns |= {**_said(labels, order, texts), "depth": order.depth}
    body = [_little_endian(code, columns[name]) for name, code in CODES.items()]
    words = {"from": _("from"), "sum": _("sum"), "mean": _("mean"), "max": _("max")}
    header = {"length": len(order.rows), "columns": CODES, "texts": list(texts), "words": words}
    head = json.dumps(header).encode()
    return b"".join(map(_padded, (len(head).to_bytes(4, "little") + head, *body)))


def _said(labels: Labels, order: Order, texts: dict[str, int]) -> dict[str, Any]:
    """Return the columns that hold what rows say, in order: as numbers of texts."""
    said = [*labels.dispatches, *labels.calls, *labels.quiet, *labels.bypasses]
    run_labels = [labels.all[said[members[0]]] for members in order.runs]
    said += range(len(labels.all), len(labels.all) + len(run_labels))
    runs = (each._replace(kind="run", transaction=None) for each in run_labels)
    found = [_texts(each) for each in (*labels.all, *runs)]
    in_order = list(map(said.__getitem__, order.rows))
    columns = {}
    for place, name in enumerate(SAID):
        numbers = [texts.setdefault(each[place], len(texts)) for each in found]
        columns[name] = map(numbers.__getitem__, in_order)
    return columns


def _texts(label: Label) -> tuple[str, ...]:
    """Return the texts of a label, as ``SAID`` names them."""
    name, file, line = label.receiver or ("", None, None)
    place = f"{file}:{line}" if file else ""
    sent = (label.kind, label.signal, label.sender or "", name, label.method, place)
    return (*sent, _joined(badges_of(label)))


def _marks(ids: list[int], findings: list[Item], texts: dict[str, int]) -> dict[str, list[int]]:
    """Return the findings about each row, as ``S401:warning``, and whether there are any."""
    marks = {
        row: _joined(f"{each['code']}:{each['severity']}" for each in found)
        for row, found in marks_of(findings).items()
    }
    numbers = {row: texts.setdefault(text, len(texts)) for row, text in marks.items()}
    found = [numbers.get(each, 0) for each in ids]
    return {"marks": found, "finding": [int(each > 0) for each in found]}


def _joined(badges: Iterable[str]) -> str:
    return "".join(f"{badge}{BADGE_END}" for badge in badges if badge)


def _little_endian(code: str, values: Iterable[float]) -> bytes:
    numbers = array(code, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 8)
