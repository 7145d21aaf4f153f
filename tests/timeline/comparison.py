"""Two ways to read a recording, compared in all that each says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile, zip_longest
from typing import Any

from signals_panel.exporters import document
from signals_panel.exporters.chrome_trace import chrome_trace
from signals_panel.exporters.files import trace_bytes
from signals_panel.exporters.text import as_text
from signals_panel.fates.connected import Connected
from signals_panel.findings import find
from signals_panel.log.log import Stretch
from signals_panel.log.tables import Tables, tables_of
from signals_panel.page.columns import columns_of
from signals_panel.page.figures import figures_of
from signals_panel.page.findings import marks_of, rows_of
from signals_panel.page.listing import Listing
from signals_panel.page.rankings import receivers_of, signals_of
from signals_panel.page.rows import Rows
from signals_panel.page.said import INSIDE, TEXTS
from signals_panel.registry.registry import Registry
from signals_panel.timeline import Timeline
from signals_panel.timeline.labels import Labels
from signals_panel.timeline.order import Order
from signals_panel.timeline.totals import totals_of
from tests.page.test_long import as_sent, columns_in

from .oracle import chrome_trace as old_trace
from .oracle import document as old_document
from .oracle import facts as old_facts
from .oracle import page as old_rows
from .oracle import rankings as old_sums
from .oracle import text as old_text
from .oracle.facts import BADGE_END, NONE, Facts

DETAILS = ("bar", "caller", "place", "frames", "statements", "on_commits", "signals")
FEW, MANY = 7, 10_000
"""How many rows a page may have."""
SENT = {"own": "self", "times": "count", "has_error": "error", "is_internal": "internal",
        "has_finding": "finding"}  # fmt: skip
"""What columns call what the oracle calls otherwise."""


def differences(
    parts: list[Tables], registry: Registry, *, has_totals: bool = True
) -> Iterator[str]:
    """Yield what the package says of a recording otherwise than the oracle, one a kind.

    With *has_totals*, the subtitle's figures too, which take clocks to go forwards.
    """
    new = document.expand_all(Connected(Timeline(parts), registry), None)
    old = old_document.expand_all(parts, registry, None)
    yield from _unlike_documents(new.document, old.document)
    if new.nodes != old.nodes:
        yield f"nodes: {new.nodes} instead of {old.nodes}"
    old.document["findings"] = findings = find(Connected(Timeline(parts), registry))
    new.document["findings"] = findings
    yield from _unlike_exports(Timeline(parts), new.document, old.document)
    columns = columns_of(Listing(Timeline(parts), findings))
    facts = old_facts.facts_of(old.document, old.nodes)
    yield from unlike("columns", rows_in(columns), map(_as_sent, facts))
    for limit in (FEW, MANY):
        pages = (
            _page(parts, new.document, findings, limit),
            _old_page(old.document, findings, limit, _extent(parts)),
        )
        yield from unlike(f"page of {limit}", *pages)
    yield from _unlike_orders(parts, old)
    yield from _unlike_sums(Connected(Timeline(parts), registry), old.document)
    if len(parts) == 1 and has_totals:
        found = totals_of(parts[0])
        yield from unlike("totals", [found], [{key: old.document["totals"][key] for key in found}])


def _unlike_exports(timeline: Timeline, new: Any, old: Any) -> Iterator[str]:
    """Yield how the text tree and the trace differ, byte for byte."""
    texts = as_text(timeline, new), old_text.as_text(old)
    yield from unlike("text", *(text.splitlines() for text in texts))
    for details in (False, True):
        trace = chrome_trace(timeline, new, details=details)
        old_one = old_trace.chrome_trace(old, details=details)
        yield from unlike("event", trace["traceEvents"], old_one["traceEvents"])
        yield from unlike("trace", [trace_bytes(trace)], [trace_bytes(old_one)])


def _unlike_sums(connected: Connected, old: Any) -> Iterator[str]:
    """Yield what the views that sum up have otherwise."""
    sums = {
        "receivers": (receivers_of(connected, _line), old_sums.receivers_of(old, _line)),
        "signals": (signals_of(connected), old_sums.signals_of(old)),
        "figures": (
            [figures_of(connected, old["findings"])],
            [{**old_sums.figures_of(old), "late_ns": _late_ns(connected.timeline.joined.parts)}],
        ),
    }
    for name, rows in sums.items():
        yield from unlike(name, *([sorted(row.items()) for row in each] for each in rows))


def _late_ns(parts: list[Tables]) -> int:
    return sum(totals_of(part)["receiver_ns"] for part in parts[1:])


def _line(item: Any) -> Any:
    return item["file"], item["line"]


def _page(parts: list[Tables], document: Any, findings: list[Any], limit: int) -> list[Any]:
    """Return the rows that a page has, then all of them as one list, and which are shown."""
    page = Rows(Listing(Timeline(parts), findings), document, str)
    return [*map(_told, page.rows(limit)), *map(_told, page.all), sorted(page.shown)]


def _told(row: Any) -> list[Any]:
    """Return what a row of a page has as the oracle has it."""
    told = {key: row.get(key, ()) for key in ("depth", "indent", "marks", *DETAILS)}
    told |= {"kind": row["said"].kind, "id": row["id"] or None, "name": row["said"].name}
    told["statements"] = [
        {**_only(each, ("times", "duration_ns", "places")), "parameters": _texts(each)}
        for each in told["statements"]
    ]
    told |= {"queries": row["sql"], "is_internal": bool(row["internal"])}
    return [told, row["item"], list(map(_told, row["rows"]))]


def _only(item: Any, keys: tuple[str, ...]) -> Any:
    return {key: item[key] for key in keys}


def _texts(statement: Any) -> list[str]:
    return [each["text"] for each in statement["parameters"]]


def _extent(parts: list[Tables]) -> int:
    return max(parts[-1]["ended_ns"] - parts[0]["started_ns"], 1)


def _old_page(document: Any, findings: list[Any], limit: int, extent: int) -> list[Any]:
    page = old_rows.Timeline(document, str, marks_of(findings), extent)
    return [*map(_old_told, page.rows(limit)), *map(_old_told, page.all), sorted(page.shown)]


def _old_told(row: Any) -> list[Any]:
    told = {key: row.get(key, ()) for key in ("depth", "indent", "marks", *DETAILS)}
    told["statements"] = [*told["statements"]]
    told |= {key: row[key] for key in ("kind", "id", "name")}
    told |= {key: row.get(key, 0) for key in ("queries", "is_internal")}
    if row["kind"] in ("run", "quiet"):
        told["caller"] = None
    if row["kind"] in ("run", "quiet", "bypass"):
        told["bar"] = None
    return [told, row["item"], list(map(_old_told, row.get("rows", ())))]


def _unlike_documents(new: Any, old: Any) -> Iterator[str]:
    if list(new) != list(old):
        yield f"document: {list(new)} instead of {list(old)}"
    for key, value in old.items():
        if type(value) is list:
            yield from unlike(key, new[key], value)
        else:
            yield from unlike(key, [new[key]], [value])


def list_of(recording: Stretch) -> list[Facts]:
    """Return the rows of a recording's list, as the script has them."""
    listing = Listing(Timeline([tables_of(recording)]), [])
    return [Facts(*row) for row in rows_in(columns_of(listing))]


def rows_in(content: bytes) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of binary columns, as the oracle has them."""
    head, columns = columns_in(content)
    for name in TEXTS:
        columns[name] = [head["texts"][each] for each in columns[name]]
    columns["place"] = columns["place_full"]
    columns["badges"] = [_joined(text for text, _ in each) for each in columns["badges"]]
    marks = [head["marks"][mark] for mark in columns["mark"]]
    columns["marks"] = [
        _joined(f"{code}:{severity}" for code, severity, _ in each) for each in marks
    ]
    for name in ("error", "internal", "finding"):
        columns[name] = map(bool, columns[name])
    columns["longest"] = [NONE if each is None else each for each in columns["longest"]]
    names = (SENT.get(name, name) for name in Facts._fields)
    yield from zip(*(columns[name] for name in names), strict=True)


def _joined(texts: Iterable[str]) -> str:
    return "".join(f"{text}{BADGE_END}" for text in texts)


def _as_sent(facts: Facts) -> tuple[Any, ...]:
    times = {name: as_sent(getattr(facts, name)) for name in ("start", "total", "own")}
    return tuple(facts._replace(**times))


def unlike(what: str, new: Any, old: Any) -> Iterator[str]:
    """Yield how two lists differ first, if they do; as text, in which no times are equal too."""
    for place, (found, expected) in enumerate(zip_longest(new, old)):
        if str(found) != str(expected):
            yield f"{what}, {place}: {found} instead of {expected}"
            return


def _unlike_orders(parts: list[Tables], old: Any) -> Iterator[str]:
    """Yield how the rows of a timeline differ from the oracle's: their order, labels and sums."""
    timeline = Timeline(parts)
    labels = Labels(timeline)
    rows = [tuple(each) for each in _rows(timeline, labels, Order(timeline, labels))]
    facts = list(old_facts.facts_of(old.document, old.nodes))
    yield from unlike("rows", rows, map(_row, facts))
    listing = Listing(timeline, old.document["findings"])
    yield from unlike("inside", _inside(listing), _inside_of(old.document, facts))


def _row(facts: Any) -> tuple[Any, ...]:
    """Return what a timeline has of a row, from the oracle's."""
    return (facts.kind, facts.depth, facts.id, facts.signal, facts.sender, facts.method,
            facts.receiver, facts.is_internal, facts.times)  # fmt: skip


def _rows(timeline: Timeline, labels: Labels, order: Order) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a timeline as they are shown."""
    said = labels.dispatches + labels.calls + labels.quiet + labels.bypasses
    dispatches, calls, quiet = timeline.dispatches, timeline.calls, timeline.quiet
    ids = [*(timeline.first_id + row for row in dispatches.row + calls.row + quiet.row)]
    first_bypass = timeline.first_id + len(timeline) + len(timeline.queries)
    ids += range(first_bypass, first_bypass + len(timeline.bypasses))
    times = [*[1] * order.first_quiet, *quiet.count, *[1] * len(timeline.bypasses)]
    for row, depth in zip(order.rows, order.depth, strict=True):
        run = order.runs[row - order.first_run] if row >= order.first_run else None
        label = labels.all[said[run[0] if run else row]]
        yield (
            "run" if run else label.kind,
            depth,
            0 if run else ids[row],
            label.signal,
            label.sender or "",
            label.method,
            label.receiver[0] if label.receiver else "",
            all(_is_internal(timeline, labels, order, each) for each in run or [row]),
            len(run) if run else times[row],
        )


def _is_internal(timeline: Timeline, labels: Labels, order: Order, row: int) -> bool:
    said = labels.dispatches + labels.calls + labels.quiet + labels.bypasses
    calls = timeline.dispatches.calls_of(row) if row < order.first_call else ()
    rows = [row, *(order.first_call + call for call in calls)]
    return all(labels.all[said[each]].is_internal for each in rows)


def _inside(listing: Listing) -> Iterator[list[int]]:
    """Yield what is inside each row, as it is shown."""
    for row in listing.order.rows:
        yield [listing.numbers[name][row] for name in INSIDE]


def _inside_of(document: Any, facts: list[Any]) -> Iterator[list[int]]:
    """Yield the same, each item of a document added to all that is around it."""
    sums = _sums_of(document)
    bare = [1, 0, 0, 0, set()]
    for place, row in enumerate(facts):
        inside = sums.get(row.id, bare)
        if row.kind == "run":
            after = takewhile(lambda each, row=row: each.depth > row.depth, facts[place + 1 :])
            members = [sums[each.id] for each in after if each.depth == row.depth + 1]
            *numbers, found = zip(*members, strict=True)
            inside = [*map(sum, numbers), set().union(*found)]
        rows, queries, query_ns, errors, findings = inside
        yield [rows, queries, max(query_ns // 1000, 0), errors, len(findings)]


def _sums_of(document: Any) -> dict[int, list[Any]]:
    items = [*document["dispatches"], *document["bypasses"]]
    around = {each["id"]: each["parent_call"] for each in items}
    around |= {call["id"]: call["dispatch"] for call in document["calls"]}
    sums: dict[int, list[Any]] = {each: [0, 0, 0, 0, set()] for each in around}

    def add(within: int | None, *numbers: int, found: frozenset[int] = frozenset()) -> None:
        while within is not None:
            *before, findings = sums[within]
            sums[within] = [*map(sum, zip(before, numbers, strict=True)), findings | found]
            within = around[within]

    for each in items:
        add(each["id"], 1, 0, 0, 0)
    for call in document["calls"]:
        has_raised = call["outcome"] in ("raised", "swallowed")
        add(call["id"], 1, call["queries"], call["query_ns"], has_raised)
    for number, finding in enumerate(document["findings"]):
        for row in rows_of(finding):
            add(row, 0, 0, 0, 0, found=frozenset([number]))
    return sums
