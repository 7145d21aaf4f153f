"""Receivers that change while being sent to, and recursion without end."""

from __future__ import annotations

import contextlib
import contextvars
import functools
import sys

import pytest
from django.dispatch import Signal

from signals_panel import record


def nothing(sender, **kwargs):
    pass


def test_receivers_swapped_away_are_not_called_and_come_back(signal, connect):
    """As factory_boy's ``mute_signals`` does."""
    called = []
    connect(signal, lambda sender, **kwargs: called.append(sender))
    with record() as recording:
        signal.send(1)
        muted, signal.receivers = signal.receivers, []
        signal.send(2)
        signal.receivers = muted + signal.receivers
        signal.sender_receivers_cache.clear()
        signal.send(3)
    assert called == [1, 3]
    assert [each["signal"] for each in recording.as_dict()["dispatches"]] != []
    assert len(recording.as_dict()["calls"]) == 2


def test_a_receiver_connected_while_being_sent_to_is_called_by_the_next_send(signal):
    called = []

    def late(sender, **kwargs):
        called.append("late")

    def joins(sender, **kwargs):
        called.append("joins")
        signal.connect(late)

    signal.connect(joins)
    with record() as recording:
        signal.send(None)
        signal.send(None)
    assert called == ["joins", "joins", "late"]
    assert len(recording.as_dict()["calls"]) == 3


def test_a_receiver_disconnected_while_being_sent_to_is_still_called_once(signal):
    called = []

    def second(sender, **kwargs):
        called.append("second")

    def first(sender, **kwargs):
        called.append("first")
        signal.disconnect(second)
        signal.disconnect(first)

    signal.connect(first)
    signal.connect(second)
    with record() as recording:
        signal.send(None)
        signal.send(None)
    assert called == ["first", "second"]
    assert [each["count"] for each in recording.as_dict()["dispatches"]] == [1, 1]


@pytest.mark.contains_errors
@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_endless_recursion_is_a_recursion_error_and_the_recorder_survives(method, signal, connect):
    connect(signal, lambda sender, **kwargs: getattr(signal, method)(sender))
    after = Signal()
    connect(after, nothing)
    limit = sys.getrecursionlimit()
    with record() as recording:
        if method == "send":
            with pytest.raises(RecursionError):
                signal.send(None)
        else:
            signal.send_robust(None)
        after.send(None)
    document = recording.as_dict()
    assert sys.getrecursionlimit() == limit
    assert len(document["dispatches"]) > 50
    assert document["dispatches"][-1]["parent_call"] is None
    assert document["calls"][-1]["outcome"] == "returned"
    assert str(recording)


@pytest.mark.contains_errors
def test_a_send_without_receivers_at_the_recursion_limit_is_no_trouble(signal):
    def deeper():
        signal.send(None)
        deeper()

    with record() as recording, pytest.raises(RecursionError):
        deeper()
    assert recording.as_dict()["totals"]["sends"] > 50


def returns(sender, **kwargs):
    return object


def raises(sender, **kwargs):
    raise ValueError


@contextlib.contextmanager
def recorded_elsewhere():
    """Record what is sent in another context meanwhile."""
    context = contextvars.copy_context()
    recording = record()
    context.run(recording.__enter__)
    yield
    context.run(recording.__exit__, None, None, None)


def deep(frames, act):
    """Return what *act* returns or raises when that many frames are left to it."""
    depth, frame = 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back

    def down(levels):
        return down(levels - 1) if levels else act()

    try:
        return down(sys.getrecursionlimit() - depth - frames)
    except Exception as error:
        return type(error)


@pytest.fixture
def _untraced():
    """Let nothing that traces our lines, as coverage does, take frames of its own in them."""
    trace = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(trace)


def told(outcome):
    """Return what a send returned so that two sends' can be compared."""
    if not isinstance(outcome, list):
        return outcome
    return [
        (receiver, type(each) if isinstance(each, Exception) else each)
        for receiver, each in outcome
    ]


@pytest.mark.contains_errors
@pytest.mark.usefixtures("_untraced")
@pytest.mark.parametrize("recording", [record, contextlib.nullcontext, recorded_elsewhere])
@pytest.mark.parametrize("method", ["send", "send_robust"])
@pytest.mark.parametrize("receiver", [None, nothing, returns, raises])
@pytest.mark.parametrize("use_caching", [False, True])
def test_a_send_that_recursion_leaves_just_enough_room_ends_as_without_us(
    use_caching, receiver, method, recording
):
    signal = Signal(use_caching=use_caching)
    signal.connect(receiver or nothing, sender=None if receiver else str)
    ours = getattr(Signal, method)
    frames = range(1, 60)

    def outcomes(send):
        return [told(deep(left, lambda: send(signal, int, value=1))) for left in frames]

    for send in (ours.__wrapped__, ours):  # fills caches: of receivers, and Python's own
        outcomes(send)
    alone = outcomes(ours.__wrapped__)
    with recording():
        with_us = [outcomes(ours), outcomes(ours)]
    had_room = [left for left, outcome in enumerate(alone) if outcome is not RecursionError]
    assert had_room
    for outcome in with_us:
        assert [outcome[left] for left in had_room] == [alone[left] for left in had_room]


@pytest.mark.contains_errors
@pytest.mark.usefixtures("_untraced")
@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_sends_inside_sends_go_as_deep_as_without_us(method, recorded):
    signal = Signal()
    ours = getattr(Signal, method)

    def deepest(send):
        reached = []

        def receiver(sender, **kwargs):
            reached.append(sender)
            if sender < deepest_wanted:
                send(signal, sender + 1)

        signal.connect(receiver)
        try:
            send(signal, 1)
        except RecursionError:
            pass
        finally:
            signal.disconnect(receiver)
        return len(reached)

    deepest_wanted = sys.getrecursionlimit()
    with record() if recorded else contextlib.nullcontext():
        with_us = deepest(ours)
    assert with_us >= deepest(ours.__wrapped__)


def test_partial_that_raises_gives_the_attribute_error_of_plain_django(signal, connect):
    connect(signal, functools.partial(raises))
    told = []
    for send in (Signal.send_robust.__wrapped__, Signal.send_robust):
        with record(), pytest.raises(AttributeError) as caught:
            send(signal, None)
        told.append(str(caught.value))
    assert told[0] == told[1]
    assert "__qualname__" in told[0]
