"""The blocks open on each connection, and which of them a send is in.

Django's connection is referred to weakly: one whose thread ends in an open block is collected,
as it would be, and what was open on it goes with it. Nor is a log held: see ``OpenLog``.
"""

from __future__ import annotations

import functools
import itertools
import threading
from typing import Any, NamedTuple
from weakref import ref

from ..log.log import OpenLog

COMMITTED, ROLLED_BACK = "committed", "rolled_back"

_numbers = itertools.count(1)


class Block:
    """An atomic block, a manual savepoint, or a stretch without autocommit.

    Attributes:
        sid: the savepoint's id, None for the outermost block of a connection.
        atomic: the ``id()`` of the ``Atomic`` that opened it, 0 for any other.
        counts: False for the blocks that ``TestCase`` opens around a test.
        outcome: how it ended, None for as long as that is open.
        logs, latest: weak references to those that have a row of it, and to the last of them.
    """

    def __init__(self, alias: str, sid: str | None, parent: Block | None) -> None:
        self.alias, self.sid, self.parent = alias, sid, parent
        self.atomic, self.counts = 0, True
        self.number = next(_numbers)
        self.outcome: str | None = None
        self.logs: list[ref[OpenLog]] = []
        self.latest: ref[OpenLog] | None = None

    def number_in(self, log: OpenLog) -> int:
        """Return the block's number, writing its row into *log* when first asked."""
        if log.reference not in self.logs:
            parent = self.parent.number_in(log) if self.parent is not None else 0
            self.logs = [each.reference for each in (*self._open_logs(), log)]
            log.rows["transactions"].extend((self.number, parent, self.alias))
            if self.outcome is not None:
                log.rows["outcomes"].extend((self.number, self.outcome))
        self.latest = log.reference
        return self.number

    def end(self, outcome: str) -> None:
        """Tell the recordings it was seen in how it ended; what is told first is true."""
        if self.outcome is None:
            self.outcome = outcome
            for log in self._open_logs():
                log.rows["outcomes"].extend((self.number, outcome))

    def _open_logs(self) -> list[OpenLog]:
        logs = [each() for each in self.logs]
        return [log for log in logs if log is not None and log.limit >= 0]


class Waiting(NamedTuple):
    """A callback that waits for a commit.

    Attributes:
        sids: the set in Django's entry, by which that is told: it stays where others are
            removed from the list.
        number, log: of its row, and where that is.
        of_test: the savepoints of blocks that ``TestCase`` opened around it, None for the
            outermost.
    """

    sids: set[str]
    number: int
    log: ref[OpenLog]
    of_test: set[str | None]

    def end(self, outcome: str) -> None:
        """Tell the recording it was registered in what became of it."""
        log = self.log()
        if log is not None and log.limit >= 0:
            log.rows["commit_outcomes"].extend((self.number, outcome))


class Work:
    """What is open on one connection.

    Attributes:
        connection: a weak reference, which tells when the connection is lost.
        blocks: those open, outermost first.
        waiting: what waits for its commit, of what a recording knows of.
        captures: how many test cases' captures of such callbacks are open.
    """

    def __init__(self, connection: Any) -> None:
        key = id(connection)
        self.connection = ref(connection, functools.partial(_lost, open_work, key))
        self.key, self.alias = key, connection.alias
        self.blocks: list[Block] = []
        self.waiting: list[Waiting] = []
        self.captures = 0

    def open(self, sid: str | None) -> Block:
        """Open a block inside of those that are open."""
        parent = next((block for block in reversed(self.blocks) if block.counts), None)
        block = Block(self.alias, sid, parent)
        self.blocks.append(block)
        if self not in _here.work:
            _here.work = [*(each for each in _here.work if each.blocks), self]
        return block

    def leave(self, block: Block) -> None:
        """Take a block off, and what is still open inside it."""
        if block in self.blocks:
            del self.blocks[self.blocks.index(block) :]
        self.tidy()

    def anew(self, outcome: str) -> None:
        """End the transaction that the open blocks are in; they go on in the next one."""
        blocks, self.blocks = self.blocks, []
        for old in blocks:
            old.end(outcome)
            block = self.open(old.sid)
            block.atomic, block.counts = old.atomic, old.counts

    def lose(self) -> None:
        """End all that is open: the connection was closed, which rolls back."""
        self.lose_blocks()
        for each in self.waiting:
            each.end(ROLLED_BACK)
        self.waiting = []

    def lose_blocks(self) -> None:
        """End the blocks that are open, but not what waits."""
        for block in self.blocks:
            block.end(ROLLED_BACK)
        self.blocks = []

    def tidy(self) -> None:
        """Forget what has nothing open any more."""
        if not self.blocks and self in _here.work:
            _here.work.remove(self)
        if not self.blocks and not self.waiting and not self.captures:
            open_work.pop(self.key, None)


class _Here(threading.local):
    """What is open on the connections of this thread: it ends with the thread."""

    def __init__(self) -> None:
        self.work: list[Work] = []


_here = _Here()

open_work: dict[int, Work] = {}
"""What is open, by the ``id()`` of the connection: one for each that lives and has anything
open. Empty is the fast "no"."""


def work_on(connection: Any) -> Work:
    """Return what is open on a connection, to add to it."""
    work = open_work.get(id(connection))
    if work is None:
        work = open_work[id(connection)] = Work(connection)
    return work


def transaction_of(log: OpenLog, named: dict[str, Any]) -> int:
    """Return the number of the innermost block open in this thread, 0 outside of any.

    A signal that says which database it is about (``using``) is in a block of that one.
    """
    here = _here.work
    alias = named.get("using")
    if len(here) == 1 and here[0].blocks:
        block = here[0].blocks[-1]
        if block.latest is log.reference and (alias is None or alias is block.alias):
            return block.number
    innermost = [
        work.blocks[-1]
        for work in here
        if work.blocks and (type(alias) is not str or alias == work.alias)
    ]
    counted = [block for block in innermost if block.counts]
    return max(counted, key=lambda block: block.number).number_in(log) if counted else 0


def _lost(all_work: dict[int, Work], key: int, reference: object) -> None:
    """End what was open on a connection that was collected, even as Python shuts down."""
    work = all_work.pop(key, None)
    if work is not None:
        work.lose()
