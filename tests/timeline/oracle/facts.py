"""What a row of the timeline says, as numbers and texts, for lists too long for a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from signals_panel.page.findings import marks_of
from signals_panel.texts.whose import is_internal, is_internal_bypass
from signals_panel.timeline.items import grouped

from .inside import inside_of
from .internals import is_internal_dispatch
from .runs import Run, folded

Item = dict[str, Any]

NONE = float("nan")
"""The time of a row that has none."""
BADGE_END = "\x1f"


class Facts(NamedTuple):
    """A row: what it is, where, and what it cost.

    Attributes:
        kind: "dispatch", "call", "quiet", "bypass" or "run".
        id, node: of the dispatch or call, in the document and in the recording; 0 for a run.
        badges: each ended by ``BADGE_END``.
        start, total, own, longest: nanoseconds or ``NONE``; ``longest`` is a run's alone.
        times: how many sends are folded into it.
        marks: the findings about it, as ``S401:warning``, each ended by ``BADGE_END``.
    """

    kind: str
    depth: int
    id: int
    node: int
    signal: str
    sender: str
    receiver: str
    method: str
    place: str
    badges: str
    start: float
    total: float
    own: float
    sql: int
    times: int
    has_error: bool
    is_internal: bool
    longest: float = NONE
    marks: str = ""
    has_finding: bool = False


def facts_of(document: Item, nodes: dict[int, int]) -> Iterator[Facts]:
    """Yield the rows of a document's timeline, runs included, outer before inner.

    *nodes* are those of its dispatches and calls in the recording.
    """
    marks = {
        row: _joined(map(_mark, found)) for row, found in marks_of(document["findings"]).items()
    }
    for row in _rows_of(document, nodes):
        if row.id in marks:
            yield row._replace(marks=marks[row.id], has_finding=True)
        else:
            yield row


def _mark(finding: Item) -> str:
    return f"{finding['code']}:{finding['severity']}"


def _rows_of(document: Item, nodes: dict[int, int]) -> Iterator[Facts]:
    calls = grouped(document["calls"], "dispatch")
    inside = inside_of(document)
    dispatches = {each["id"]: each for each in document["dispatches"]}
    outcomes = {each["id"]: each["outcome"] for each in document["transactions"]}
    stack: list[tuple[int, Any]] = [(0, each) for each in reversed(folded(inside[None]))]
    while stack:
        depth, item = stack.pop()
        inner: list[Any] = []
        if isinstance(item, Run):
            inner = item.members
            yield _run(item, depth, [call for each in inner for call in calls[each["id"]]])
        elif "receiver" in item:
            inner = folded(inside[item["id"]])
            yield _call(item, dispatches[item["dispatch"]], depth, nodes[item["id"]])
        elif "operation" in item:
            yield _bypass(item, depth)
        else:
            inner = calls[item["id"]]
            outcome = outcomes.get(item["transaction"])
            yield _dispatch(item, inner, depth, nodes.get(item["id"], 0), outcome)
        stack += [(depth + 1, each) for each in reversed(inner)]


def _dispatch(item: Item, calls: list[Item], depth: int, node: int, outcome: str | None) -> Facts:
    is_quiet = item["start_ns"] is None
    badges = [] if is_quiet else [item["arguments"].get("action", "").strip("'")]
    badges += [item["method"]] if item["method"] != "send" and not is_quiet else []
    if outcome is not None:
        badges.append(_("rolled back") if outcome == "rolled_back" else _("in transaction"))
    return Facts(
        "quiet" if is_quiet else "dispatch",
        depth,
        item["id"],
        node,
        item["signal"],
        item["sender"] or "",
        "",
        item["method"],
        "",
        _joined(badges),
        *_times(item),
        sum(call["queries"] for call in calls),
        item["count"],
        False,
        is_internal_dispatch(item, calls),
    )


def _run(run: Run, depth: int, calls: list[Item]) -> Facts:
    times = run.times()
    first = _dispatch(run.members[0], calls, depth, 0, None)
    return first._replace(
        kind="run",
        id=0,
        total=times["sum_ns"],
        own=times["self_ns"],
        times=times["count"],
        has_error=any(call["error"] for call in calls),
        longest=times["max_ns"],
    )


def _call(item: Item, dispatch: Item, depth: int, node: int) -> Facts:
    error = item["error"]
    outcome = _OUTCOMES[item["outcome"]] and _(_OUTCOMES[item["outcome"]])
    raised = outcome % {"type": error["type"].rpartition(".")[2]} if error else outcome
    return Facts(
        "call",
        depth,
        item["id"],
        node,
        dispatch["signal"],
        dispatch["sender"] or "",
        item["receiver"],
        dispatch["method"],
        f"{item['file']}:{item['line']}" if item["file"] else "",
        _joined(["async" if item["is_async"] else "", raised]),
        *_times(item),
        item["queries"],
        1,
        error is not None,
        is_internal(item["receiver"]),
    )


def _bypass(item: Item, depth: int) -> Facts:
    texts = ("", item["model"], "", item["operation"], "", "")
    times = (item["start_ns"], NONE, NONE)
    file = item["caller"] and item["caller"]["file"]
    is_internals = is_internal_bypass(item["model"], item["receivers"], file, item["by_django"])
    return Facts("bypass", depth, item["id"], 0, *texts, *times, 0, 1, False, is_internals)


def _times(item: Item) -> tuple[float, float, float]:
    if item["start_ns"] is None:
        return NONE, NONE, NONE
    return item["start_ns"], item["duration_ns"], item["self_ns"]


_OUTCOMES = {
    "returned": "",
    "raised": "raised %(type)s",
    "swallowed": "swallowed %(type)s",
    "not_reached": "not reached",
    "cancelled": "cancelled",
    "unfinished": "unfinished",
}
"""The badge for how a call ended."""


def _joined(badges: Iterable[str]) -> str:
    return "".join(f"{badge}{BADGE_END}" for badge in badges if badge)
