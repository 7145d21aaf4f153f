"""It was to run on commit: callbacks that were dropped, or wait for a commit that never comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..callers import is_project_file
from ..hooks.commits import EARLIER_RAISED, REMOVED
from ..on_commits import DROPPED, IN_TEST_CASE
from .case import INFO, WARNING, Case, Found, Item, Rule, place, times

TOLD = {
    "rolled_back": (
        INFO,
        "was dropped: the block it was registered in was rolled back",
        "That is what on_commit() is for. What must run in any case belongs outside of the block.",
    ),
    EARLIER_RAISED: (
        WARNING,
        "was dropped after the commit: a callback before it raised",
        "Register callbacks that may fail with on_commit(…, robust=True): the others run then.",
    ),
    REMOVED: (
        WARNING,
        "was dropped: other code than Django's took it off the connection's run_on_commit",
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
    """A callback registered with on_commit() never ran."""
    groups: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for each in case.document["on_commits"]:
        lost = each["outcome"] == DROPPED or each["reason"] == IN_TEST_CASE
        if lost and is_project_file((each["caller"] or {}).get("file")):
            line = each["caller"]["file"], each["caller"]["line"]
            groups[(each["callback"], each["reason"], *line)].append(each)
    for (callback, reason, *_), (first, *others) in groups.items():
        severity, told, hint = TOLD[str(reason)]
        yield Found(
            f"{callback}{_registered(case, first)} {told}{times(1 + len(others))}.",
            hint,
            where=place(first["caller"]),
            dispatch=None if first["call"] is None else case.calls[first["call"]]["dispatch"],
            call=first["call"],
            severity=severity,
        )


def _registered(case: Case, item: Item) -> str:
    """Return by which receiver a callback was registered, for sentences; nothing by none."""
    return (
        ""
        if item["call"] is None
        else f", which {case.calls[item['call']]['receiver']} registered,"
    )


RULES = (Rule("S504", "commit-callback-dropped", WARNING, dropped),)
