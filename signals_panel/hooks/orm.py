"""ORM operations that change rows without sending signals, where a receiver missed it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

from django.db.models import QuerySet, signals
from django.db.models.deletion import Collector
from django.db.models.sql import UpdateQuery
from django.dispatch import Signal

from ..log.clock import perf_counter_ns as clock
from ..log.log import OpenLog, State, current_state
from ..texts.callers import MAX_FRAMES, USER, caller_token, frames_kind, is_ours
from ..texts.naming import class_name
from . import database_deletes
from .database_deletes import Effect, effects_of, effects_of_deleting
from .patching import original, put
from .standing import receivers_for

MISSED_BY = {
    "bulk_create": (signals.pre_save, signals.post_save),
    "bulk_update": (signals.pre_save, signals.post_save),
    "update": (signals.pre_save, signals.post_save),
    "_raw_delete": (signals.pre_delete, signals.post_delete),
}
"""The operations, and the signals a row-by-row way of doing them would send."""

_CAUSES = {
    os.path.join("django", *parts): cause
    for parts, cause in (
        (("db", "models", "deletion.py"), "on_delete"),
        (("db", "models", "fields", "related_descriptors.py"), "related_manager"),
        (("contrib", "contenttypes", "fields.py"), "related_manager"),
    )
}
"""The files of Django that use these operations for what the user asked of them."""
_HANDLERS = os.path.join("django", "core", "handlers", "")
_ORM = (os.path.join("django", "db", ""), *_CAUSES)
_ASGIREF = os.path.join("asgiref", "sync.py")

_running = threading.local()


def install() -> None:
    """Patch the operations on ``QuerySet``; the async ones call these.

    A deletion updates rows that it had to read, as for ``SET_DEFAULT``, without a queryset.
    """
    for operation in MISSED_BY:
        put(QuerySet, operation, _watched(operation, original(QuerySet, operation)))
    put(UpdateQuery, "update_batch", _watched_batch(original(UpdateQuery, "update_batch")))
    if database_deletes.KIND is not None:
        put(Collector, "delete", _watched_delete(original(Collector, "delete")))


def _watched(operation: str, before: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        state = current_state.get()
        if state is None or getattr(_running, "bulk", False):
            return before(self, *args, **kwargs)
        start = clock()
        _running.bulk = True  # bulk_update calls update: one operation, not two
        try:
            result = before(self, *args, **kwargs)
        finally:
            _running.bulk = False
        values = kwargs if operation == "update" else {}
        _note(_write, state, operation, self.model, result, start, values)
        if operation == "_raw_delete" and result:
            _note(_write_effects, state, effects_of([self.model]), start)
        return result

    return method


def _watched_batch(before: Callable[..., None]) -> Callable[..., None]:
    def method(self: Any, pk_list: list[Any], values: dict[str, Any], using: str) -> None:
        state = current_state.get()
        start = clock()
        before(self, pk_list, values, using)
        if state is not None:
            _note(_write, state, "update", self.model, pk_list, start, values)

    return method


def _watched_delete(before: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any) -> Any:
        state = current_state.get()
        start = clock()
        result = before(self)
        if state is not None:
            _note(_write_effects, state, effects_of_deleting(self, result[1]), start)
        return result

    return method


def _note(write: Callable[..., None], state: State, *bypass: Any) -> None:
    try:
        write(state, *bypass)
    except Exception:
        state[0].dropped["errors"] += 1


def _write(
    state: State, operation: str, model: Any, result: Any, start: int, values: dict[str, Any]
) -> None:
    log, node, _, _ = state
    missed = _missed(log, MISSED_BY[operation], model)
    if model._meta.auto_created or not missed:
        return
    number = log.next_number("bypasses")
    if number:
        frame = sys._getframe(3)
        cause = _cause_of(operation, frame)
        field, related = _relation(model, values) if cause else (None, None)
        row = (number, node, start, operation, class_name(model), _rows(result), caller_token(4))
        log.rows["bypasses"].extend((*row, missed, cause, field, related, _is_djangos(frame)))


def _write_effects(state: State, effects: Iterable[Effect], start: int) -> None:
    """Write what the database did by itself; how many rows it changed it does not tell.

    What Django deletes at once for a deletion is written with that.
    """
    log, node, _, _ = state
    frame = sys._getframe(3)
    if _cause_of("_raw_delete", frame) == "on_delete":
        return
    for name, model, field, deleted in effects:
        missed = _missed(log, database_deletes.MISSED_BY[name], model)
        number = 0 if model._meta.auto_created or not missed else log.next_number("bypasses")
        if number:
            row = (number, node, start, name, class_name(model), -1, caller_token(4))
            why = (missed, "db_on_delete", field, class_name(deleted), _is_djangos(frame))
            log.rows["bypasses"].extend((*row, *why))


def _missed(log: OpenLog, sent: Iterable[Signal], model: Any) -> list[Any]:
    """Return signals, each with the receivers that a model's would have reached.

    Where a test keeps what is sent, also the signals that nobody receives.
    """
    found = (receivers_for(signal, model) for signal in sent)
    return [(token, receivers) for token, receivers in found if receivers or log.kept]


def _rows(result: Any) -> int:
    """Return how many rows an operation changed, -1 where the database does not tell.

    Where there was nothing to do, ``bulk_create`` returns what it was given, others None.
    """
    if issubclass(type(result), int):
        return int.__int__(result)
    return len(result) if type(result) is list else 0


def _cause_of(operation: str, frame: FrameType) -> str | None:
    """Return which work of Django's an operation was part of: its caller's file tells.

    A queryset class of the user's may stand between, with an operation of its own.
    """
    while frame.f_back is not None and frame.f_code.co_name == operation:
        frame = frame.f_back
    file = frame.f_code.co_filename
    return next((cause for end, cause in _CAUSES.items() if file.endswith(end)), None)


def _relation(model: Any, values: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return the foreign key that was set, if it is all that was, and the model it leads to."""
    if len(values) == 1:
        [field] = map(model._meta.get_field, values)
        if field.remote_field is not None:
            return field.name, class_name(field.remote_field.model)
    return None, None


def _is_djangos(frame: FrameType | None) -> bool:
    """Tell whether no code of the user's asked for it: not since the request came in.

    In a thread of asgiref's the code that awaits does not show: whoever awaits the ORM itself is
    the user's, whoever awaits a view or a command is Django's.
    """
    in_orm = True
    for _ in range(MAX_FRAMES):
        if frame is None:
            break
        file = frame.f_code.co_filename
        if file.endswith(_ASGIREF):
            return not in_orm
        if (kind := frames_kind(file)) or _HANDLERS in file:
            return kind != USER
        in_orm = in_orm and (is_ours(file) or any(part in file for part in _ORM))
        frame = frame.f_back
    return True
