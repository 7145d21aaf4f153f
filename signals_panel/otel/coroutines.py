"""An async receiver under its span, which is current at each of its steps and never between.

From Django 6.1 all async receivers of a send share one context: what one left current across an
``await`` would be current in the others.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from types import CoroutineType, TracebackType
from typing import Any

from opentelemetry.context import attach, detach, get_current

from ..hooks.watching import called_name


class AsyncCall:
    """What Django calls in the place of an async receiver."""

    __slots__ = ("_receiver", "_span")

    def __init__(self, receiver: Any, span: Any) -> None:
        self._receiver, self._span = receiver, span

    def __str__(self) -> str:
        return called_name(self._receiver)

    def __call__(self, /, *args: Any, **named: Any) -> Any:
        steps = self._steps_under(self._span)
        with steps:
            awaitable = self._receiver(*args, **named)
        if self._has_steps(type(awaitable)):
            steps.awaitable = awaitable
            return steps
        self._span.end()
        return awaitable

    def _has_steps(self, kind: type) -> bool:
        return hasattr(kind, "__await__")

    def _steps_under(self, span: Any) -> ReceiverSteps:
        return ReceiverSteps(span)


class ReceiverSteps(Coroutine[Any, Any, Any]):
    """A receiver's coroutine, or other awaitable, driven as Django or a task drives it.

    Entered, its span is current as the receiver left it at its latest step. Left with an
    exception, the receiver has come to its end.

    Attributes:
        awaitable: what the receiver returned.
    """

    def __init__(self, span: Any) -> None:
        self._span = span
        self._context = span.context
        self._steps: Any = None
        self.awaitable: Any = None

    def __enter__(self) -> None:
        self._token = attach(self._context)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._context = get_current()
        detach(self._token)
        if error is not None:
            self._span.end(None if kind is StopIteration else error)

    def __await__(self) -> Generator[Any, Any, Any]:
        return self

    def __iter__(self) -> ReceiverSteps:
        return self

    def __next__(self) -> Any:
        return self.send(None)

    def send(self, value: Any) -> Any:
        """Run the receiver up to its next ``await`` that waits."""
        with self:
            steps = self._started()
            return steps.send(value) if hasattr(steps, "send") else next(steps)

    def throw(self, *error: Any) -> Any:
        """Run it on with an exception, as a cancelled one."""
        try:
            with self:
                steps = self._started()
                if hasattr(steps, "throw"):
                    return steps.throw(*error)
                raise error[0] if len(error) == 1 else error[1]
        finally:
            del error  # it would refer to itself, by this frame

    def close(self) -> None:
        """End it where it is."""
        with self:
            getattr(self.awaitable if self._steps is None else self._steps, "close", bool)()
        self._span.end()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.awaitable, name)

    def _started(self) -> Any:
        if self._steps is None:
            own = type(self.awaitable) is CoroutineType
            self._steps = self.awaitable if own else self.awaitable.__await__()
        return self._steps
