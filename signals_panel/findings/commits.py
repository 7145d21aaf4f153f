"""It was to run on commit: callbacks that were dropped, or wait for a commit that never comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..fates.on_commits import DROPPED, IN_TEST_CASE
from ..hooks.commits import EARLIER_RAISED, REMOVED
from ..texts.callers import is_project_file
from .case import INFO, WARNING, Case, Found, Item, Rule, place, times

NAMED = 3
"""How many callbacks a sentence names; the rest is counted."""
TOLD = {
    "rolled_back": (
        INFO,
        "{was} dropped, as the block was rolled back",
        "That is what on_commit() is for. What must run in any case belongs outside of the block.",
    ),
    EARLIER_RAISED: (
        WARNING,
        "{was} dropped after the commit, as an earlier callback raised",
        "Register callbacks that may fail with on_commit(…, robust=True): the others run then.",
    ),
    REMOVED: (
        WARNING,
        "{was} dropped, as other code than Django's changed the connection's run_on_commit",
        "Find what changes run_on_commit.",
    ),
    IN_TEST_CASE: (
        INFO,
        "did not run: the blocks that a TestCase opens around a test are never committed",
        "Run callbacks with captureOnCommitCallbacks(execute=True), or use a TransactionTestCase.",
    ),
}
"""Of each reason, how severe it is, what happened, and what to do."""


def dropped(case: Case) -> Iterator[Found]:
    """Callbacks registered with on_commit() never ran: one finding for what one end dropped."""
    outermost = _outermost(case)
    groups: dict[tuple[str, int | None], list[Item]] = defaultdict(list)
    for each in case.document["on_commits"]:
        lost = each["outcome"] == DROPPED or each["reason"] == IN_TEST_CASE
        if lost and is_project_file((each["caller"] or {}).get("file")):
            groups[each["reason"], outermost.get(each["transaction"])].append(each)
    for (reason, _), items in groups.items():
        severity, told, hint = TOLD[reason]
        calls = [case.calls[each["call"]] for each in items if each["call"] is not None]
        was = "were" if len(_names(items)) > 1 else "was"
        yield Found(
            f"{_named(items, calls)} {told.format(was=was)}.",
            hint,
            where=place(items[0]["caller"]),
            dispatch=calls[0]["dispatch"] if calls else None,
            call=calls[0]["id"] if calls else None,
            severity=severity,
            about=tuple(call["id"] for call in calls),
        )


def _named(items: list[Item], calls: list[Item]) -> str:
    """Return which callbacks these are, for sentences, and the receiver that registered all."""
    names = _names(items)
    receivers = {call["named"] for call in calls}
    more = len(names) - NAMED
    others = f" and {more} more {'callback' if more == 1 else 'callbacks'}" if more > 0 else ""
    often = times(len(items)) if len(items) > len(names) else ""
    by_one = len(calls) == len(items) and len(receivers) == 1
    registered = f", which {calls[0]['named']} registered," if by_one else ""
    return f"{', '.join(names[:NAMED])}{others}{often}{registered}"


def _names(items: list[Item]) -> list[str]:
    return list(dict.fromkeys(each["callback"] for each in items))


def _outermost(case: Case) -> dict[int | None, int]:
    """Return the outermost block around each transaction."""
    found: dict[int | None, int] = {}
    for each in case.document["transactions"]:  # outer ones come first
        found[each["id"]] = found.get(each["parent"], each["id"])
    return found


RULES = (Rule("S504", "commit-callback-dropped", WARNING, dropped),)
