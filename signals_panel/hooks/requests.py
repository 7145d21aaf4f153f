"""The scope of a request: opened by ``request_started``, closed by its own handler's end.

A scope opens before any panel exists for the request, so that what outer middleware sends
is in the record; the panel adopts it. ``request_finished`` closes it, streaming bodies
included, but only that of the handler which opened it: any ``response.close()`` sends one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ..conf import keeps_parameters, options
from ..log.counts import NO_COUNT
from ..log.log import OpenLog, State, Stretch, current_state

logger = logging.getLogger(__name__)

UNADOPTED_ROWS = 300
"""How much a scope records that no panel has adopted: static files, other sites."""

muted_log = OpenLog(limit=0)
muted_log.close()
"""What is written to while the toolbar is at work: nothing."""
_NOTHING = Stretch(muted_log)
_watching = False
_joined: list[Stretch] = []
"""The recordings of tests, the innermost last: requests of threads that record nothing join it."""


def watch() -> None:
    """Open a scope for each request from now on: the panel is one of the toolbar's."""
    global _watching
    _watching = True


def join_requests(recording: Stretch) -> None:
    """Record in this one what threads without a recording do for a request, as a live server."""
    _joined.append(recording)


def leave_requests(recording: Stretch) -> None:
    """Let no request join a recording any more."""
    _joined[:] = [each for each in _joined if each is not recording]


class RequestScope:
    """The stretch of one request.

    Contexts carry it, and may live longer than the request: closed, it holds nothing of it.

    Attributes:
        recording: what the request recorded; nothing once that is handed on.
        opener: the handler class that sent ``request_started``; None for a scope that the
            panel had to open itself.
        nests: whether a request started now belongs inside (a test client in a view).
        on_close: called with the recording once all of the request is recorded.
    """

    def __init__(self, outer: State | None, opener: Any) -> None:
        self.outer = outer
        self.opener = opener
        self.recording = Stretch.inside(outer, UNADOPTED_ROWS, keeps_parameters())
        self.adopted = self.nests = False
        self.on_close: Callable[[Stretch], None] | None = None
        self.resume()

    @property
    def state(self) -> State:
        """What the ContextVar holds while the request is recorded."""
        return self.recording.state(self)

    @property
    def closed(self) -> bool:
        """Whether its recording was handed on."""
        return self.recording is _NOTHING

    @property
    def is_alone(self) -> bool:
        """Whether no panel has adopted it, and its log is of no outer recording."""
        return not self.adopted and not self.recording.node

    def adopt(self) -> None:
        """Record all from now on: the panel is there."""
        log = self.recording.open_log
        if log.limit == UNADOPTED_ROWS:
            log.limit = options().MAX_ROWS
        self.adopted = self.nests = True
        self.resume()

    def mute(self) -> None:
        """Record nothing: the toolbar is at work."""
        self.nests = False
        current_state.set([muted_log, 0, self, NO_COUNT])

    def resume(self) -> None:
        """Record again, in outer middleware and streaming bodies."""
        if not self.closed:
            current_state.set(self.state)

    def close(self) -> None:
        """End the scope, hand its recording on, and restore what was there before it."""
        if self.closed:
            return
        is_alone, recording, self.recording = self.is_alone, self.recording, _NOTHING
        on_close, self.on_close = self.on_close, None
        try:
            self.mute()
            recording.close(is_wanted=not is_alone)
            if on_close is not None:
                on_close(recording)
        finally:
            current_state.set(self.outer)

    def closed_by(self, sender: Any) -> bool:
        """Tell whether a ``request_finished`` of *sender* is the end of this request.

        Django's test clients send it with sender None, as any other response's close does;
        theirs comes after the panel has done its work.
        """
        if sender is None:
            return not self.nests and not issubclass(self.opener or object, _servers())
        return sender is self.opener


def mute_unadopted() -> None:
    """Record nothing in the scope that a panel is about to adopt, if there is one."""
    state = current_state.get()
    scope = state[2] if state is not None else None
    if scope is not None and not scope.adopted:
        scope.mute()


def scope_for_panel() -> RequestScope:
    """Return the scope that a panel adopts: the one open, or a new one."""
    state = current_state.get()
    scope = state[2] if state is not None else None
    return RequestScope(state, None) if scope is None or scope.adopted or scope.closed else scope


def started(state: State | None, sender: Any) -> State | None:
    """Open the scope of a request; return the state it is recorded under."""
    outer = state
    while outer is not None and outer[2] is not None and not outer[2].nests:
        outer = outer[2].outer  # a leftover: its handler never closed its response
    if _joined and (outer is None or outer[0].limit < 0):
        state = outer = _joined[-1].state()
        current_state.set(state)
    try:
        return RequestScope(outer, sender).state if _watching else state
    except Exception:  # the panel will open a scope, and record from there
        return state


def is_unseen(state: State, sender: Any) -> bool:
    """Tell whether a ``request_finished`` of *sender* ends a scope that nobody will look at."""
    scope = state[2]
    return scope is not None and scope.is_alone and scope.closed_by(sender)


def finished(state: State, sender: Any) -> None:
    """Close the scope whose handler has sent ``request_finished``; never raises."""
    scope = state[2]
    try:
        if scope is not None and scope.closed_by(sender):
            scope.close()
    except Exception:
        logger.exception("The signals panel could not end the recording of a request.")


def _servers() -> tuple[type, ...]:
    from django.core.handlers.asgi import ASGIHandler
    from django.core.handlers.wsgi import WSGIHandler

    return (WSGIHandler, ASGIHandler)
