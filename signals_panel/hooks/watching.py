"""Receivers as Django's send methods see them while something records.

A ContextVar set across an ``await`` would be wrong here: from Django 6.1 all async
receivers of a send share one context. It is set around each *step* of a receiver instead.
"""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Callable, Generator
from time import perf_counter_ns as clock
from typing import TYPE_CHECKING, Any

from ..describe import UNKNOWN, describe
from ..folding import NO_COUNT
from ..log import POSITION_BITS, State, current_state
from .dispatches import CANCELLED, RAISED, RETURNED, SWALLOWED, failure_text

if TYPE_CHECKING:
    from .delegation import Dispatch

_state_now = current_state.get
_set_state = current_state.set


class Watched:
    """A receiver of one dispatch: runs it under its own node and writes the call's row."""

    __slots__ = ("dispatch", "position", "receiver", "start")

    def __init__(self, dispatch: Dispatch, position: int, receiver: Any) -> None:
        self.dispatch, self.position, self.receiver = dispatch, position, receiver
        self.start = 0

    @property
    def state(self) -> State:
        """What the ContextVar holds while the receiver runs."""
        log, _, request, _ = self.dispatch.state
        node = (self.dispatch.number << POSITION_BITS) + self.position
        return [log, node, request, NO_COUNT]

    def __call__(self, *, signal: Any, sender: Any, **named: Any) -> Any:
        outer = _state_now()
        _set_state(self.state)
        self.start = clock()
        try:
            response = self.receiver(signal=self.dispatch.real_signal, sender=sender, **named)
        except BaseException as error:
            self.failed(error)
            raise
        else:
            self.returned(response)
            return response
        finally:
            _set_state(outer)

    def returned(self, response: Any) -> None:
        """Write the row of a call that returned."""
        duration = clock() - self.start
        try:
            text = describe(response)
        except Exception:  # at Python's recursion limit
            text = UNKNOWN
        self.write(duration, RETURNED, text)

    def failed(self, error: BaseException) -> None:
        """Write the row of a call that raised."""
        duration = clock() - self.start
        self.write(duration, self._outcome(error), failure_text(error))

    def write(self, duration: int, outcome: str, text: str) -> None:
        """Write the row of a call that has ended."""
        row = (self.dispatch.number, self.position, self.start, duration, outcome, text)
        self.dispatch.state[0].write_call(row)

    def _outcome(self, error: BaseException) -> str:
        if self.dispatch.robust and isinstance(error, Exception):
            return SWALLOWED
        return CANCELLED if isinstance(error, CancelledError) else RAISED


class WatchedAsync(Watched):
    """An async receiver: called at once, as Django does, and watched while it is awaited."""

    __slots__ = ("awaitable",)

    def __call__(self, *, signal: Any, sender: Any, **named: Any) -> Any:
        outer = _state_now()
        _set_state(self.state)
        self.start = clock()
        try:
            self.awaitable = self.receiver(signal=self.dispatch.real_signal, sender=sender, **named)
        except BaseException as error:
            self.failed(error)
            raise
        finally:
            _set_state(outer)
        return self if hasattr(type(self.awaitable), "__await__") else self.awaitable

    def __await__(self) -> Generator[Any, Any, Any]:
        self.start = clock()
        row = (self.dispatch.number, self.position, self.start)
        self.dispatch.state[0].rows["started"].extend(row)
        try:
            response = yield from self._steps()
        except BaseException as error:
            self.failed(error)
            raise
        self.returned(response)
        return response

    def _steps(self) -> Generator[Any, Any, Any]:
        """Drive the receiver as ``yield from`` would, under its own node at each step."""
        steps = self.awaitable.__await__()
        send = getattr(steps, "send", lambda value: next(steps))
        resume: Callable[..., Any] = send
        value: tuple[Any, ...] = (None,)
        while True:
            try:
                yielded = self._step(resume, *value)
            except StopIteration as stop:
                return stop.value
            try:
                resume, value = send, ((yield yielded),)
            except GeneratorExit:
                self._step(getattr(steps, "close", lambda: None))
                raise
            except BaseException as error:
                if not hasattr(steps, "throw"):
                    raise
                resume, value = steps.throw, (error,)

    def _step(self, resume: Callable[..., Any], *value: Any) -> Any:
        outer = _state_now()
        _set_state(self.state)
        try:
            return resume(*value)
        finally:
            _set_state(outer)
