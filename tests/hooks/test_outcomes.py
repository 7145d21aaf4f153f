"""What came of each receiver: its response or its exception, and who was not reached."""

from __future__ import annotations

import contextlib
import logging
from functools import partial
from time import sleep

import pytest
from django.dispatch import Signal

from signals_panel import record


def returns(sender, **kwargs):
    return "kept"


def raises(sender, **kwargs):
    fail()


def fail():
    raise ValueError("no stock left")


def outcomes(recording):
    return [each["outcome"] for each in recording.as_dict()["calls"]]


@pytest.fixture
def failing(connect):
    """Return a signal whose second receiver of three raises."""
    signal = Signal()
    for receiver in (returns, raises, lambda sender, **kwargs: 3):
        connect(signal, receiver)
    return signal


@pytest.fixture
def sent(failing):
    """Return the document of a send that was aborted."""
    with record() as recording, pytest.raises(ValueError, match="no stock left"):
        failing.send(None)
    return recording.as_dict()


def test_receiver_after_a_raising_one_is_not_reached(sent):
    assert [each["outcome"] for each in sent["calls"]] == ["returned", "raised", "not_reached"]


def test_a_receiver_not_reached_has_no_times_and_no_queries(sent):
    call = sent["calls"][-1]
    assert [call[key] for key in ("start_ns", "duration_ns", "self_ns")] == [None] * 3
    assert (call["queries"], call["query_ns"], call["response"], call["error"]) == (
        0,
        0,
        None,
        None,
    )


def test_an_aborted_send_counts_one_error(sent):
    assert sent["totals"]["errors"] == 1


def test_error_has_the_type_and_message_of_the_exception(sent):
    error = sent["calls"][1]["error"]
    assert (error["type"], error["message"]) == ("ValueError", "no stock left")


def test_error_frames_go_from_the_receiver_to_where_it_was_raised(sent):
    frames = sent["calls"][1]["error"]["frames"]
    assert [each["function"] for each in frames] == ["raises", "fail"]
    assert frames[1] == {
        "file": __file__,
        "line": fail.__code__.co_firstlineno + 1,
        "function": "fail",
    }


def test_error_frames_are_the_innermost_however_deep_it_was_raised(signal, connect):
    def sends_again(sender, **kwargs):
        if sender == 0:
            fail()
        signal.send(sender - 1)

    connect(signal, sends_again)
    with record() as recording, contextlib.suppress(ValueError):
        signal.send(60)
    frames = recording.as_dict()["calls"][0]["error"]["frames"]
    assert [each["function"] for each in frames] == [*["sends_again"] * 19, "fail"]


def test_a_raising_receiver_has_no_response(sent):
    assert sent["calls"][1]["response"] is None


def test_a_robust_send_swallows_and_reaches_all(failing):
    with record() as recording:
        failing.send_robust(None)
    assert outcomes(recording) == ["returned", "swallowed", "returned"]
    document = recording.as_dict()
    assert document["totals"]["errors"] == 1
    error = document["calls"][1]["error"]
    assert (error["type"], error["message"]) == ("ValueError", "no stock left")
    assert [each["function"] for each in error["frames"]][-2:] == ["raises", "fail"]


def test_an_exception_no_robust_send_catches_is_raised(signal, connect):
    def stops(sender, **kwargs):
        raise KeyboardInterrupt

    connect(signal, stops)
    with record() as recording, pytest.raises(KeyboardInterrupt):
        signal.send_robust(None)
    assert outcomes(recording) == ["raised"]


def test_nobody_is_reached_after_a_failure_that_a_robust_send_could_not_log(connect):
    """Django names the receiver it logs, and a partial has no name."""
    signal = Signal()
    for receiver in (returns, partial(raises), lambda sender, **kwargs: 3):
        connect(signal, receiver)
    with record() as recording, pytest.raises(AttributeError):
        signal.send_robust(None)
    assert outcomes(recording) == ["returned", "swallowed", "not_reached"]


def test_nobody_is_reached_after_what_a_robust_send_does_not_catch(connect):
    signal = Signal()

    def interrupted(sender, **kwargs):
        raise KeyboardInterrupt

    for receiver in (raises, interrupted, returns):
        connect(signal, receiver)
    with record() as recording, pytest.raises(KeyboardInterrupt):
        signal.send_robust(None)
    assert outcomes(recording) == ["swallowed", "raised", "not_reached"]


def test_a_robust_send_lasts_until_its_last_error_is_logged(connect):
    signal = Signal()
    connect(signal, raises)
    slow = logging.Handler()
    slow.emit = lambda record: sleep(0.05)
    logger = logging.getLogger("django.dispatch")
    logger.addHandler(slow)
    try:
        with record() as recording:
            signal.send_robust(None)
    finally:
        logger.removeHandler(slow)
    [dispatch], [call] = (recording.as_dict()[name] for name in ("dispatches", "calls"))
    assert dispatch["duration_ns"] >= call["duration_ns"] + 50_000_000


def test_the_call_not_reached_is_listed_after_the_raising_one_and_before_what_follows(failing):
    other = Signal()
    other.connect(returns)
    with record() as recording:
        with pytest.raises(ValueError, match="stock"):
            failing.send(None)
        other.send(None)
    assert outcomes(recording) == ["returned", "raised", "not_reached", "returned"]


def test_an_exception_that_passes_through_two_sends_is_raised_in_both(signal, connect, failing):
    connect(signal, lambda sender, **kwargs: failing.send(None))
    with record() as recording, pytest.raises(ValueError, match="stock"):
        signal.send(None)
    assert outcomes(recording) == ["raised", "returned", "raised", "not_reached"]


@pytest.mark.parametrize(
    ("response", "text"),
    [(None, "None"), (5, "5"), ("ok", "'ok'"), ([1, "a"], "[1, 'a']"), ({"a": 1}, "{'a': 1}")],
)
def test_response_is_the_text_of_what_the_receiver_returned(response, text, signal, connect):
    connect(signal, lambda sender, **kwargs: response)
    with record() as recording:
        signal.send(None)
    [call] = recording.as_dict()["calls"]
    assert call["response"] == text
    assert call["error"] is None


def test_dispatch_uid_is_that_of_the_connection(signal, connect):
    connect(signal, returns, dispatch_uid="once")
    connect(signal, returns)
    connect(signal, returns, dispatch_uid="twice")
    with record() as recording:
        signal.send(None)
    uids = [each["dispatch_uid"] for each in recording.as_dict()["calls"]]
    assert uids == ["once", None, "twice"]


def test_arguments_are_texts_by_name(signal, connect):
    connect(signal, returns)
    with record() as recording:
        signal.send(None, number=1, text="a=b\nc", nothing=None, many=[1, (2,)])
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["arguments"] == {
        "number": "1",
        "text": "'a=b\\nc'",
        "nothing": "None",
        "many": "[1, (2,)]",
    }


def test_an_argument_changed_later_is_shown_as_it_was_sent(signal, connect):
    connect(signal, lambda sender, things, **kwargs: things.append(2))
    with record() as recording:
        signal.send(None, things=[1])
    assert recording.as_dict()["dispatches"][0]["arguments"] == {"things": "[1]"}
