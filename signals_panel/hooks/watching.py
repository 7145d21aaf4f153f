"""Receivers as Django's send methods see them while something records.

A ContextVar set across an ``await`` would be wrong here: from Django 6.1 all async
receivers of a send share one context. It is set around each *step* of a receiver instead.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from django.dispatch import Signal

from ..log.clock import perf_counter_ns as clock
from ..log.log import current_state
from .calls import Call

_state_now = current_state.get
_set_state = current_state.set


class Watched(Call):
    """A receiver of one dispatch: Django calls it in the place of the receiver."""

    __slots__ = ("receiver", "signal")

    def __init__(self, signal: Signal, receiver: Any, *of_call: Any) -> None:
        super().__init__(*of_call)
        self.signal, self.receiver = signal, receiver

    def __call__(self, /, **named: Any) -> Any:  # no parameter that names would be compared with
        named["signal"] = self.signal
        if not self.number:
            return self.receiver(**named)
        with self:
            self.began()
            response = self.receiver(**named)
            self.returned(response)
        return response

    def began(self) -> None:
        """Write when the receiver was called: it may outlive its dispatch."""
        self.sent[0].rows["started"].extend((self.number, self.position, self.start))

    def __str__(self) -> str:
        return called_name(self.receiver)


class WatchedAsync(Watched):
    """An async receiver: called at once, as Django does, and watched while it is awaited."""

    __slots__ = ("awaitable",)

    def __call__(self, /, **named: Any) -> Any:  # no parameter that names would be compared with
        named["signal"] = self.signal
        if not self.number:
            return self.receiver(**named)
        with self:
            self.awaitable = self.receiver(**named)
        return self if hasattr(type(self.awaitable), "__await__") else self.awaitable

    def __await__(self) -> Generator[Any, Any, Any]:
        self.start = clock()
        self.began()
        try:
            response = yield from self._steps_of_receiver()
        except BaseException as error:
            self.failed(error)
            raise
        self.returned(response)
        return response

    def _steps_of_receiver(self) -> Generator[Any, Any, Any]:
        """Drive the receiver as ``yield from`` would, under its own node at each step.

        What is handed on, either way, is in no variable meanwhile: frames live as long as an
        exception that passed through them, and an exception here would refer to itself.
        """
        steps = self.awaitable.__await__()
        send = getattr(steps, "send", lambda value: next(steps))
        resume: Callable[[Any], Any] = send
        handed: list[Any] = [None]
        while True:
            try:
                handed.append(self._step(resume, handed))
            except StopIteration as stop:
                return stop.value
            try:
                handed.append((yield handed.pop()))
                resume = send
            except GeneratorExit:
                self._step(lambda _: getattr(steps, "close", bool)(), [None])
                raise
            except BaseException as error:
                if not hasattr(steps, "throw"):
                    raise
                handed.append(error)
                resume = steps.throw

    def _step(self, resume: Callable[[Any], Any], handed: list[Any]) -> Any:
        outer = _state_now()
        _set_state(self.state)
        try:
            return resume(handed.pop())
        finally:
            _set_state(outer)


def called_name(receiver: Any) -> str:
    """Return how Python names what it cannot call with the arguments there are, in its error.

    So is whatever is called in the place of a receiver named, whose own name it would be.
    """
    name = getattr(receiver, "__qualname__", None)
    if name is None:
        return str(receiver)
    module = getattr(receiver, "__module__", None)
    return f"{name}()" if module in (None, "builtins") else f"{module}.{name}()"
