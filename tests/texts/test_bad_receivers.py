"""Receivers and exceptions of every shape: named without running the user's code."""

from __future__ import annotations

import functools
import json
from unittest.mock import MagicMock, Mock

import pytest
from django.dispatch import Signal

from signals_panel import record
from tests.telltales import tells


def function(sender, **kwargs):
    return 1


class Methods:
    """Receivers as methods of a class."""

    def bound(self, sender, **kwargs):
        return 1

    @classmethod
    def of_class(cls, sender, **kwargs):
        return 1

    @staticmethod
    def static(sender, **kwargs):
        return 1


class Instance:
    """A receiver that is an instance."""

    def __call__(self, sender, **kwargs):
        return 1


class Built:
    """A receiver that is a class: each send makes one."""

    def __init__(self, sender, **kwargs):
        pass


@functools.wraps(function)
def wrapper(*args, **kwargs):
    return function(*args, **kwargs)


def renamed(sender, **kwargs):
    return 1


renamed.__qualname__ = "Other.name"
held = Methods()
HERE = "tests.texts.test_bad_receivers"
RECEIVERS = [
    (function, f"{HERE}.function"),
    (lambda sender, **kwargs: 1, f"{HERE}.<lambda>"),
    (functools.partial(function, extra=1), f"functools.partial({HERE}.function)"),
    (functools.partial(held.bound), f"functools.partial({HERE}.Methods.bound)"),
    (held.bound, f"{HERE}.Methods.bound"),
    (Methods.of_class, f"{HERE}.Methods.of_class"),
    (Methods.static, f"{HERE}.Methods.static"),
    (Instance(), f"{HERE}.Instance"),
    (Built, f"{HERE}.Built"),
    (wrapper, f"{HERE}.function"),
    (renamed, f"{HERE}.Other.name"),
    (MagicMock(return_value=1), "unittest.mock.MagicMock"),
    (Mock(name="a", return_value=1), "unittest.mock.Mock"),
    (functools.lru_cache(function), f"{HERE}.function"),
]


@pytest.mark.parametrize(("receiver", "name"), RECEIVERS, ids=[name for _, name in RECEIVERS])
@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_receiver_is_named_as_its_kind_asks(receiver, name, method, signal, connect, settings):
    settings.DEBUG = False  # else connect() inspects the signature, which a Mock has none of
    connect(signal, receiver)
    with record() as recording:
        [(returned, _)] = getattr(signal, method)("sender")
    assert returned is receiver or returned == receiver
    [call] = recording.as_dict()["calls"]
    assert (call["receiver"], call["outcome"]) == (name, "returned")
    assert type(call["file"]) in (str, type(None))


def test_a_mock_notes_its_calls_and_nothing_else(signal, connect, settings):
    settings.DEBUG = False
    receiver = MagicMock()
    connect(signal, receiver)
    before = len(receiver.mock_calls)
    with record() as recording:
        signal.send("sender", thing=1)
        signal.send_robust("sender", thing=receiver)
    recording.as_dict()
    calls = [name for name, _, _ in receiver.mock_calls[before:]]
    assert calls == ["", ""]


NAMES = ["__name__", "__qualname__", "__module__", "__wrapped__", "__code__", "__func__", "func"]


@pytest.mark.parametrize(
    "body",
    [
        {"__getattr__": tells("__getattr__")},
        {"__repr__": tells("__repr__"), "__str__": tells("__str__")},
        {"__eq__": tells("__eq__"), "__hash__": object.__hash__},
        {"__hash__": tells("__hash__")},
        *({name: property(tells(name))} for name in NAMES if name != "__qualname__"),
        {"__module__": 5},
        {"__module__": "x" * 10_000_000},
    ],
)
def test_nothing_of_a_receiver_runs_but_the_receiver(body, signal, settings):
    settings.DEBUG = False
    kind = type("Odd", (), {"__call__": lambda self, sender, **kwargs: 7, **body})
    receiver = kind()
    signal.receivers[:] = [row_of(receiver)]
    with record() as recording:
        [(_, response)] = signal.send("sender")
        signal.send_robust("sender")
    assert response == 7
    document = recording.as_dict()
    assert [call["outcome"] for call in document["calls"]] == ["returned", "returned"]
    assert all(len(call["receiver"]) <= 300 for call in document["calls"])
    json.dumps(document)


def row_of(receiver):
    """Return a connection as Django keeps it, for a receiver that ``connect`` would ask."""
    other = Signal()
    other.connect(function, weak=False)
    [row] = other.receivers
    return (row[0], receiver, *row[2:])


WRONG = [5, None, "x" * 10_000_000, ["unhashable"]]


@pytest.mark.parametrize("value", WRONG, ids=["number", "none", "long", "list"])
@pytest.mark.parametrize("name", ["__module__", "__qualname__", "__wrapped__"])
def test_an_instance_whose_names_are_no_names_is_named(name, value, signal, connect, settings):
    settings.DEBUG = False
    receiver = Instance()
    receiver.__dict__[name] = value
    connect(signal, receiver)
    with record() as recording:
        signal.send(None)
    [call] = recording.as_dict()["calls"]
    assert 0 < len(call["receiver"]) <= 300
