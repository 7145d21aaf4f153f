"""The document as a text tree, for terminals and test output."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

Item = dict[str, Any]

MARKS = {"raised": "✗", "swallowed": "✗", "not_reached": "·", "cancelled": "✗", "unfinished": "…"}


def as_text(document: Item) -> str:
    """Return a recording's document as lines: dispatches, under each its calls; then findings."""
    calls: dict[int, list[Item]] = defaultdict(list)
    for call in document["calls"]:
        calls[call["dispatch"]].append(call)
    dispatches: dict[int | None, list[Item]] = defaultdict(list)
    for dispatch in document["dispatches"]:
        dispatches[dispatch["parent_call"]].append(dispatch)
    tree = _lines(None, "  ", dispatches, calls)
    return "\n".join([summary(document), *tree, *map(_finding_line, document["findings"])])


def summary(document: Item) -> str:
    """Return the totals in one line: ``3 signals, 2 receivers in 1.20ms``."""
    totals = document["totals"]
    return (
        f"{_count(totals['sends'], 'signal')}, {_count(totals['calls'], 'receiver')}"
        f" in {milliseconds(totals['receiver_ns'])}"
    )


def milliseconds(ns: int) -> str:
    """Return nanoseconds as milliseconds with two decimals."""
    return f"{ns / 1e6:.2f}ms"


def _lines(
    parent: int | None,
    indent: str,
    dispatches: dict[int | None, list[Item]],
    calls: dict[int, list[Item]],
) -> Iterator[str]:
    for dispatch in dispatches[parent]:
        yield f"{indent}{_dispatch_line(dispatch)}"
        for call in calls[dispatch["id"]]:
            yield f"{indent}  {_call_line(call)}"
            yield from _lines(call["id"], f"{indent}    ", dispatches, calls)


def _dispatch_line(dispatch: Item) -> str:
    times = f" ×{dispatch['count']}" if dispatch["count"] > 1 else ""
    sender = "" if dispatch["sender"] is None else f" from {dispatch['sender']}"
    method = "" if dispatch["method"] == "send" else f" ({dispatch['method']})"
    caller = dispatch["caller"]
    place = f"  {caller['file']}:{caller['line']}" if caller else ""
    received = "" if dispatch["start_ns"] is not None else "  no receivers"
    return f"{dispatch['signal']}{times}{sender}{method}{received}{place}"


def _call_line(call: Item) -> str:
    mark = MARKS.get(call["outcome"], "→")
    time = "" if call["duration_ns"] is None else f"  {milliseconds(call['duration_ns'])}"
    queries = f"  {_count(call['queries'], 'query', 'queries')}" if call["queries"] else ""
    outcome = "" if call["outcome"] == "returned" else f"  {call['outcome'].replace('_', ' ')}"
    error = call["error"]
    said = f": {error['type']}: {error['message']}" if error else ""
    return f"{mark} {call['receiver']}{time}{queries}{outcome}{said}"


def _finding_line(finding: Item) -> str:
    where = finding["where"]
    place = f" ({where['file']}:{where['line']})" if where else ""
    return f"! {finding['code']} {finding['message']}{place}"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
