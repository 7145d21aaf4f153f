"""Receivers that share a name are told apart by where each was connected."""

from __future__ import annotations

import contextlib

import pytest
from django.dispatch import Signal

from signals_panel import record

from .reading import message

HERE = "tests.findings.test_shared_names"
INNER = f"{HERE}.guard.<locals>.inner"


def guard(function):
    """Decorate without ``functools.wraps``."""

    def inner(sender, **kwargs):
        return function(sender)

    return inner


def raises(sender):
    raise ValueError("no stock")


def line_of(connection):
    return f"{INNER} (connected at findings/test_shared_names.py:{connection})"


@pytest.fixture
def two():
    """Return a signal with two receivers of one name."""
    signal = Signal()
    first, second = guard(raises), guard(print)
    signal.connect(first, weak=False)
    signal.connect(second, weak=False)
    yield signal
    signal.disconnect(first)
    signal.disconnect(second)


def sent(signal):
    with record() as recording, contextlib.suppress(ValueError):
        signal.send(None)
    return recording


def names_of(recording):
    """Return how a document names the receivers connected, by their lines in this file."""
    return [
        line_of(each["connected_at"]["line"])
        for each in recording.as_dict()["connections"]
        if each["receiver"] == INNER
    ]


def test_who_raised_and_who_was_not_reached(two):
    recording = sent(two)
    first, second = names_of(recording)
    assert first != second
    said = message(recording, "S101")
    assert said.startswith(f"{first} raised ValueError and aborted ")
    assert said.endswith(f"; not reached after it: {second}.")
    fates = [each["fate"]["text"] for each in recording.as_dict()["connections"]]
    assert f"not reached: {first} raised before it" in fates


def test_the_text_tree_names_each_by_its_place(two):
    recording = sent(two)
    first, second = names_of(recording)
    text = str(recording)
    assert f"✗ {first}  " in text
    assert f"· {second}  not reached" in text


def test_one_receiver_connected_at_two_lines_has_its_name_alone(signal, connect):
    receiver = guard(raises)
    connect(signal, receiver)
    other = Signal()
    other.connect(receiver, weak=False)
    said = message(sent(signal), "S101")
    assert said.startswith(f"{INNER} raised ")


def test_without_a_known_place_it_is_told_by_its_own_line(signal):
    first, second = guard(raises), guard(raises)

    def inner(sender, **kwargs):
        pass

    inner.__qualname__, inner.__module__ = "guard.<locals>.inner", HERE
    for each in (first, second, inner):
        Signal.connect.__wrapped__(signal, each, weak=False)
    line = first.__code__.co_firstlineno
    said = message(sent(signal), "S101")
    assert said.startswith(f"{INNER} (findings/test_shared_names.py:{line}) raised ")
