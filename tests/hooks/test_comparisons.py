"""A sender's own ``__eq__`` and ``__hash__`` run as often as without the panel."""

from __future__ import annotations

import asyncio
from collections import Counter
from inspect import iscoroutinefunction

import pytest
from asgiref.sync import ThreadSensitiveContext
from django.dispatch import Signal

from signals_panel import record
from signals_panel.hooks.patching import original


class Sender:
    """A sender that counts how often it is compared and hashed; all hash alike."""

    ran: Counter[str] = Counter()

    def __eq__(self, other):
        self.ran["eq"] += 1
        return self is other

    def __hash__(self):
        self.ran["hash"] += 1
        return 7


def sync(**kwargs):
    pass


async def asynchronous(**kwargs):
    pass


async def awaited(send, *args):
    async with ThreadSensitiveContext():
        return await send(*args)


@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
@pytest.mark.parametrize("caches", [False, True])
@pytest.mark.parametrize(
    "receivers", [[], [sync], [sync, sync], [asynchronous], [sync, asynchronous]]
)
def test_a_sender_is_compared_as_often_as_without_the_panel(method, caches, receivers):
    ours = getattr(Signal, method)
    plain = comparisons(ours.__wrapped__, caches, receivers)
    assert comparisons(ours, caches, receivers) == plain
    with record() as recording:
        assert comparisons(ours, caches, receivers) == plain
        recording.as_dict()
        assert Sender.ran == plain


def comparisons(method, caches, receivers):
    """Return how often three senders' methods ran while each sent three times."""
    signal = Signal(use_caching=caches)
    for each in receivers:
        signal.connect(each, dispatch_uid=object(), weak=False)
    senders = [Sender() for _ in range(3)]
    Sender.ran.clear()
    for sender in senders * 3:
        if iscoroutinefunction(method):
            asyncio.run(awaited(method, signal, sender))
        else:
            method(signal, sender)
    return Sender.ran.copy()


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
def test_a_signal_is_asked_once_a_send_for_its_receivers(method, recorded):
    asked = []

    class Asked(Signal):
        def _live_receivers(self, sender):
            asked.append(sender)
            return super()._live_receivers(sender)

    signal = Asked()
    signal.connect(sync)
    signal.connect(asynchronous)
    send = getattr(signal, method)

    def run():
        if iscoroutinefunction(send):
            asyncio.run(awaited(send, "sender"))
        else:
            send("sender")

    if recorded:
        with record():
            run()
    else:
        run()
    assert asked == ["sender"]


class Name(str):
    """A name of an argument that counts how often it is compared."""

    __slots__ = ()
    __hash__ = str.__hash__
    compared = 0

    def __eq__(self, other):
        Name.compared += 1
        return str.__eq__(self, other)


@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
@pytest.mark.parametrize("kinds", ["sync", "async", "both"])
def test_names_of_arguments_are_compared_as_often_as_without_us(method, kinds, signal, connect):
    def hears(sender, **kwargs):
        return [*kwargs]

    async def hears_too(sender, **kwargs):
        return [*kwargs]

    for receiver in {"sync": [hears], "async": [hears_too], "both": [hears, hears_too]}[kinds]:
        connect(signal, receiver)

    def compared(send):
        Name.compared = 0
        responses = send(signal, None, **{Name("a"): 1, Name("b"): 2})
        if method.startswith("a"):
            responses = asyncio.run(awaited(responses))
        assert {type(name) for name in responses[0][1][1:]} == {Name}
        return Name.compared

    async def awaited(responses):
        return await responses

    plain, ours = original(Signal, method), getattr(Signal, method)
    expected = compared(plain)
    assert compared(ours) == expected
    with record():
        assert compared(ours) == expected
