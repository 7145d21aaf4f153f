"""Every statement that any cursor executes, with its time, under the call that ran it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.utils import CursorWrapper

from ..log.clock import perf_counter_ns as clock
from ..log.log import STREAMS, current_state
from ..texts.describe import describe
from ..texts.naming import plain
from .patching import original, put

MAX_SQL = 5_000
"""Longest statement kept, in characters. Parameters are never kept."""

COLUMNS = len(STREAMS["queries"])

_state_now = current_state.get
_original = original(CursorWrapper, "_execute_with_wrappers")


def install() -> None:
    """Patch the one method that all cursors of Django share, open connections included.

    A wrapper in ``connection.execute_wrappers`` could be seen by the user's program.
    """
    put(CursorWrapper, "_execute_with_wrappers", _execute)


def _execute(self: Any, sql: Any, params: Any, many: bool, executor: Callable[..., Any]) -> Any:
    state = _state_now()
    if state is None:
        return _original(self, sql, params, many, executor)
    start = clock()
    try:
        return _original(self, sql, params, many, executor)
    finally:
        duration = clock() - start
        log, node, _, _ = state
        rows = log.rows["queries"]
        if len(rows) < log.limit * COLUMNS:
            text = sql if type(sql) is str and len(sql) <= MAX_SQL else _shortened(sql)
            rows.extend((node, self.db.alias, text, start, duration))
        elif log.limit >= 0:
            log.dropped["queries"] += 1


def _shortened(sql: Any) -> str:
    text = plain(sql) or describe(sql)
    return text if len(text) <= MAX_SQL else f"{text[: MAX_SQL - 1]}…"
