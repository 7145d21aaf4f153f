"""It ran too often: the same dispatch again and again from one line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from ..fates.shared_names import short_place
from .case import WARNING, Case, Found, Item, Rule, place, sent_by

INIT = ("django.db.models.signals.pre_init", "django.db.models.signals.post_init")
IN_BULK = "Do the receivers' work once, after the loop, or use a bulk operation."
Line = tuple[object, ...]
_NOTHING: frozenset[Line] = frozenset()


def repeated(case: Case) -> Iterator[Found]:
    """One line sent one signal many times, and its receivers' queries or time add up."""
    told: dict[Line, int] = {}
    for line, group in _by_line(case).items():
        first, count = group[0], len(group)
        queries, took_ms = _cost(case, group)
        many = queries >= count and first["signal"] not in INIT
        if not many and took_ms < case.options.REPEATS_MS:
            continue
        if any(told.get(_line(each), 0) >= count for each in _around(case, first)):
            continue  # the loop is further out, and told of
        told[line] = count
        caller = first["caller"]
        yield Found(
            f"{sent_by(first)} was sent {count} times from {short_place(caller)} "
            f"({caller['function']}): its receivers {_work(queries)} {took_ms:.1f} ms.",
            IN_BULK,
            where=place(caller),
            dispatch=first["id"],
            about=tuple(each["id"] for each in group),
        )


def _by_line(case: Case) -> dict[Line, list[Item]]:
    """Return the dispatches that one line sent often; of recursion only the outermost count."""
    lines = {each["id"]: _line(each) for each in case.document["dispatches"] if each["caller"]}
    counts = Counter(lines.values())
    often = {line for line, count in counts.items() if count >= case.options.REPEATS}
    groups: dict[Line, list[Item]] = defaultdict(list)
    running: dict[int, frozenset[Line]] = {}
    for dispatch in case.document["dispatches"] if often else ():
        around, line = case.parent(dispatch), lines.get(dispatch["id"])
        within = _NOTHING if around is None else running[around["id"]]
        if line in often and line not in within:
            within |= {line}
            if dispatch["start_ns"] is not None:
                groups[line].append(dispatch)
        running[dispatch["id"]] = within
    return {line: group for line, group in groups.items() if len(group) >= case.options.REPEATS}


def _line(dispatch: Item) -> Line:
    """Return what dispatches from one line have in common."""
    caller = dispatch["caller"] or {}
    return dispatch["signal"], dispatch["sender"], caller.get("file"), caller.get("line")


def _cost(case: Case, group: list[Item]) -> tuple[int, float]:
    """Return the queries and milliseconds of the calls themselves, not of what they sent."""
    calls = [call for dispatch in group for call in case.calls_of[dispatch["id"]]]
    queries = sum(call["queries"] for call in calls)
    return queries, sum(call["self_ns"] or 0 for call in calls) / 1e6


def _work(queries: int) -> str:
    if queries:
        return f"ran {queries} {'query' if queries == 1 else 'queries'} in"
    return "took"


def _around(case: Case, dispatch: Item) -> Iterator[Item]:
    """Yield the dispatches that one was sent inside of, from the innermost."""
    around = case.parent(dispatch)
    while around is not None:
        yield around
        around = case.parent(around)


RULES = (Rule("S304", "repeated-dispatch", WARNING, repeated),)
