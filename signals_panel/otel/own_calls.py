"""A receiver under its span as a signal's own method calls it: with what it likes, how it likes."""

from __future__ import annotations

from collections.abc import Callable
from types import CoroutineType
from typing import Any

from ..hooks.own_calls import OwnCall, OwnCoroutine
from .coroutines import AsyncCall, ReceiverSteps


class OwnCallInSpan:
    """What the method calls in the place of a receiver: its span begins then, if it has one."""

    __slots__ = ("_begin", "_call")

    def __init__(self, begin: Callable[..., Any], call: OwnCall) -> None:
        self._begin, self._call = begin, call

    def __str__(self) -> str:
        return str(self._call)

    def __call__(self, /, *args: Any, **named: Any) -> Any:
        call = self._call
        method = call.dispatch.method
        span = self._begin(call.receiver, call.signal, call.asked.sender, method.name)
        if span is None:
            return call(*args, **named)
        if call.is_async and method.is_async:
            return OwnAsyncCall(call, span)(*args, **named)
        with span:
            return call(*args, **named)


class OwnAsyncCall(AsyncCall):
    """An async receiver of which the method may await a coroutine; what else it returns stays."""

    __slots__ = ()

    def _has_steps(self, kind: type) -> bool:
        return kind is CoroutineType or kind is OwnCoroutine

    def _steps_under(self, span: Any) -> ReceiverSteps:
        return OwnSteps(span)


class OwnSteps(ReceiverSteps):
    """A coroutine for whoever asks what it is, as ``OwnCoroutine``."""

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return CoroutineType

    def _started(self) -> Any:
        return self.awaitable
