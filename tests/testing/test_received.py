"""Asserting who received what, and outlines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import async_to_sync
from django.db.models.signals import post_save

from signals_panel.testing import record_signals

from ..app.models import Tag
from ..signals import in_body, ordered, packed


def index(sender, **kwargs):
    return 3


def clear(sender, **kwargs):
    raise ValueError(1)


def make(name):
    def made(sender, **kwargs):
        return name

    return made


class Till:
    def close(self, sender, **kwargs):
        pass


def test_a_receiver_that_was_called_passes(recording, connect):
    connect(packed, index)
    packed.send("a")
    recording.assert_received(index)
    recording.assert_received(index, signal=packed, times=1)
    recording.assert_not_received(index, signal=ordered)
    recording.assert_not_received(clear)


def test_a_receiver_that_is_connected_to_other_signals_says_to_which(recording, connect):
    connect(ordered, index)
    connect(in_body, index)
    with pytest.raises(AssertionError) as raised:
        recording.assert_received(index, signal=packed)
    assert "  connected to tests.signals.ordered, tests.signals.in_body only\n" in str(raised.value)


def test_calls_are_as_the_document_has_them(recording, connect):
    connect(packed, index)
    connect(packed, clear)
    packed.send_robust("a")
    [call] = recording.received(index)
    assert (call.receiver, call.signal, call.sender) == (
        f"{__name__}.index",
        "tests.signals.packed",
        "a",
    )
    assert (call.outcome, call.response, call.queries, call.error) == ("returned", "3", 0, None)
    assert call.duration_ns >= 0
    [failed] = recording.received(clear, signal=packed)
    assert (failed.outcome, failed.error["type"]) == ("swallowed", "ValueError")


def test_one_that_was_not_reached_was_not_called(recording, connect):
    connect(packed, clear)
    connect(packed, index)
    with pytest.raises(ValueError, match="1"):
        packed.send("a")
    recording.assert_not_received(index)
    recording.assert_received(clear)


def test_closures_of_one_function_are_told_apart(recording, connect):
    one, other = make("one"), make("other")
    connect(packed, one)
    packed.send("a")
    recording.assert_received(one, times=1)
    recording.assert_not_received(other)
    with pytest.raises(AssertionError, match="was not called"):
        recording.assert_received(other)


def test_a_bound_method_is_known_by_its_function(recording, connect):
    till = Till()
    connect(packed, till.close)
    packed.send("a")
    recording.assert_received(till.close, times=1)
    recording.assert_received(Till.close, times=1)


def test_a_wrapper_made_for_each_send_is_known_by_what_it_wraps(recording, connect, monkeypatch):
    import functools

    connect(packed, index)
    found = packed._live_receivers

    def wrapped(sender):
        sync, asynchronous = found(sender)
        return [functools.wraps(each)(lambda e=each, **kw: e(**kw)) for each in sync], asynchronous

    monkeypatch.setattr(packed, "_live_receivers", wrapped)
    packed.send("a")
    recording.assert_received(index, times=1)


def test_async_receivers_are_received(recording, connect):
    async def later(sender, **kwargs):
        pass

    connect(packed, later)
    async_to_sync(packed.asend)("a")
    packed.send("b")
    recording.assert_received(later, times=2)
    assert all(each.is_async for each in recording.received(later))


def test_another_number_of_times_fails(recording, connect):
    connect(packed, index)
    packed.send("a")
    with pytest.raises(AssertionError, match=r"index was called once, not twice\."):
        recording.assert_received(index, times=2)
    with pytest.raises(AssertionError, match=r"index was called once by tests\.signals\.packed\."):
        recording.assert_not_received(index, signal=packed)
    with pytest.raises(ValueError, match=r"assert_not_received\(\)"):
        recording.assert_received(index, times=0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (packed, "takes a receiver, not a signal: assert_sent() takes that."),
        ("index", "takes the receiver itself, not its name 'index'."),
        (3, "takes a receiver, not an object of type int."),
    ],
)
@pytest.mark.parametrize("method", ["assert_received", "assert_not_received", "received"])
def test_what_is_no_receiver_is_refused_with_what_to_give(recording, method, given, said):
    with pytest.raises(TypeError) as caught:
        getattr(recording, method)(given)
    assert str(caught.value) == f"{method}() {said}"


def test_a_signal_that_is_none_is_refused(recording):
    with pytest.raises(TypeError, match="takes the signal itself"):
        recording.assert_received(index, signal="packed")


def test_an_inner_recording_knows_its_own_calls_alone(recording, connect):
    connect(packed, index)
    packed.send("before")
    with record_signals() as inner:
        packed.send("inside")
    inner.assert_received(index, times=1)
    recording.assert_received(index, times=2)


def test_findings_fail_but_for_those_to_ignore(recording, connect):
    connect(packed, clear)
    packed.send_robust("a")
    with pytest.raises(AssertionError, match="1 finding in what was recorded:\n  S1"):
        recording.assert_no_findings()
    [finding] = recording.as_dict()["findings"]
    recording.assert_no_findings(ignore=[finding["code"]])
    with pytest.raises(TypeError, match=r"ignore=\['S101'\]"):
        recording.assert_no_findings(ignore="S101")


def test_what_died_is_no_finding_as_the_recording_holds_what_was_sent(settings):
    settings.DEBUG = True

    def weak(sender, **kwargs):
        pass

    packed.connect(weak)
    with record_signals() as recording:
        packed.send("a")
        del weak
        packed.send("a")
    recording.assert_no_findings()
    packed.receivers.clear()
    packed.sender_receivers_cache.clear()


def test_an_outline_has_receivers_in_order_and_what_came_of_them(recording, connect):
    connect(ordered, lambda sender, **kwargs: packed.send_robust(None), dispatch_uid="outer")
    connect(packed, clear)
    connect(packed, index)
    ordered.send(Tag(pk=3))
    name = f"{__name__}.test_an_outline_has_receivers_in_order_and_what_came_of_them"
    assert recording.outline() == (
        "tests.signals.ordered from app.Tag\n"
        f"  → {name}.<locals>.<lambda>\n"
        "    tests.signals.packed\n"
        f"      → {__name__}.clear swallowed ValueError\n"
        f"      → {__name__}.index"
    )


@pytest.mark.django_db
def test_an_outline_is_the_same_whatever_the_keys_and_leaves_out_what_nobody_received(connect):
    connect(post_save, index, sender=Tag)

    def outline():
        with record_signals() as recording:
            Tag.objects.create(name="a")
        return recording.outline()

    first = outline()
    assert (
        first
        == f"django.db.models.signals.post_save from tests.app.models.Tag\n  → {__name__}.index"
    )
    assert outline() == first


def test_an_outline_of_nothing_is_empty(recording, signal):
    packed.send("a")
    assert recording.outline() == ""
    signal.connect(index, weak=False)
    signal.send("a")
    assert recording.outline() == f"unnamed signal from a\n  → {__name__}.index"


def test_a_failure_says_how_often_threads_that_are_not_recorded_sent_it(recording, connect):
    connect(packed, index)
    connect(ordered, index)

    def sends():
        packed.send("a")
        packed.send("b")
        ordered.send("a")

    with ThreadPoolExecutor(1) as pool:
        pool.submit(sends).result()
    with pytest.raises(AssertionError) as caught:
        recording.assert_sent(packed)
    outside = "meanwhile in threads outside the recording"
    assert f"It was sent twice {outside}." in str(caught.value)
    with pytest.raises(AssertionError) as caught:
        recording.assert_sent(ordered)
    assert f"It was sent once {outside}." in str(caught.value)
    with pytest.raises(AssertionError) as caught:
        recording.assert_sent(in_body)
    assert outside not in str(caught.value)
