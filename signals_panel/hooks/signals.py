"""The four send methods, as Django has them, and what they write while something records.

``send`` holds its loop itself: one frame a send, as in Django, so that recursion reaches
Python's limit where it did, and nothing is called per receiver but the receiver. All else,
whatever has an async receiver included, is left to Django: see ``delegation``.
"""

from __future__ import annotations

import contextlib
import functools
from time import perf_counter_ns as clock
from types import MethodType
from typing import Any
from weakref import WeakKeyDictionary, ref

from django.core.signals import request_finished, request_started
from django.dispatch import Signal
from django.dispatch.dispatcher import NO_RECEIVERS

from ..describe import UNKNOWN, describe
from ..folding import NO_COUNT, count_quiet
from ..log import POSITION_BITS, State, current_state
from ..signal_names import name_signals_of, note_creation
from . import requests
from .delegation import Dispatch
from .dispatches import RAISED, RETURNED, begin, failure_text, write_row
from .routes import DJANGOS, routes

_init = Signal.__init__
_send = Signal.send
_send_robust = Signal.send_robust
_asend = Signal.asend
_asend_robust = Signal.asend_robust
_state_now = current_state.get
_set_state = current_state.set


def install() -> None:
    """Put the methods below in the place of Django's."""
    for method in (send, send_robust, asend, asend_robust):
        original = getattr(Signal, method.__name__)
        setattr(Signal, method.__name__, functools.wraps(original)(method))
    Signal.__init__ = functools.wraps(_init)(_init_and_note)
    name_signals_of("django.db.models.signals")


def send(self: Signal, sender: Any, **named: Any) -> list[tuple[Any, Any]]:  # noqa: PLR0912, PLR0915
    if (
        not self.receivers
        or (
            connections := (
                # what WeakKeyDictionary.get does, without a call of Python's
                cache.data.get(ref(sender))
                if type(cache := self.sender_receivers_cache) is WeakKeyDictionary
                else cache.get(sender)
            )
        )
        is NO_RECEIVERS
    ):
        state = _state_now()
        if state is not None:
            count = state[3].next
            if count.signal is self and count.sender is sender:
                times = count.times
                count.times = times + 1
                if not times:
                    state[0].counted.append(count)
                state[3] = count
            else:
                _count_quiet(state, self, sender)
        return []
    state = _state_now()
    if self is request_started:
        state = requests.started(state, sender)
    if state is None:
        return _send(self, sender, **named)
    find = self._live_receivers
    route = routes.get(id(connections))
    if (
        route is None
        or route[0] is not connections
        or self._dead_receivers
        or type(find) is not MethodType
        or find.__func__ is not DJANGOS
        or (receiver := route[1]()) is None
    ):
        route = None
        receivers, asynchronous = find(sender)
    else:
        receivers, asynchronous = [receiver], []
    try:
        if route is None:
            number = begin(state, self, sender, named, "send", receivers, asynchronous, connections)
        else:
            number = write_row(state, self, sender, named, "send", route[2])
    except Exception:
        number = _contained(state)
    if asynchronous or self is request_finished:
        with Dispatch(state, number, self, sender, (receivers, asynchronous)) as dispatch:
            return dispatch.answers(_send(dispatch.signal, sender, **named))
    responses = []
    if not number:  # Django's own method would be a frame more
        for receiver in receivers:
            response = receiver(signal=self, sender=sender, **named)
            responses.append((receiver, response))
        return responses
    log, _, request, _ = state
    write = log.write_call
    node = number << POSITION_BITS
    position = start = 0
    try:
        for receiver in receivers:
            position += 1
            _set_state([log, node + position, request, NO_COUNT])
            start = clock()
            response = receiver(signal=self, sender=sender, **named)
            duration = clock() - start
            responses.append((receiver, response))
            try:
                text = "None" if response is None else describe(response)
            except Exception:
                text = UNKNOWN
            write((number, position, start, duration, RETURNED, text))
    except BaseException as error:
        with contextlib.suppress(Exception):  # at Python's recursion limit
            write((number, position, start, clock() - start, RAISED, failure_text(error)))
        raise
    finally:
        _set_state(state)
    return responses


def send_robust(self: Signal, sender: Any, **named: Any) -> list[tuple[Any, Any]]:
    dispatch = _dispatch(self, sender, named, "send_robust")
    if dispatch is None:
        return _send_robust(self, sender, **named)
    with dispatch:
        return dispatch.answers(_send_robust(dispatch.signal, sender, **named))


async def asend(self: Signal, sender: Any, **named: Any) -> list[tuple[Any, Any]]:
    dispatch = _dispatch(self, sender, named, "asend")
    if dispatch is None:
        return await _asend(self, sender, **named)
    with dispatch:
        return dispatch.answers(await _asend(dispatch.signal, sender, **named))


async def asend_robust(self: Signal, sender: Any, **named: Any) -> list[tuple[Any, Any]]:
    dispatch = _dispatch(self, sender, named, "asend_robust")
    if dispatch is None:
        return await _asend_robust(self, sender, **named)
    with dispatch:
        return dispatch.answers(await _asend_robust(dispatch.signal, sender, **named))


def _init_and_note(self: Signal, *args: Any, **kwargs: Any) -> None:
    _init(self, *args, **kwargs)
    with contextlib.suppress(Exception):
        note_creation(self, 1)


def _dispatch(signal: Signal, sender: Any, named: dict[str, Any], method: str) -> Dispatch | None:
    """Write the row of a dispatch that Django carries out; None where nothing records."""
    state = _state_now()
    if signal is request_started:
        state = requests.started(state, sender)
    if state is None:
        return None
    if not signal.receivers or signal.sender_receivers_cache.get(sender) is NO_RECEIVERS:
        _count_quiet(state, signal, sender, method)
        return None
    receivers, asynchronous = signal._live_receivers(sender)
    try:
        number = begin(state, signal, sender, named, method, receivers, asynchronous, depth=5)
    except Exception:
        number = _contained(state)
    robust = method.endswith("robust")
    return Dispatch(state, number, signal, sender, (receivers, asynchronous), robust)


def _count_quiet(state: State, signal: Signal, sender: Any, method: str = "send") -> None:
    try:
        count_quiet(state, signal, sender, method)
    except Exception:
        _contained(state)


def _contained(state: State) -> int:
    """Count an error of our own; the send goes on unrecorded."""
    state[0].dropped["errors"] += 1
    return 0
