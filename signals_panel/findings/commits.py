"""It was to run on commit: callbacks that were dropped, or wait for a commit that never comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..fates.on_commits import DROPPED, IN_TEST_CASE, OnCommit, on_commits_of
from ..hooks.commits import EARLIER_RAISED, REMOVED
from ..texts.callers import is_project_file
from ..timeline.columns import TOP
from ..timeline.items import call_site
from ..timeline.joined import Numbers
from .case import INFO, WARNING, Case, Found, Rule, place, some_of, times

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
    groups: dict[tuple[str, int | None], list[OnCommit]] = defaultdict(list)
    for each in on_commits_of(case.timeline):
        lost = each.outcome == DROPPED or each.reason == IN_TEST_CASE
        if lost and each.reason and is_project_file((call_site(each.row.caller) or {}).get("file")):
            groups[each.reason, outermost.get(each.row.transaction)].append(each)
    for (reason, _), found in groups.items():
        severity, told, hint = TOLD[reason]
        calls = [each.call for each in found if each.call != TOP]
        was = "were" if len(_names(found)) > 1 else "was"
        yield Found(
            f"{_named(case, found, calls)} {told.format(was=was)}.",
            hint,
            where=place(call_site(found[0].row.caller)),
            dispatch=case.calls.dispatch[calls[0]] if calls else None,
            call=calls[0] if calls else None,
            severity=severity,
            calls=calls,
            blocks=[case.undone[each.row.transaction] for each in found if _is_undone(case, each)],
        )


def _is_undone(case: Case, registered: OnCommit) -> bool:
    """Tell whether a callback was dropped with a block of which it is known."""
    return registered.reason == "rolled_back" and registered.row.transaction in case.undone


def _named(case: Case, found: list[OnCommit], calls: Numbers) -> str:
    """Return which callbacks these are, for sentences, and the receiver that registered all."""
    names = _names(found)
    receivers = list(dict.fromkeys(case.code(call).name for call in calls))
    often = times(len(found)) if len(found) > len(names) else ""
    by_one = len(calls) == len(found) and len(receivers) == 1
    registered = f", which {receivers[0]} registered," if by_one else ""
    return f"{some_of(names, 'callback')}{often}{registered}"


def _names(found: list[OnCommit]) -> list[str]:
    return list(dict.fromkeys(each.row.callback for each in found))


def _outermost(case: Case) -> dict[int, int]:
    """Return the outermost block around each transaction."""
    parents = case.timeline.joined.mapping("transactions", "number", "parent")
    found: dict[int, int] = {}
    for number in case.timeline.outcomes:  # outer ones come first
        found[number] = found.get(parents[number], number)
    return found


RULES = (Rule("S504", "commit-callback-dropped", WARNING, dropped),)
