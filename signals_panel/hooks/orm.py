"""ORM operations that change rows without sending signals, where a receiver missed it."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from time import perf_counter_ns as clock
from typing import Any

from django.db.models import QuerySet, signals

from ..callers import caller_token
from ..log import State, current_state
from ..naming import class_name
from .connections import receivers_for

MISSED_BY = {
    "bulk_create": (signals.pre_save, signals.post_save),
    "bulk_update": (signals.pre_save, signals.post_save),
    "update": (signals.pre_save, signals.post_save),
    "_raw_delete": (signals.pre_delete, signals.post_delete),
}
"""The operations, and the signals a row-by-row way of doing them would send."""

_running = threading.local()


def install() -> None:
    """Patch the operations on ``QuerySet``; the async ones call these."""
    for operation in MISSED_BY:
        setattr(QuerySet, operation, _watched(operation, getattr(QuerySet, operation)))


def _watched(operation: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        state = current_state.get()
        if state is None or getattr(_running, "bulk", False):
            return original(self, *args, **kwargs)
        start = clock()
        _running.bulk = True  # bulk_update calls update: one operation, not two
        try:
            result = original(self, *args, **kwargs)
        finally:
            _running.bulk = False
        try:
            _write(state, operation, self.model, result, start)
        except Exception:
            state[0].dropped["errors"] += 1
        return result

    return method


def _write(state: State, operation: str, model: Any, result: Any, start: int) -> None:
    log, node, _, _ = state
    missed = [
        (token, receivers)
        for signal in MISSED_BY[operation]
        for token, receivers in [receivers_for(signal, model)]
        if receivers
    ]
    if model._meta.auto_created or not missed:
        return
    number = log.next_number("bypasses")
    if number:
        rows = len(result) if isinstance(result, list) else result
        rows = rows if type(rows) is int else -1
        caller = caller_token(3)
        log.rows["bypasses"].extend(
            (number, node, start, operation, class_name(model), rows, caller, missed)
        )
