"""It costs: slow receivers, and receivers that query."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from ..timeline.joined import Numbers
from .case import FRAMEWORK, WARNING, Case, Found, Rule, last_name

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
_VERB = re.compile(r"(?:\s|\(|/\*.*?\*/|--[^\n]*\n)*([a-z]+)", re.IGNORECASE | re.DOTALL)
_AFTER_WITH = re.compile(r"\)\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
MAX_SQL = 100
"""Longest statement in a sentence, in characters."""

LATER = "Make it faster, or leave it to a task that transaction.on_commit() enqueues."
FEWER = "Fetch what it needs in fewer queries, with select_related() or one for all rows."
IN_BULK = "Write the rows in fewer queries, with bulk_create(), bulk_update() or one update()."
ONCE = defaultdict(
    lambda: "Do the work once for all of them after.",
    SELECT="Fetch it once before, with select_related() or prefetch_related() where it belongs to "
    "the rows, or do the work once for all of them after.",
    INSERT="Collect the rows, and write them once after, with bulk_create().",
    UPDATE="Write them once for all after, with one update() or bulk_update().",
    DELETE="Delete them once for all after, with one delete() of a queryset.",
)
"""What to do about a statement that is repeated, by what it does."""


def slow(case: Case) -> Iterator[Found]:
    """A receiver took long itself, without what it sent."""
    limit = case.options.SLOW_RECEIVER_MS
    for calls in _calls_of_receivers(case):
        slow = [call for call in calls if case.calls.own[call] >= limit * 1e6]
        if slow:
            worst = max(slow, key=case.calls.own.__getitem__)
            took = f"took {_ms(case.calls.own[worst])} of its own{_in_queries(case, worst)}"
            often = _often(slow, calls, f"took {limit:g} ms or more")
            yield _found(case, worst, took + often, LATER, slow)


def queries(case: Case) -> Iterator[Found]:
    """One call of a receiver ran many queries."""
    limit = max(1, case.options.QUERIES_PER_CALL)
    for calls in _calls_of_receivers(case):
        ran = {call: _statements(case, call) for call in calls if case.calls.queries[call] >= limit}
        many = [call for call, statements in ran.items() if len(statements) >= limit]
        if many:
            worst = max(many, key=lambda call: len(ran[call]))
            these = f"ran {_of_these(ran[worst])} in one call"
            often = _often(many, calls, f"ran {limit} or more")
            hint = FEWER if _are_reads(ran[worst]) else IN_BULK
            yield _found(case, worst, these + often, hint, many)


def repeated(case: Case) -> Iterator[Found]:
    """The calls of a receiver ran the same query again and again.

    What one call repeats is its own finding, so the call that ran a query most counts once.
    """
    limit = max(2, case.options.REPEATED_QUERIES)  # once is not again
    for calls in _calls_of_receivers(case):
        ran: dict[str, Counter[int]] = defaultdict(Counter)
        for call in calls:
            for sql in _statements(case, call) if case.calls.queries[call] else ():
                ran[sql][call] += 1
        often = [
            (counts.total(), sql)
            for sql, counts in ran.items()
            if counts.total() - max(counts.values()) + 1 >= limit
        ]
        if often:
            times, sql = max(often)
            more = f" (and {_queries(len(often) - 1, 'more ')} like it)" if len(often) > 1 else ""
            same = f"ran the same query {times} times in {len(ran[sql])} calls{more}"
            these = dict.fromkeys(call for _, sql in often for call in ran[sql])
            first = next(iter(ran[sql]))
            yield _found(case, first, f"{same}: {shortened(sql)}", ONCE[verb_of(sql)], list(these))


def shortened(sql: str) -> str:
    """Return a statement for a sentence: without its list of columns, and not too long."""
    if len(sql) > MAX_SQL:
        sql = re.sub(r"^SELECT .*? FROM ", "SELECT … FROM ", sql, flags=re.DOTALL)
    sql = " ".join(sql.split())
    return sql if len(sql) <= MAX_SQL else f"{sql[: MAX_SQL - 1]}…"


def verb_of(sql: str) -> str:
    """Return what a statement does: ``SELECT``, ``INSERT``, ... past comments and ``WITH``."""
    found = _VERB.match(sql)
    verb = found[1].upper() if found else ""
    if verb == "WITH":
        written = _AFTER_WITH.search(sql)
        verb = written[1].upper() if written else "SELECT"
    return verb


def _are_reads(statements: list[str]) -> bool:
    """Tell whether at least half of some statements read."""
    verbs = list(map(verb_of, statements))
    return verbs.count("SELECT") * 2 >= len(verbs)


def _calls_of_receivers(case: Case) -> list[Numbers]:
    """Return the calls that ran of each receiver, but for Django's and the toolbar's own."""
    return [
        calls
        for receiver, calls in case.calls_by_receiver.items()
        if not receiver.name.startswith(FRAMEWORK)
    ]


def _statements(case: Case, call: int) -> list[str]:
    """Return the statements a call ran itself, but for those about transactions."""
    found = map(case.statements.__getitem__, case.queries_of.get(call, ()))
    return [sql for sql in found if not sql.startswith(CONTROL)]


def _found(case: Case, call: int, deed: str, hint: str, about: Numbers) -> Found:
    signal = last_name(case.kind_of(call).signal)
    return Found(
        f"{case.code(call).name} ({signal}) {deed}.",
        hint,
        where=case.place(call),
        dispatch=case.calls.dispatch[call],
        call=call,
        calls=about,
    )


def _often(found: Numbers, calls: Numbers, deed: str) -> str:
    """Return how many of a receiver's calls were found, where it had several."""
    return f"; {len(found)} of its {len(calls)} calls {deed}" if len(calls) > 1 else ""


def _ms(ns: int) -> str:
    return f"{ns / 1e6:.0f} ms"


def _in_queries(case: Case, call: int) -> str:
    """Return how much of a call's time went to its queries, where that was most of it."""
    queries, query_ns = case.calls.queries[call], case.calls.query_ns[call]
    if not queries or query_ns * 2 < case.calls.own[call]:
        return ""
    return f", {_ms(query_ns)} in {_queries(queries)}"


def _of_these(statements: list[str]) -> str:
    """Return how many queries there were, and the one that most of them are."""
    [(sql, count)] = Counter(statements).most_common(1)
    often = "all" if count == len(statements) else count
    same = f", {often} of them {shortened(sql)}," if count * 2 >= len(statements) > 1 else ""
    return f"{_queries(len(statements))}{same}"


def _queries(count: int, which: str = "") -> str:
    return f"{count} {which}{'query' if count == 1 else 'queries'}"


RULES = (
    Rule("S401", "slow-receiver", WARNING, slow),
    Rule("S402", "queries-in-receiver", WARNING, queries),
    Rule("S403", "repeated-query", WARNING, repeated),
)
