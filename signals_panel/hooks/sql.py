"""Every statement that any cursor executes, with its time, under the call that ran it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.utils import CursorWrapper

from ..log.clock import perf_counter_ns as clock
from ..log.log import POSITION_BITS, STREAMS, current_state
from ..texts.callers import line_token
from ..texts.describe import describe
from ..texts.naming import plain
from ..texts.parameters import parameters_of
from .patching import original, put

MAX_SQL = 5_000
"""Longest statement kept, in characters."""

COLUMNS = len(STREAMS["queries"])
IN_CALL = (1 << POSITION_BITS) - 1
"""What of a node is 0 outside of receivers: parameters of those statements are not kept, and not
all recordings ask for them."""

_state_now = current_state.get
_original = original(CursorWrapper, "_execute_with_wrappers")


def install() -> None:
    """Patch the one method that all cursors of Django share, open connections included.

    A wrapper in ``connection.execute_wrappers`` could be seen by the user's program.
    """
    put(CursorWrapper, "_execute_with_wrappers", _execute)


def _execute(self: Any, sql: Any, params: Any, many: bool, executor: Callable[..., Any]) -> Any:
    state = _state_now()
    if state is None or not (state[0].keeps_all or state[1] & IN_CALL):
        return _original(self, sql, params, many, executor)
    start = clock()
    try:
        return _original(self, sql, params, many, executor)
    finally:
        duration = clock() - start
        try:
            log, node, _, _ = state
            rows = log.rows["queries"]
            if len(rows) < log.limit * COLUMNS:
                text = sql if type(sql) is str and len(sql) <= MAX_SQL else _shortened(sql)
                is_told = node & IN_CALL and log.keeps_parameters
                told = parameters_of(sql, params, many) if is_told else None
                rows.extend((node, self.db.alias, text, start, duration, line_token(2), told))
            elif log.limit >= 0:
                log.dropped["queries"] += 1
        except Exception:
            state[0].dropped["errors"] += 1


def _shortened(sql: Any) -> str:
    text = plain(sql) or describe(sql)
    return text if len(text) <= MAX_SQL else f"{text[: MAX_SQL - 1]}…"
