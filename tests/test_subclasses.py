"""Subclasses of ``Signal``, the ones that override what the recorder might use included."""

from __future__ import annotations

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
