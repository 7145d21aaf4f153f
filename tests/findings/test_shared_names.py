"""Receivers that share a name are told apart by where each was connected."""

from __future__ import annotations

import contextlib
import inspect

import pytest
from django.db.models.signals import m2m_changed, post_save
from django.dispatch import Signal

from signals_panel import record
from signals_panel.checks.options import check_connections
from signals_panel.fates.connected import Connected
from signals_panel.log.tables import tables_of
from signals_panel.page.names import short_name
from signals_panel.page.rankings import receivers_of
from signals_panel.registry.registry import registry_now
from signals_panel.timeline import Timeline
from tests.app.models import Tag

from .reading import found, message

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


def test_each_receiver_that_only_debug_keeps_alive_is_named_by_its_place(signal):
    signal.connect(guard(raises))
    signal.connect(guard(print))
    recording = sent(signal)
    first, second = names_of(recording)
    said = [each["message"] for each in found(recording, "S201")]
    assert [each.partition(" is connected")[0] for each in said] == [first, second]


@pytest.fixture
def connect_two():
    """Return a function that connects two receivers of one name, and returns these names."""
    made = []

    def connect_two(signal, sender=None):
        made.append((signal, sender))
        line = inspect.currentframe().f_lineno
        signal.connect(guard(raises), sender=sender, weak=False, dispatch_uid="raises")
        signal.connect(guard(print), sender=sender, weak=False, dispatch_uid="print")
        return line_of(line + 1), line_of(line + 2)

    yield connect_two
    for signal, sender in made:
        signal.disconnect(sender=sender, dispatch_uid="raises")
        signal.disconnect(sender=sender, dispatch_uid="print")


@pytest.mark.django_db
def test_a_bypass_names_each_receiver_that_missed_it_by_its_place(connect_two):
    first, second = connect_two(post_save, Tag)
    with record() as recording:
        Tag.objects.bulk_create([Tag(name="a")])
    assert message(recording, "S204").endswith(f": {first}, {second} were not called.")


def test_a_receiver_that_ran_twice_is_not_mixed_up_with_another_of_its_name(two):
    twice = guard(print)
    two.connect(twice, weak=False, dispatch_uid="one")
    two.connect(twice, weak=False, dispatch_uid="two")
    with record() as recording:
        two.send_robust(None)
    assert message(recording, "S301").endswith(": a dispatch ran it twice.")


def test_the_text_tree_names_each_that_was_not_called_by_its_place(
    signal, connect_two, monkeypatch
):
    # other tests' modules have receivers that were not called either
    monkeypatch.setattr("signals_panel.exporters.text.MOST_NOT_CALLED", 10_000)
    first, second = connect_two(signal)
    with record() as recording:
        Signal().send(None)
    text = str(recording)
    assert f"  · {first}  " in text
    assert f"  · {second}  " in text


def test_a_system_check_names_each_by_its_place(connect_two, settings):
    settings.DEBUG = True
    names = connect_two(m2m_changed, Tag)
    said = [each.msg for each in check_connections() if each.id == "signals_panel.W008"]
    assert [each.partition(", connected to")[0] for each in said] == [*names]


def test_the_receivers_of_a_page_are_ranked_one_by_one(signal, connect_two):
    names = map(short_name, connect_two(signal))
    with record() as recording:
        signal.send_robust(None)
    connected = Connected(Timeline([tables_of(recording)]), registry_now())
    rows = receivers_of(connected, lambda item: item)
    assert sorted(each["name"] for each in rows) == sorted(names)
    assert [each["calls"] for each in rows] == [1, 1]
