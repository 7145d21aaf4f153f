"""A recording keeps nothing alive, and no receiver from dying."""

from __future__ import annotations

import contextlib
import functools
import logging
import weakref

import pytest
from django.dispatch import Signal

from signals_panel import record


class Thing:
    """Something that can be referred to weakly."""

    def receive(self, sender, **kwargs):
        return None


class Oops(Exception):
    """An exception of the user's."""


@pytest.fixture(autouse=True)
def _nobody_else_keeps_them(settings, monkeypatch):
    """Under DEBUG, Django's check of a receiver keeps it alive; pytest does what is logged."""
    settings.DEBUG = False
    monkeypatch.setattr(logging.getLogger("django.dispatch"), "disabled", True)


@pytest.fixture
def sent(signal):
    """Return weak references to all that one recorded send had to do with."""
    sender, argument, response = Thing(), Thing(), Thing()

    def receiver(sender, **kwargs):
        return response

    error = Oops("gone")

    def raises(sender, **kwargs):
        raise error

    with record() as recording:
        signal.connect(receiver, weak=False)
        signal.connect(raises, weak=False)
        signal.send_robust(sender, argument=argument, many=[argument])
        with contextlib.suppress(Oops):
            signal.send(sender, argument=argument)
        signal.disconnect(receiver)
        signal.disconnect(raises)
    recording.as_dict()
    names = ("sender", "argument", "response", "error", "raises")
    things = (sender, argument, response, error, raises)
    return recording, dict(zip(names, map(weakref.ref, things), strict=True))


@pytest.mark.parametrize("name", ["sender", "argument", "response", "error"])
def test_a_recording_keeps_nothing_alive_that_was_sent(name, sent, collected):
    assert collected(sent[1][name])


def test_a_receiver_that_was_strong_dies_once_disconnected(sent, collected):
    assert collected(sent[1]["raises"])


def test_a_signal_dies_while_its_recording_lives(collected):
    signal = Signal()
    signal.connect(lambda sender, **kwargs: None, weak=False)
    with record() as recording:
        signal.send(None)
    reference = weakref.ref(signal)
    del signal
    assert collected(reference)
    assert recording.as_dict()["totals"]["calls"] == 1


def test_a_class_that_sent_dies_while_its_recording_runs(signal, collected):
    kind = type("Kind", (), {})
    with record() as recording:
        signal.send(kind)
        reference = weakref.ref(kind)
        del kind
        assert collected(reference)
    assert recording.as_dict()["totals"]["sends"] == 1


def test_a_signal_nobody_received_dies_while_its_recording_runs(collected):
    signal = Signal()
    with record() as recording:
        signal.send(None)
        reference = weakref.ref(signal)
        del signal
        assert collected(reference)
    assert recording.as_dict()["totals"]["sends"] == 1


def test_a_bound_method_of_a_temporary_is_not_called(signal):
    called = []

    class Temporary:
        def receive(self, sender, **kwargs):
            called.append(self)

    with record() as recording:
        signal.connect(Temporary().receive)
        assert signal.send(None) == []
    assert called == []
    assert recording.as_dict()["calls"] == []


def test_a_receiver_deleted_between_sends_is_called_by_the_first_only(signal):
    with record() as recording:
        receiver = functools.partial(Thing.receive, None)
        signal.connect(receiver)
        first = len(signal.send(None))
        del receiver
        second = len(signal.send(None))
    assert (first, second) == (1, 0)
    document = recording.as_dict()
    assert [each["count"] for each in document["dispatches"]] == [1, 1]
    assert len(document["calls"]) == 1


def test_receivers_garbage_is_collected_without_the_collector_after_an_aborted_send(signal):
    import gc

    def raises(sender, argument, **kwargs):
        raise Oops

    signal.connect(raises)
    argument = Thing()
    reference = weakref.ref(argument)
    gc.disable()
    try:
        with record():
            with contextlib.suppress(Oops):
                signal.send(None, argument=argument)
            del argument
            assert reference() is None
    finally:
        gc.enable()
