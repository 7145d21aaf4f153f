"""``send`` and ``send_robust``, as Django has them, and what they write while something records.

Both hold their loop themselves: one frame a send, as in Django, so that recursion reaches
Python's limit where it did. Whatever has an async receiver is left to Django: see ``delegation``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from types import MethodType
from typing import Any
from weakref import WeakKeyDictionary, ref

from django.core.signals import request_finished, request_started
from django.dispatch import Signal
from django.dispatch.dispatcher import NO_RECEIVERS

from ..log.clock import perf_counter_ns as clock
from ..log.counts import NO_COUNT
from ..log.elsewhere import note, open_logs
from ..log.log import POSITION_BITS, current_state
from ..texts.describe import UNKNOWN, describe
from . import requests
from .calls import Call
from .delegation import Dispatch
from .dispatches import RAISED, RETURNED, begin, failure_text, write_row
from .patching import by_position, original
from .quiet import count_quiet
from .routes import DJANGOS, latest, routes

_send = by_position(original(Signal, "send"))
_send_robust = by_position(original(Signal, "send_robust"))
_state_now: Callable[[], Any] = current_state.get
_set_state = current_state.set


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
                try:
                    count_quiet(state, self, sender, "send", named)
                except Exception:
                    state[0].dropped["errors"] += 1
        return []
    state = _state_now()
    if self is request_started:
        state = requests.started(state, sender)
    number = 0
    receivers: Sequence[Any]
    asynchronous: Sequence[Any]
    if state is None:
        receivers, asynchronous = self._live_receivers(sender)
        if open_logs and (receivers or asynchronous):
            note(self, sender)
    else:
        find = self._live_receivers
        route = latest[0]
        if route is None or route.connections is not connections:
            route = latest[0] = routes.get(id(connections))
        refer = None if route is None else route.receiver
        if (
            refer is None
            or self._dead_receivers
            or type(find) is not MethodType
            or find.__func__ is not DJANGOS
            or (receiver := refer()) is None
        ):
            route = None
            receivers, asynchronous = find(sender)
        else:
            receivers, asynchronous = (receiver,), ()
        try:
            number = (
                begin(state, self, sender, named, "send", receivers, asynchronous, connections)
                if route is None
                else write_row(state, self, sender, named, "send", route.known, route.model)
            )
        except Exception:
            state[0].dropped["errors"] += 1
    if asynchronous or self is request_finished:
        with Dispatch(state, number, self, sender, receivers, asynchronous) as dispatch:
            return dispatch.answers(_send(dispatch.signal, sender, **named))
    responses = []
    if not number:  # Django's own method would be a frame more
        for receiver in receivers:
            response = receiver(signal=self, sender=sender, **named)
            responses.append((receiver, response))
        return responses
    log, _, request, _ = state
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
            write = log.write_call  # by a local name: Python 3.11 is slow to call by a slot's
            write((number, position, start, duration, RETURNED, text))
            del write  # else this frame, in a traceback, holds what a closed log has let go of
    except BaseException as error:
        with contextlib.suppress(Exception):  # at Python's recursion limit
            row = (number, position, start, clock() - start, RAISED, failure_text(error))
            log.write_call(row)
        raise
    finally:
        _set_state(state)
    return responses


def send_robust(self: Signal, sender: Any, **named: Any) -> list[tuple[Any, Any]]:  # noqa: PLR0912
    state = _state_now()
    if not self.receivers or self.sender_receivers_cache.get(sender) is NO_RECEIVERS:
        if state is not None:
            try:
                count_quiet(state, self, sender, "send_robust", named)
            except Exception:
                state[0].dropped["errors"] += 1
        return []
    if self is request_started:
        state = requests.started(state, sender)
    receivers, asynchronous = self._live_receivers(sender)
    number = 0
    if state is not None:
        try:
            number = begin(state, self, sender, named, "send_robust", receivers, asynchronous)
        except Exception:
            state[0].dropped["errors"] += 1
    elif open_logs and (receivers or asynchronous):
        note(self, sender)
    if asynchronous or self is request_finished:
        with Dispatch(state, number, self, sender, receivers, asynchronous, True) as dispatch:
            return dispatch.answers(_send_robust(dispatch.signal, sender, **named))
    responses = []
    failed = False
    try:
        for position, receiver in enumerate(receivers, 1):
            try:
                with Call(state, number, position, robust=True) as call:
                    response = receiver(signal=self, sender=sender, **named)
                    call.returned(response)
            except Exception as error:  # noqa: PERF203
                failed = True
                self._log_robust_failure(receiver, error)
                responses.append((receiver, error))
            else:
                responses.append((receiver, response))
    finally:
        if failed and number:  # logging takes its time, and may itself end it all
            state[0].rows["ended"].extend((number, clock()))
    return responses
