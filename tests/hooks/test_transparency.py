"""A send does what Django's does, recorded or not: for any mix of receivers.

Before Django 6.1 ``asend`` runs sync receivers in a thread while async ones run, so what
each kind did is compared apart, and none is tried in which an async one ends it all.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from inspect import iscoroutinefunction

import pytest
from asgiref.sync import sync_to_async
from django.test import override_settings
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from signals_panel import record
from tests.receivers import ASYNC, BEHAVIOURS, Receivers

METHODS = ["send", "send_robust", "asend", "asend_robust"]


class Records(logging.Handler):
    """What was logged, as comparable values."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def emit(self, record):
        error = record.exc_info[0] if record.exc_info else None
        self.seen.append((record.name, record.levelname, record.getMessage(), error))


def outcome(method, behaviours, whose, recorded=False):
    """Send once; return all that the sender and the receivers could tell.

    *whose* tells which method of that name to send with: "django's" or "ours".
    """
    made = Receivers()
    receivers = [made.make(each, number) for number, each in enumerate(behaviours)]
    with override_settings(DEBUG=False):  # else connect() asks for a signature, Mocks have none
        for each in receivers:
            made.signal.connect(each, weak=False)
    handler = Records()
    logger = logging.getLogger("django.dispatch")
    logger.addHandler(handler)
    try:
        with record() if recorded else contextlib.nullcontext():
            told = run(sender_of(made.signal, method, whose), receivers, made)
    finally:
        logger.removeHandler(handler)
    logged = sorted(handler.seen, key=str) if method.startswith("a") else handler.seen
    return told, made.ran, made.awaited, logged, connected(made, receivers)


def sender_of(signal, method, whose):
    send = getattr(type(signal), method)
    return functools.partial(send.__wrapped__ if whose == "django's" else send, signal)


def run(send, receivers, made):
    try:
        if iscoroutinefunction(send.func):
            responses = asyncio.run(awaited(send))
        else:
            responses = send("sender", thing=1)
    except BaseException as error:
        return type(error), shape(error)
    known = {id(each): number for number, each in enumerate(receivers)}
    return [(known[id(receiver)], value(response, made)) for receiver, response in responses]


def shape(error):
    """Return an exception's arguments, or those of the exceptions in a group."""
    return [shape(each) for each in getattr(error, "exceptions", ())] or error.args


async def awaited(send):
    return await send("sender", thing=1)


def value(response, made):
    """Return a response so that two runs' can be compared: objects by what they are."""
    if isinstance(response, tuple):
        return response[0] is made.signal, response[1:]
    if isinstance(response, BaseException):
        return type(response), shape(response), response.__traceback__ is not None
    if isinstance(response, list):
        return [value(each, made) for each in response]
    return "the value" if response is made.value else response


def connected(made, receivers):
    return [any(row[1] is each for row in made.signal.receivers) for each in receivers]


@pytest.mark.parametrize("method", METHODS)
@given(behaviours=st.lists(st.sampled_from(BEHAVIOURS), max_size=5))
@settings(max_examples=60)
def test_a_send_does_what_djangos_does_recorded_or_not(method, behaviours):
    assume(method != "asend" or "asynchronous_raises" not in behaviours or {*behaviours} <= ASYNC)
    djangos = outcome(method, behaviours, "django's")
    assert outcome(method, behaviours, "ours") == djangos
    assert outcome(method, behaviours, "ours", recorded=True) == djangos


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_async_receivers_of_a_sync_send_inside_a_loop_behave_as_without_recording(method, signal):
    made = Receivers()

    async def receiver(sender, **kwargs):
        await asyncio.sleep(0)
        return made.value

    signal.connect(receiver)

    async def main():
        return await sync_to_async(getattr(signal, method))(None)

    with record():
        assert asyncio.run(main()) == [(receiver, made.value)]
