"""Where transactions begin and end: what Django's atomic blocks and connections are asked to do."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic, get_connection

from . import commits, views
from .blocks import COMMITTED, ROLLED_BACK, Block, Work, open_work, work_on
from .patching import original, put


def install() -> None:
    """Patch atomic blocks and the connection's methods that begin and end transactions."""
    _wrap(Atomic, "__enter__", after=_entered)
    _wrap(Atomic, "__exit__", after=_exited)
    _wrap(BaseDatabaseWrapper, "savepoint", after=_savepoint_made)
    _wrap(BaseDatabaseWrapper, "savepoint_commit", after=_savepoint_released)
    _wrap(BaseDatabaseWrapper, "savepoint_rollback", after=_savepoint_rolled_back)
    _wrap(BaseDatabaseWrapper, "commit", after=functools.partial(_ended, COMMITTED))
    _wrap(BaseDatabaseWrapper, "rollback", after=functools.partial(_ended, ROLLED_BACK))
    _wrap(BaseDatabaseWrapper, "set_autocommit", after=_autocommit_set)
    _wrap(BaseDatabaseWrapper, "close", after=_closed)
    _wrap(BaseDatabaseWrapper, "connect", before=_forget, after=_connected)
    commits.install(before_run=_leave_stretch)
    views.install()
    with contextlib.suppress(Exception):
        _open_already()


def _wrap(
    owner: type,
    name: str,
    after: Callable[..., None],
    before: Callable[[Any], None] | None = None,
) -> None:
    """Let *after* see a method's ``self``, result, error and arguments once it has run.

    *before* sees its ``self`` ahead of that.
    """
    before_us = original(owner, name)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = None
        failed = True
        if before is not None:
            with contextlib.suppress(Exception):
                before(self)
        try:
            result = before_us(self, *args, **kwargs)
            failed = False
            return result
        finally:
            with contextlib.suppress(Exception):
                after(self, result, failed, *args, **kwargs)

    put(owner, name, method)


def _work(connection: Any) -> Work | None:
    """Return what is open on a connection; None where no block is."""
    work = open_work.get(id(connection))
    return work if work is not None and work.blocks else None


def _innermost(work: Work | None, **wanted: object) -> Block | None:
    """Return the innermost block that has what is wanted."""
    [(name, value)] = wanted.items()
    blocks = () if work is None else reversed(work.blocks)
    return next((block for block in blocks if getattr(block, name) == value), None)


def _open_already() -> None:
    """Note what was open in this thread before anything was patched, as in a first test."""
    if "settings" not in vars(connections):
        return  # nobody has asked for the databases yet
    for connection in connections.all(initialized_only=True):
        atomics = connection.atomic_blocks
        sids: list[str | None] = [*connection.savepoint_ids]
        if len(sids) < len(atomics):
            sids.insert(0, None)  # the outermost block has none
        elif connection.connection is not None and not connection.autocommit:
            work_on(connection).open(None)
        for atomic, sid in zip(atomics, sids, strict=False):
            _note_atomic(connection, atomic, sid)


def _entered(atomic: Atomic, result: None, failed: bool) -> None:
    if not failed:
        connection = get_connection(atomic.using)
        sid = connection.savepoint_ids[-1] if connection.savepoint_ids else None
        views.entered(atomic, _note_atomic(connection, atomic, sid))


def _note_atomic(connection: Any, atomic: Any, sid: str | None) -> Block:
    """Note and return an atomic block; that of its savepoint is there where we saw that made."""
    work = work_on(connection)
    block = work.blocks[-1] if work.blocks else None
    if sid is None or block is None or block.sid != sid:
        block = work.open(sid)
    block.atomic = id(atomic)
    block.counts = not atomic._from_testcase
    if not block.counts:
        commits.watch_captures()
    return block


def _exited(atomic: Atomic, result: None, failed: bool, *error: Any) -> None:
    connection = get_connection(atomic.using)
    work = _work(connection)
    block = _innermost(work, atomic=id(atomic))
    if work is None or block is None:
        return
    if block.parent is None and block.counts:
        # that of a transaction has left by now, unless the connection was closed in it; one
        # without a savepoint, in a test case's block, is what stands for a transaction there
        kept = work.blocks[0] is not block and not failed and not connection.needs_rollback
        block.end(COMMITTED if kept else ROLLED_BACK)
    work.leave(block)
    _closed(connection, result, failed)  # if it was: in the outermost block it is gone only now


def _savepoint_made(connection: Any, sid: str | None, failed: bool) -> None:
    if sid is not None:
        work_on(connection).open(sid)


def _savepoint_released(connection: Any, result: None, failed: bool, sid: str) -> None:
    work = _work(connection)
    block = _innermost(work, sid=sid)
    if work is not None and block is not None and not failed:
        if block.parent is None:
            block.end(COMMITTED)
        if not block.atomic:
            work.leave(block)
        if connection.vendor == "sqlite" and not connection.connection.in_transaction:
            work.anew(COMMITTED)  # without autocommit, SQLite commits with a first savepoint


def _savepoint_rolled_back(connection: Any, result: None, failed: bool, sid: str) -> None:
    work = _work(connection)
    block = _innermost(work, sid=sid)
    if work is not None and block is not None and not failed:
        block.end(ROLLED_BACK)
        if not block.atomic:
            work.leave(block)
            work_on(connection).open(sid)
    if not failed:
        commits.settle(connection, by=sid)


def _ended(outcome: str, connection: Any, result: None, failed: bool) -> None:
    if outcome == ROLLED_BACK and not failed:
        commits.settle(connection, by=None)
    work = _work(connection)
    if work is None or failed:
        return
    block = work.blocks[0]
    block.end(outcome)
    work.leave(block)  # what runs on commit is in no transaction
    if not block.atomic and not connection.autocommit:
        work_on(connection).open(None)  # the next transaction begins at once


def _autocommit_set(
    connection: Any,
    result: None,
    failed: bool,
    autocommit: bool,
    force_begin_transaction_with_broken_autocommit: bool = False,
) -> None:
    """Follow a stretch without autocommit; atomic blocks set the flag and are known anyway."""
    if failed or force_begin_transaction_with_broken_autocommit:
        return
    _leave_stretch(connection)
    if not autocommit:
        work_on(connection).open(None)


def _leave_stretch(connection: Any) -> None:
    """End a stretch without autocommit, before what waited for its commit runs."""
    work = _work(connection)
    if work is not None and not work.blocks[0].atomic and work.blocks[0].sid is None:
        work.blocks[0].end(COMMITTED)
        work.leave(work.blocks[0])


def _closed(connection: Any, result: None, failed: bool) -> None:
    """End all that was open on a connection that is gone: its database rolls that back.

    Atomic blocks are left later, by their own end. What waits still may run as Django connects
    anew, if it has a commit in mind; else it is forgotten.
    """
    work = open_work.get(id(connection))
    if work is None or not (connection.connection is None or connection.closed_in_transaction):
        return
    atomics = [block for block in work.blocks if block.atomic]
    work.lose_blocks()
    work.blocks = atomics if connection.closed_in_transaction else []
    if connection.connection is None and not connection.run_commit_hooks_on_set_autocommit_on:
        work.lose()
    commits.settle(connection, by="")
    work.tidy()


def _forget(connection: Any) -> None:
    """End the blocks of before a connection is made anew: Django forgets them too."""
    work = open_work.get(id(connection))
    if work is not None:
        work.lose_blocks()


def _connected(connection: Any, result: None, failed: bool) -> None:
    """Tell what waited in vain, once a connection was made anew."""
    commits.settle(connection, by="")
