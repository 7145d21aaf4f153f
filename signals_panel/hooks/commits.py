"""What is registered to run on commit, and what became of it.

Nothing is added to ``run_on_commit``, and no callback is held. Django's entry is told by its
set of savepoints: that stays the same one where a savepoint's rollback makes the list anew.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ..log.log import OpenLog, State, current_state
from ..texts.callers import caller_token
from ..texts.naming import code_name
from .blocks import ROLLED_BACK, Waiting, Work, open_work, transaction_of, work_on
from .patching import original, put, replacing, without_us

RAN = "ran"
EARLIER_RAISED, REMOVED = "earlier_raised", "removed"
"""Why a callback was dropped, besides ``ROLLED_BACK``: an earlier one raised; code that is not
Django's took it off the list."""
CAPTURED = "captured"
"""A test took it to look at, or to run it by itself."""

_on_commit = original(BaseDatabaseWrapper, "on_commit")
_run = original(BaseDatabaseWrapper, "run_and_clear_commit_hooks")
_watching: list[str] = []


def install(before_run: Callable[[Any], None]) -> None:
    """Patch what registers callbacks and what runs them, once *before_run* was told."""

    def run(self: Any) -> None:
        with contextlib.suppress(Exception):
            before_run(self)
        entries = self.run_on_commit
        due = {id(entry[0]) for entry in entries} if open_work else set()
        try:
            _run(self)
        finally:
            with contextlib.suppress(Exception):
                if self.run_on_commit is not entries:
                    _has_run(self, due, left={id(entry[0]) for entry in entries})

    put(BaseDatabaseWrapper, "on_commit", on_commit)
    put(BaseDatabaseWrapper, "run_and_clear_commit_hooks", run)
    watch_captures()


def on_commit(self: Any, func: Any, robust: bool = False) -> None:
    state = current_state.get()
    if state is None or not (number := state[0].next_number("on_commits")):
        _on_commit(self, func, robust)
        return
    waits, runs = self.in_atomic_block, _runs_at_once(self)
    failed = True
    try:
        _on_commit(self, func, robust)
        failed = False
    finally:
        try:
            if not failed or (callable(func) and not waits and runs):
                _note(state, self, func, number, waits)
        except Exception:
            state[0].dropped["errors"] += 1


def _runs_at_once(connection: Any) -> bool:
    """Tell whether a callback is run at once: else Django connects first, or refuses it."""
    return connection.connection is not None and bool(connection.autocommit)


def settle(connection: Any, by: str | None) -> None:
    """Tell what a rollback dropped: *by* is the savepoint's id, None for a transaction's.

    The blocks of a test case are rolled back in any case: what still waits then has waited.
    """
    work = open_work.get(id(connection))
    if work is None or not work.waiting:
        return
    left = {id(entry[0]) for entry in connection.run_on_commit}
    for each in work.waiting:
        if id(each.sids) not in left and by not in each.of_test:
            each.end(ROLLED_BACK)
    work.waiting = [each for each in work.waiting if id(each.sids) in left]
    work.tidy()


def watch_captures() -> None:
    """Let what a test case runs be known as run, once there are test cases."""
    testcases = sys.modules.get("django.test.testcases")
    if testcases is not None and not _watching:
        _watching.append("TestCase")
        case: Any = testcases.TestCase
        before = without_us(vars(case)["captureOnCommitCallbacks"].__func__)
        case.captureOnCommitCallbacks = classmethod(replacing(before, _watched(before)))


def _note(state: State, connection: Any, func: Any, number: int, waits: bool) -> None:
    """Write the row of a callback that waits now, or has run at once."""
    log: OpenLog = state[0]
    of_test = _test_savepoints(connection) if waits else set()
    transaction = transaction_of(log, {"using": connection.alias}) if open_work else 0
    row = (number, state[1], code_name(func), caller_token(3), transaction, int(bool(of_test)))
    log.rows["on_commits"].extend(row)
    if waits:
        sids, *_ = connection.run_on_commit[-1]
        work = work_on(connection)
        work.waiting.append(Waiting(sids, number, log.reference, of_test))
        if work.captures:
            work.waiting[-1].end(CAPTURED)
    else:
        log.rows["commit_outcomes"].extend((number, RAN))


def _test_savepoints(connection: Any) -> set[str | None]:
    """Return the savepoints of the blocks that a test case opened, None for the outermost."""
    blocks = connection.atomic_blocks
    sids = [None, *connection.savepoint_ids][-len(blocks) :]
    return {sid for block, sid in zip(blocks, sids, strict=False) if block._from_testcase}


def _has_run(connection: Any, due: set[int], left: set[int]) -> None:
    """Tell what ran of what was *due*: all but what is *left*, since one before it raised."""
    work = open_work.get(id(connection))
    if work is None or not work.waiting:
        return
    waits = {id(entry[0]) for entry in connection.run_on_commit}
    for each in work.waiting:
        key = id(each.sids)
        if key not in waits:
            each.end((EARLIER_RAISED if key in left else RAN) if key in due else REMOVED)
    work.waiting = [each for each in work.waiting if id(each.sids) in waits]
    work.tidy()


def _watched(before: Any) -> Any:
    """Return ``captureOnCommitCallbacks`` so that it tells what it ran of what it captured."""

    def capture(
        cls: Any, *, using: str = DEFAULT_DB_ALIAS, execute: bool = False
    ) -> Iterator[list[Any]]:
        connection = connections[using]
        work, start = work_on(connection), len(connection.run_on_commit)
        captured: list[Any] = []
        work.captures += 1
        try:
            with before(cls, using=using, execute=execute) as captured:
                yield captured
        finally:
            work.captures -= 1
            with contextlib.suppress(Exception):
                if execute:
                    _has_executed(work, connection.run_on_commit[start:], len(captured))
            work.tidy()

    return contextlib.contextmanager(capture)


def _has_executed(work: Work, entries: list[Any], count: int) -> None:
    """Tell what ran of the *entries* that a test case captured: the first *count* of them."""
    places = {id(entry[0]): place for place, entry in enumerate(entries)}
    for each in work.waiting:
        place = places.get(id(each.sids))
        if place is not None:
            each.end(RAN if place < count else EARLIER_RAISED)
    work.waiting = [each for each in work.waiting if id(each.sids) not in places]
