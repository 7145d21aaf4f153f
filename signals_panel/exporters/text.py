"""A recording as a text tree, for terminals and test output."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ..fates.listed import is_projects
from ..fates.on_commits import told
from ..fates.reasons import CALLED, NOT_SENT
from ..fates.shared_names import alike_in, named
from ..timeline import Timeline
from ..timeline.items import grouped
from ..timeline.order import Order

Item = dict[str, Any]
Line = tuple[int | None, int, str]

DEEPEST = 20
"""Lines deeper than this are indented no further, and say how deep they are."""
MARKS = {"raised": "✗", "swallowed": "✗", "not_reached": "·", "cancelled": "✗", "unfinished": "…"}

MOST_PARTS = 10
"""How many parts of a finding are listed; the rest is counted."""
MOST_NOT_CALLED = 20
"""How many of the receivers that were not called are named; the others are counted."""


def as_text(timeline: Timeline, document: Item) -> str:
    """Return a timeline as lines: dispatches, under each its calls; then findings.

    At the end are the project's receivers that were not called, and why not. *document* is that
    of the timeline.
    """
    lines = lines_of(timeline, document)
    return "\n".join(f"{indent(depth)}{text}" for _, depth, text in lines)


def lines_of(timeline: Timeline, document: Item) -> Iterator[Line]:
    """Yield the lines of that text: the id of the row it is of, how deep it is, what it says."""
    yield None, 0, summary(document)
    yield from tree_lines(timeline, document)
    yield from lines_after(document)


def lines_after(document: Item) -> Iterator[Line]:
    """Yield the lines after the tree: findings, and the receivers that were not called."""
    for finding in document["findings"]:
        yield from ((None, 0, line) for line in _finding_lines(finding))
    yield from ((None, 0, line) for line in _not_called(document))


def summary(document: Item) -> str:
    """Return the totals in one line: ``3 signals, 2 receivers in 1.20ms``."""
    totals = document["totals"]
    return (
        f"{counted(totals['sends'], 'signal')}, {counted(totals['calls'], 'receiver')}"
        f" in {milliseconds(totals['receiver_ns'])}"
    )


def milliseconds(ns: int) -> str:
    """Return nanoseconds as milliseconds with two decimals."""
    return f"{ns / 1e6:.2f}ms"


def tree_lines(timeline: Timeline, document: Item) -> Iterator[Line]:
    """Yield a line for each dispatch and call, outer before inner, however deep they nest.

    What was registered to run on commit comes first in what it was registered in.
    """
    items = {each["id"]: each for each in (*document["dispatches"], *document["calls"])}
    on_commits = grouped(document["on_commits"], "call")
    muted = _muted(timeline)
    yield from ((None, 1, line) for line in _on_commit_lines(on_commits.get(None, [])))
    order = Order(timeline)
    for row, depth in zip(order.rows, order.depth, strict=True):
        if row < order.first_bypass:
            item = items[timeline.ids[row]]
            line = _dispatch_line(item) if "signal" in item else _call_line(item)
            yield item["id"], depth + 1, line
            for name in muted.get(item["id"], ()):
                yield item["id"], depth + 2, f"· {name}  muted"
            for later in _on_commit_lines(on_commits.get(item["id"], [])):
                yield item["id"], depth + 2, later


def _muted(timeline: Timeline) -> dict[int, list[str]]:
    """Return the receivers that a test muted, by the id of the dispatch that did not reach them."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = timeline.joined.rows("muted")
    if not rows:
        return found
    ids = dict(zip(timeline.dispatches.number, timeline.ids, strict=False))
    for row in rows:
        if row.dispatch in ids:
            found[ids[row.dispatch]].append(row.receiver[0])
    return found


def indent(depth: int) -> str:
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
    queries = f"  {counted(call['queries'], 'query', 'queries')}" if call["queries"] else ""
    outcome = "" if call["outcome"] == "returned" else f"  {call['outcome'].replace('_', ' ')}"
    error = call["error"]
    said = f": {error['type']}: {error['message']}" if error else ""
    return f"{mark} {call['named']}{time}{queries}{outcome}{said}"


def _on_commit_lines(items: list[Item]) -> Iterator[str]:
    for item in items:
        caller = item["caller"]
        place = f"  {caller['file']}:{caller['line']}" if caller else ""
        yield f"on commit: {item['callback']}  {told(item)}{place}"


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


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number of something: ``1 query``, ``2 queries``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
