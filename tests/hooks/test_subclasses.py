"""Subclasses of ``Signal``, the ones that override what the recorder might use included."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect

import pytest
from django.dispatch import Signal

from signals_panel import record


class Plain(Signal):
    """As packages write it, for a type of their own."""


class Loud(Signal):
    """Adds an argument to every send."""

    def send(self, sender, **named):
        return super().send(sender, volume=11, **named)


class Equal(Signal):
    """Says that it equals every other, and cannot be hashed."""

    __hash__ = None

    def __eq__(self, other):
        raise AssertionError("compared")


class Noisy(Signal):
    """Has a hash of its own, that nobody but its user asks for."""

    def __eq__(self, other):
        raise AssertionError("compared")

    def __hash__(self):
        raise AssertionError("hashed")


class Slotted(Signal):
    """Counts its sends, as a subclass with its own ``__init__`` does."""

    def __init__(self, name):
        super().__init__(use_caching=True)
        self.name = name


MAKERS = [Plain, Loud, Equal, Noisy, lambda: Slotted("a")]


def returns_one(sender, **kwargs):
    return 1


@pytest.mark.parametrize("make", MAKERS)
def test_sends_of_a_subclass_are_recorded(make, connect):
    signal = make()
    connect(signal, returns_one)
    with record() as recording:
        assert signal.send(int) == [(returns_one, 1)]
        assert signal.send_robust(int) == [(returns_one, 1)]
    assert [each["method"] for each in recording.as_dict()["dispatches"]] == ["send", "send_robust"]


@pytest.mark.parametrize("make", MAKERS)
def test_sends_of_a_subclass_nobody_receives_are_folded(make):
    signal = make()
    with record() as recording:
        for _ in range(3):
            assert signal.send(int) == []
    [row] = recording.as_dict()["dispatches"]
    assert (row["count"], row["sender"]) == (3, "int")


def test_two_signals_that_say_they_are_equal_are_two_rows():
    class Same(Signal):
        def __eq__(self, other):
            return True

        def __hash__(self):
            return 1

    first = Same()
    second = Same()
    with record() as recording:
        for signal in (first, second, first):
            signal.send(None)
    assert [each["count"] for each in recording.as_dict()["dispatches"]] == [2, 1]


def test_an_overridden_send_keeps_its_effect(connect):
    signal = Loud()
    connect(signal, lambda sender, volume, **kwargs: volume)
    with record() as recording:
        [(_, volume)] = signal.send(None)
    assert volume == 11
    assert recording.as_dict()["dispatches"][0]["arguments"] == {"volume": "11"}


class Registering(Signal):
    """Connects for its user, as plugin signals do."""

    def connect(self, receiver, *args, **options):
        self._add(receiver, *args, **{"dispatch_uid": None, **options})

    def _add(self, *args, **options):
        super().connect(*args, **options)


def test_a_connection_was_made_where_the_connect_of_a_subclass_was_called():
    signal = Registering()
    line = inspect.currentframe().f_lineno + 1
    signal.connect(returns_one)
    with record() as recording:
        signal.send(None)
    [connection] = [
        each for each in recording.as_dict()["connections"] if each["fate"]["reason"] == "called"
    ]
    assert connection["connected_at"] == {"file": __file__, "line": line}


class Kept:
    """A decorator that keeps the function in an object of its own."""

    def __init__(self, function):
        self.function = function

    def __get__(self, instance, kind):
        return functools.partial(self.function, instance)


class Ways(Signal):
    """Connects, or sends what is connected, by methods of every kind that a class can hold."""

    def _act(self, receiver):
        self.connect(receiver) if receiver else self.send(None)

    @staticmethod
    def static(signal, receiver):
        signal.connect(receiver) if receiver else signal.send(None)

    @classmethod
    def of_class(cls, signal, receiver):
        signal.connect(receiver) if receiver else signal.send(None)

    @property
    def by_property(self):
        return lambda receiver: self.connect(receiver) if receiver else self.send(None)

    @functools.cached_property
    def by_cached_property(self):
        return lambda receiver: self.connect(receiver) if receiver else self.send(None)

    @Kept
    def kept(self, receiver):
        self.connect(receiver) if receiver else self.send(None)

    @contextlib.contextmanager
    def during(self, receiver):
        yield self.connect(receiver) if receiver else self.send(None)

    def __call__(self, receiver):
        self.connect(receiver) if receiver else self.send(None)

    partial = functools.partialmethod(_act)


WAYS = {
    "static method": lambda signal, receiver: signal.static(signal, receiver),
    "class method": lambda signal, receiver: signal.of_class(signal, receiver),
    "property": lambda signal, receiver: signal.by_property(receiver),
    "cached property": lambda signal, receiver: signal.by_cached_property(receiver),
    "partial method": lambda signal, receiver: signal.partial(receiver),
    "decorator's object": lambda signal, receiver: signal.kept(receiver),
    "context manager": lambda signal, receiver: signal.during(receiver).__enter__(),
    "call": lambda signal, receiver: signal(receiver),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_kind_of_method_of_a_signals_own_is_looked_past(way):
    signal = Ways()
    with record() as recording:
        WAYS[way](signal, returns_one)
        WAYS[way](signal, None)
    document = recording.as_dict()
    [made] = [each["connected_at"] for each in document["connections"] if each["change"]]
    [sent] = [each["caller"] for each in document["dispatches"]]
    line = (__file__, WAYS[way].__code__.co_firstlineno)
    assert (made["file"], made["line"]) == (sent["file"], sent["line"]) == line


class Published(Signal):
    """Sends in ways of its own: nobody's error keeps the others from hearing, and in turn."""

    def publish(self, sender):
        answers = []
        for receiver in self._live_receivers(sender)[0]:
            try:
                answers.append(receiver(signal=self, sender=sender))
            except ValueError as error:
                answers.append(error)
        return answers

    async def apublish(self, sender):
        sync, asynchronous = self._live_receivers(sender)
        answers = [receiver(signal=self, sender=sender) for receiver in sync]
        return answers + [await receiver(signal=self, sender=sender) for receiver in asynchronous]


def refuses(sender, **kwargs):
    raise ValueError("no room")


async def waits(sender, **kwargs):
    await asyncio.sleep(0)
    return 2


def test_what_a_receiver_raises_in_a_method_of_the_signals_own_is_told(connect):
    signal = Published()
    for each in (refuses, returns_one):
        connect(signal, each)
    with record() as recording:
        error, answer = signal.publish("shop")
    assert (str(error), answer) == ("no room", 1)
    first, second = recording.as_dict()["calls"]
    assert (first["outcome"], first["error"]["type"]) == ("swallowed", "ValueError")
    assert first["error"]["message"] == "no room"
    assert (second["outcome"], second["response"]) == ("returned", "1")


def test_async_receivers_in_a_method_of_the_signals_own_are_told_to_be(connect):
    signal = Published()
    for each in (returns_one, waits):
        connect(signal, each)
    with record() as recording:
        assert asyncio.run(signal.apublish("shop")) == [1, 2]
    assert [
        (each["receiver"].rpartition(".")[2], each["is_async"], each["outcome"], each["response"])
        for each in recording.as_dict()["calls"]
    ] == [("returns_one", False, "returned", "1"), ("waits", True, "returned", "2")]
