"""Who awaits what runs in a thread of asgiref's, or in a task: its own frames do not tell.

Of asyncio only what it keeps anyway is read: whom a future wakes once it is done.
"""

from __future__ import annotations

import asyncio
import functools
import sys
import types
from collections.abc import Iterator
from contextvars import ContextVar
from types import FrameType
from typing import Any, NamedTuple

from asgiref.sync import AsyncToSync, SyncToAsync

from .naming import instance_dict

IN_THREAD = SyncToAsync.thread_handler.__code__
"""The code of the frame under which a thread runs what is awaited elsewhere."""
FOR_THREAD = AsyncToSync.main_wrap.__code__
"""The code of the coroutine that a thread waits for."""
MAX_TASKS = 10
"""How many tasks up the line is looked for that awaits."""


class Awaited(NamedTuple):
    """What is known of the line that awaits what runs in a thread.

    Attributes:
        site: that line, None where it is not known.
        by_thread: whether a thread waits for it, further up whose stack the line is.
        outer: what is known of that thread itself.
    """

    site: Any
    by_thread: bool = False
    outer: Awaited | None = None


awaited: ContextVar[Awaited | None] = ContextVar("signals_panel_awaited", default=None)
"""What is known of the thread that code of this context runs in."""


def frames_awaiting_task() -> Iterator[FrameType]:
    """Yield the frames that wait for the current task, nearest first, as far as they are known."""
    task: Any = asyncio.current_task()
    for _ in range(MAX_TASKS):
        if any(_runs_loop(callback) for callback in _callbacks(task)):
            yield from _frames_running_loop()
            return
        task = _task_awaiting(task)
        frames = [] if task is None else _suspended(asyncio.Task.get_coro(task))
        if not frames:
            return
        yield from reversed(frames)


def _callbacks(future: Any) -> list[Any]:
    """Return what is called once a future is done."""
    if not issubclass(type(future), asyncio.Future):
        return []
    return [callback for callback, _ in _callbacks_of(future) or ()]


def _task_awaiting(future: Any) -> Any:
    """Return the task that a future wakes, itself or through what gathers futures; or None."""
    for callback in _callbacks(future):
        kind = type(callback)
        if kind is types.BuiltinMethodType and callback.__name__ == "task_wakeup":
            return callback.__self__
        between = _future_behind(callback, kind)
        if between is not None:
            return _task_awaiting(between)
    return None


def _future_behind(callback: Any, kind: type) -> Any:
    """Return the future that ``gather``, ``wait``, ``as_completed`` or a group waits with."""
    if kind is types.FunctionType and callback.__module__ == "asyncio.tasks":
        cells = zip(callback.__code__.co_freevars, callback.__closure__ or (), strict=True)
        found = next((cell.cell_contents for name, cell in cells if name in _WAITING), None)
        return _getter_of(found) if type(found) is asyncio.Queue else found
    if kind is functools.partial and callback.func is _release_waiter:
        return callback.args[0]
    if kind is types.MethodType:
        waiting = instance_dict(callback.__self__)
        module = type(callback.__self__).__module__
        if module == "asyncio.taskgroups":
            return waiting.get("_on_completed_fut")
        if module == "asyncio.tasks":  # as_completed, from Python 3.13
            return _getter_of(waiting.get("_done"))
    return None


def _getter_of(queue: Any) -> Any:
    """Return the future of who waits for what a queue is given next; None where nobody does."""
    return next(iter(list(instance_dict(queue).get("_getters", ()))), None)


def _suspended(awaitable: Any) -> list[FrameType]:
    """Return the frames of a coroutine that waits for a future, outermost first.

    None where something between runs coroutines in a way of its own, that we cannot follow.
    """
    frames: list[FrameType] = []
    while awaitable is not None and type(awaitable).__name__ != "FutureIter":
        kind = type(awaitable)
        if kind is types.CoroutineType:
            frame, awaitable = awaitable.cr_frame, awaitable.cr_await
        elif kind is types.GeneratorType:
            frame, awaitable = awaitable.gi_frame, awaitable.gi_yieldfrom
            if frame is not None and frame.f_code.co_name == STEPS:
                awaitable = frame.f_locals["self"].awaitable
        else:
            return []
        if frame is None:
            return []
        frames.append(frame)
    return frames


def _runs_loop(callback: Any) -> bool:
    """Tell whether a loop runs only until a future is done, as that of ``asyncio.run``."""
    return callback is _run_until_complete_cb


def _frames_running_loop() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)
    beyond = False
    while frame is not None:
        beyond = beyond or frame.f_code.co_name == "run_until_complete"
        if beyond:
            yield frame
        frame = frame.f_back


STEPS = "_steps_of_receiver"
"""The generator of ours that drives a receiver by hand."""
_WAITING = ("outer", "waiter", "done")
_callbacks_of = vars(asyncio.Future)["_callbacks"].__get__
_run_until_complete_cb = vars(asyncio.base_events).get("_run_until_complete_cb", _WAITING)
_release_waiter = vars(asyncio.tasks).get("_release_waiter", _WAITING)
