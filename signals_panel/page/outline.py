"""What was sent in a request, in names and numbers: what two requests are compared by.

An outline is plain JSON, and small, so that it can be kept for longer than its request: without
times, arguments, files and lines, and of statements with their digests alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

from ..fates.connected import Connected
from ..timeline.columns import NOT_REACHED
from ..timeline.labels import Label, Labels
from ..timeline.order import Order
from .tree import Row, Tree

Item = dict[str, Any]

_SAVEPOINT = re.compile(r"\bSAVEPOINT .*", re.DOTALL)
"""Django names them by the thread and a count."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def outline_of(connected: Connected, findings: list[Item]) -> Item:
    """Return the outline of a recording.

    ``rows`` are ``[depth, kind, name, sender, times]``, outer before inner, those of the same name
    in the same place counted as one; ``statements`` ``[digest, times]`` and ``findings``
    ``[code, name, message, times]``, a message without its numbers.
    """
    tree = Tree(1)
    tree.add(_rows(connected), 0)
    statements = Counter(statements_of(connected))
    told = Counter((each["code"], each["name"], _worded(each["message"])) for each in findings)
    return {
        "rows": [[depth, *key, *tree.times[node]] for depth, node, key in tree.walk()],
        "statements": [[digest_of(text), times] for text, times in statements.items()],
        "findings": [[*key, times] for key, times in told.items()],
    }


def statements_of(connected: Connected) -> Iterator[str]:
    """Yield the text of each statement that was recorded, without the names of savepoints."""
    column = connected.timeline.joined.values("queries", "sql")
    texts = [_SAVEPOINT.sub("SAVEPOINT", text) for text in column.values]
    return map(texts.__getitem__, column.cells)


def digest_of(statement: str) -> str:
    """Return what tells a statement from others, and not what it says."""
    return blake2b(statement.encode(errors="replace"), digest_size=8).hexdigest()


def _rows(connected: Connected) -> Iterable[Row]:
    """Yield a row for all that was sent, received and bypassed, and for what receivers raised."""
    timeline = connected.timeline
    labels, order = Labels(timeline), Order(timeline)
    of_rows = [*labels.dispatches, *labels.calls, *labels.quiet, *labels.bypasses]
    times = dict(enumerate(timeline.quiet.count, order.first_quiet))
    for row, depth in zip(order.rows, order.depth, strict=True):
        label = labels.all[of_rows[row]]
        if label.outcome == NOT_REACHED:
            continue
        yield depth, *_key(label), times.get(row, 1)
        if label.error:
            yield depth + 1, "error", label.error, "", 1


def _key(label: Label) -> tuple[str, str, str]:
    if label.kind == "call":
        return "call", label.receiver[0] if label.receiver else "", ""
    if label.kind == "bypass":
        return "bypass", label.method, label.sender or ""
    return "dispatch", label.signal, label.sender or ""


def _worded(message: str) -> str:
    return _NUMBER.sub("…", message)
