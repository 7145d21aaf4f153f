"""The document as a text tree, for terminals and test output."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from signals_panel.fates.listed import is_projects
from signals_panel.fates.on_commits import told
from signals_panel.fates.reasons import CALLED, NOT_SENT
from signals_panel.fates.shared_names import alike_in, named

Item = dict[str, Any]

DEEPEST = 20
"""Lines deeper than this are indented no further, and say how deep they are."""
MARKS = {"raised": "✗", "swallowed": "✗", "not_reached": "·", "cancelled": "✗", "unfinished": "…"}

MOST_PARTS = 10
"""How many parts of a finding are listed; the rest is counted."""
MOST_NOT_CALLED = 20
"""How many of the receivers that were not called are named; the others are counted."""


def as_text(document: Item) -> str:
    """Return a recording's document as lines: dispatches, under each its calls; then findings.

    At the end are the project's receivers that were not called, and why not.
    """
    tree = _lines(document)
    findings = (line for each in document["findings"] for line in _finding_lines(each))
    return "\n".join([summary(document), *tree, *findings, *_not_called(document)])


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


def _lines(document: Item) -> Iterator[str]:
    """Yield a line for each dispatch and call, outer before inner, however deep they nest.

    What was registered to run on commit comes first in what it was registered in.
    """
    inside = _grouped(document["on_commits"], "call")
    for call, dispatches in _grouped(document["dispatches"], "parent_call").items():
        inside[call] += dispatches
    calls = _grouped(document["calls"], "dispatch")
    stack = [(1, each) for each in reversed(inside[None])]
    while stack:
        depth, item = stack.pop()
        if "signal" in item:
            text, inner = _dispatch_line(item), calls[item["id"]]
        elif "callback" in item:
            text, inner = _on_commit_line(item), []
        else:
            text, inner = _call_line(item), inside[item["id"]]
        yield f"{_indent(depth)}{text}"
        stack += [(depth + 1, each) for each in reversed(inner)]


def _grouped(items: list[Item], key: str) -> dict[int | None, list[Item]]:
    groups: dict[int | None, list[Item]] = defaultdict(list)
    for item in items:
        groups[item[key]].append(item)
    return groups


def _indent(depth: int) -> str:
    """Return what stands before a line: its length is bounded, the text's is linear."""
    return "  " * depth if depth <= DEEPEST else f"{'  ' * DEEPEST}[{depth}] "


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
    return f"{mark} {call['named']}{time}{queries}{outcome}{said}"


def _on_commit_line(item: Item) -> str:
    caller = item["caller"]
    place = f"  {caller['file']}:{caller['line']}" if caller else ""
    return f"on commit: {item['callback']}  {told(item)}{place}"


def _finding_lines(finding: Item) -> Iterator[str]:
    """Yield a finding and, under it, its parts: what else has its cause."""
    yield f"! {_finding_text(finding)}"
    parts = [each for each in finding["evidence"] if isinstance(each, dict)]
    for part in parts[:MOST_PARTS]:
        yield f"  + {_finding_text(part)}"
    if len(parts) > MOST_PARTS:
        yield f"  and {len(parts) - MOST_PARTS} more"


def _finding_text(finding: Item) -> str:
    where = finding["where"]
    place = f" ({where['file']}:{where['line']})" if where else ""
    return f"{finding['code']} {finding['message']}{place}"


def _not_called(document: Item) -> Iterator[str]:
    """Yield a line for each connection of the project's that was not called; odd reasons first."""
    found = [each for each in document["connections"] if is_projects(each)]
    found = [each for each in found if each["fate"]["reason"] != CALLED]
    found.sort(key=lambda each: each["fate"]["reason"] == NOT_SENT)
    shared = alike_in(document) if found else set()
    lines = list(dict.fromkeys(_fate_line(each, shared) for each in found))
    yield from ["not called:"] if lines else []
    yield from lines[:MOST_NOT_CALLED]
    if len(lines) > MOST_NOT_CALLED:
        yield f"  and {len(lines) - MOST_NOT_CALLED} more"


def _fate_line(connection: Item, shared: set[str]) -> str:
    sender = "" if connection["sender"] is None else f" from {connection['sender']}"
    signal, text = connection["signal"], connection["fate"]["text"]
    name = named(connection, connection["connected_at"], shared)
    return f"  · {name}  {signal}{sender}: {text}"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
