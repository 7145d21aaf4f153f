"""A live span for a call of a receiver: current while the receiver runs, and no longer."""

from __future__ import annotations

from typing import Any
from weakref import ref

from opentelemetry.context import Context, get_current
from opentelemetry.trace import Tracer, get_current_span, set_span_in_context

from ..hooks.delegation import real_call
from ..hooks.own_calls import OwnCall
from ..texts.naming import Place, without_partials
from ..texts.senders import sender_name
from .call_spans import CallSpan, complain
from .coroutines import AsyncCall
from .own_calls import OwnCallInSpan
from .wanted import Wanted


class Spans:
    """Makes spans for the calls that somebody wants, under spans that record."""

    def __init__(self, tracer: Tracer, wanted: Wanted) -> None:
        self._tracer, self._wanted = tracer, wanted
        self._unrecorded: Any = lambda: None
        """A weak reference to the latest context whose span does not record: it never will."""

    def may_begin(self) -> bool:
        """Tell whether spans can begin here: the current one records. Never raises."""
        try:
            context = get_current()
            return context is not self._unrecorded() and self._is_recorded(context)
        except Exception:  # at Python's recursion limit
            return False

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

    def around(self, call: OwnCall) -> OwnCallInSpan:
        """Return what a signal's own method is to call in the place of a receiver."""
        return OwnCallInSpan(self.begin, call)

    def _is_recorded(self, context: Context) -> bool:
        if get_current_span(context).is_recording():
            return True
        self._unrecorded = ref(context)
        return False

    def _begin(
        self, context: Context, receiver: Any, signal: Any, sender: Any, method: str
    ) -> CallSpan | None:
        try:
            if not self._is_recorded(context):
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
