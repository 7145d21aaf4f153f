"""Which open transaction a send is in, and how that transaction ends.

Every open atomic block and manual savepoint is a ``Block``, kept per thread: a connection
belongs to one thread, and a block cannot be left while another one runs in it. A block has
a number only once something recorded happened in it.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
from _thread import get_ident
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic, get_connection

from ..log import Log

COMMITTED, ROLLED_BACK = "committed", "rolled_back"

open_blocks: dict[int, list[Block]] = {}
"""The open blocks of each thread that has any, outermost first. Empty is the fast "no"."""

_numbers = itertools.count(1)


class Block:
    """An atomic block, a manual savepoint, or a stretch without autocommit.

    Attributes:
        sid: the savepoint's id, None for the outermost block of a connection.
        counts: False for the blocks that ``TestCase`` opens around a test.
        logs, latest_log: those that have a row of it, and the last of them.
    """

    def __init__(self, connection: Any, sid: str | None, counts: bool = True) -> None:
        self.connection, self.sid, self.counts = connection, sid, counts
        self.alias: str = connection.alias
        self.atomic: Any = None
        self.number = next(_numbers)
        self.logs: list[Log] = []
        self.latest_log: Log | None = None
        stack = open_blocks.setdefault(get_ident(), [])
        self.parent = next(
            (b for b in reversed(stack) if b.connection is connection and b.counts), None
        )
        stack.append(self)

    def number_in(self, log: Log) -> int:
        """Return the block's number, writing its row into *log* when first asked."""
        if log not in self.logs:
            parent = self.parent.number_in(log) if self.parent is not None else 0
            self.logs.append(log)
            log.rows["transactions"].extend((self.number, parent, self.alias))
        self.latest_log = log
        return self.number

    def end(self, outcome: str) -> None:
        """Tell the recordings it was seen in how it ended."""
        for log in self.logs:
            if log.limit >= 0:
                log.rows["outcomes"].extend((self.number, outcome))
        self.logs = []
        self.latest_log = None

    def leave(self) -> None:
        """Take the block, and what is still open inside it, off its thread's stack."""
        stack = open_blocks.get(get_ident(), [])
        if self in stack:
            inside = stack[stack.index(self) :]
            stack[:] = [b for b in stack if b not in inside or b.connection is not self.connection]
        if not stack:
            open_blocks.pop(get_ident(), None)


def transaction_of(log: Log, named: dict[str, Any]) -> int:
    """Return the number of the innermost block open in this thread, 0 outside of any.

    A signal that says which database it is about (``using``) is in a block of that one.
    """
    stack = open_blocks.get(get_ident())
    if not stack:
        return 0
    block = stack[-1]
    alias = named.get("using")
    if block.latest_log is log and (alias is None or alias is block.alias):
        return block.number
    for block in reversed(stack):
        if block.counts and (type(alias) is not str or alias == block.alias):
            return block.number_in(log)
    return 0


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
    _precede(BaseDatabaseWrapper, "run_and_clear_commit_hooks", _leave_stretch)


def _wrap(owner: type, name: str, after: Callable[..., None]) -> None:
    """Let *after* see a method's ``self``, result, error and arguments once it has run."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = None
        failed = True
        try:
            result = original(self, *args, **kwargs)
            failed = False
            return result
        finally:
            with contextlib.suppress(Exception):
                after(self, result, failed, *args, **kwargs)

    setattr(owner, name, method)


def _precede(owner: type, name: str, before: Callable[[Any], None]) -> None:
    """Let *before* see a method's ``self`` ahead of its run."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(Exception):
            before(self)
        return original(self, *args, **kwargs)

    setattr(owner, name, method)


def _innermost(matches: Callable[[Block], bool]) -> Block | None:
    stack = open_blocks.get(get_ident(), ())
    return next((block for block in reversed(stack) if matches(block)), None)


def _entered(atomic: Atomic, result: None, failed: bool) -> None:
    if failed:
        return
    connection = get_connection(atomic.using)
    sid = connection.savepoint_ids[-1] if connection.savepoint_ids else None
    block = _innermost(lambda block: block.connection is connection)
    if sid is None or block is None or block.sid != sid:
        block = Block(connection, sid)
    block.atomic = atomic
    block.counts = not atomic._from_testcase


def _exited(atomic: Atomic, result: None, failed: bool, *error: Any) -> None:
    block = _innermost(lambda block: block.atomic is atomic)
    if block is not None:
        if block.parent is None and block.counts:
            block.end(ROLLED_BACK)  # the connection was closed in the transaction
        block.leave()


def _savepoint_made(connection: Any, sid: str | None, failed: bool) -> None:
    if sid is not None:
        Block(connection, sid)


def _savepoint_released(connection: Any, result: None, failed: bool, sid: str) -> None:
    block = _innermost(lambda block: block.connection is connection and block.sid == sid)
    if block is not None and not failed:
        if block.parent is None:
            block.end(COMMITTED)
        if block.atomic is None:
            block.leave()


def _savepoint_rolled_back(connection: Any, result: None, failed: bool, sid: str) -> None:
    block = _innermost(lambda block: block.connection is connection and block.sid == sid)
    if block is not None and not failed:
        block.end(ROLLED_BACK)
        if block.atomic is None:
            block.leave()
            Block(connection, sid)


def _ended(outcome: str, connection: Any, result: None, failed: bool) -> None:
    block = next((b for b in open_blocks.get(get_ident(), ()) if b.connection is connection), None)
    if block is None or failed:
        return
    block.end(outcome)
    block.leave()  # what runs on commit is in no transaction
    if block.atomic is None and not connection.autocommit:
        Block(connection, None)  # the next transaction begins at once


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
        Block(connection, None)


def _leave_stretch(connection: Any) -> None:
    """End a stretch without autocommit, before what waited for its commit runs."""
    block = _innermost(lambda block: block.connection is connection and block.atomic is None)
    if block is not None and block.sid is None:
        block.end(COMMITTED)
        block.leave()
