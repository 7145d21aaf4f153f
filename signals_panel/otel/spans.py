"""A live span for a call of a receiver: current while the receiver runs, and no longer."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Any
from weakref import ref

from opentelemetry.context import Context, attach, detach, get_current
from opentelemetry.trace import INVALID_SPAN, Span, Tracer, get_current_span, set_span_in_context

from ..hooks.delegation import real_call
from ..texts.naming import Place, without_partials
from ..texts.senders import sender_name
from .coroutines import AsyncCall
from .errors import write_error
from .wanted import Wanted

logger = logging.getLogger(__package__)


class Spans:
    """Makes spans for the calls that somebody wants, under spans that record."""

    def __init__(self, tracer: Tracer, wanted: Wanted) -> None:
        self._tracer, self._wanted = tracer, wanted
        self._unrecorded: Any = lambda: None
        """A weak reference to the latest context whose span does not record: it never will."""

    def begin(self, receiver: Any, signal: Any, sender: Any, method: str) -> CallSpan | None:
        """Return a span for a sync receiver, begun; None for none. Never raises."""
        try:
            context = get_current()
            if context is self._unrecorded():
                return None
        except RecursionError:  # at Python's limit, where the receiver may have room
            return None
        return self._begin(context, receiver, signal, sender, method)

    def begin_async(self, receiver: Any, signal: Any, sender: Any, method: str) -> Any:
        """Return what is to be called in the place of an async receiver. Never raises."""
        span = self.begin(receiver, signal, sender, method)
        return receiver if span is None else AsyncCall(receiver, span)

    def _begin(
        self, context: Context, receiver: Any, signal: Any, sender: Any, method: str
    ) -> CallSpan | None:
        try:
            if not get_current_span(context).is_recording():
                self._unrecorded = ref(context)
                return None
            signal, receiver = real_call(signal, receiver)
            name = self._wanted.name_of(signal)
            place = None if name is None else self._wanted.place_of(receiver)
            if name is None or place is None:
                return None
            attributes = {**_of_code(place), **_of_signal(name, sender, method)}
            span = self._tracer.start_span(place.name, context, attributes=attributes)
            return CallSpan(span, set_span_in_context(span, context))
        except Exception:
            complain("A span for a receiver could not begin.")
            return None


class CallSpan:
    """The span of one call; entered, it is current, and left, it ends.

    Attributes:
        context: what is current while the receiver runs; an async one may change it meanwhile.
    """

    __slots__ = ("_span", "_token", "context")

    def __init__(self, span: Span, context: Context) -> None:
        self._span, self.context = span, context

    def __enter__(self) -> None:
        self._token = attach(self.context)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        detach(self._token)
        self.end(error)

    def end(self, error: BaseException | None = None) -> None:
        """End the span, with what the receiver raised; done again, nothing. Never raises."""
        try:
            if error is not None:
                write_error(self._span, error)
        except Exception:
            complain("What a receiver raised could not be written into its span.")
        span, self._span = self._span, INVALID_SPAN
        try:
            span.end()
        except Exception:
            complain("The span of a receiver could not end.")


def complain(message: str) -> None:
    """Log what failed, where that can be."""
    try:
        logger.exception(message)
    except Exception:  # at Python's recursion limit
        return


def _of_code(place: Place) -> dict[str, str | int]:
    found = {
        "code.function.name": without_partials(place.name),
        "code.file.path": place.file,
        "code.line.number": place.line,
    }
    return {name: value for name, value in found.items() if value is not None}


def _of_signal(name: str, sender: Any, method: str) -> dict[str, str | int]:
    found = {"django.signal.name": name, "django.signal.method": method}
    if sender is not None:
        found["django.signal.sender"] = sender_name(sender)
    return {**found}
