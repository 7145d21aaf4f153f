"""Asserting what was sent: what matches, and what is refused."""

from __future__ import annotations

import threading
from unittest.mock import ANY

import pytest
from django.db.models.signals import post_init, post_save
from django.dispatch import Signal

from signals_panel import record
from signals_panel.log import kept as kept_module
from signals_panel.testing import record_signals

from ..app.models import Letter, Parcel, Tag
from ..signals import ordered, packed


def nothing(sender, **kwargs):
    pass


def test_a_signal_that_was_sent_passes_and_gives_the_first_send(recording):
    thing = object()
    packed.send("a", thing=thing)
    packed.send("b")
    sent = recording.assert_sent(packed)
    assert (sent.signal, sent.sender, sent.method) == (packed, "a", "send")
    assert sent.arguments == {"thing": thing}
    assert sent.caller["file"] == __file__
    assert sent.caller["function"].startswith("test_a_signal_that_was_sent")


def test_arguments_are_a_subset(recording):
    packed.send("a", one=1, two=2)
    recording.assert_sent(packed, one=1)
    recording.assert_sent(packed, one=1, two=2)
    recording.assert_not_sent(packed, one=2)
    recording.assert_not_sent(packed, three=ANY)


def test_the_expected_value_is_on_the_left(recording):
    class Large:
        def __eq__(self, other):
            return other > 100

        __hash__ = None

    packed.send("a", total=150, price=0.1 + 0.2)
    recording.assert_sent(packed, total=Large(), price=pytest.approx(0.3))
    recording.assert_sent(packed, total=ANY)
    recording.assert_not_sent(packed, price=Large())


def test_nothing_of_the_users_is_compared_while_it_is_sent(recording):
    class Trap:
        def __eq__(self, other):
            raise AssertionError

        __hash__ = object.__hash__

    packed.send("a", thing=Trap())
    recording.assert_sent(packed, sender="a")


def test_a_sender_is_compared_by_equality_and_subclasses_are_others(recording):
    packed.send(Letter)
    recording.assert_sent(packed, sender=Letter)
    recording.assert_not_sent(packed, sender=Parcel)
    packed.send(None)
    recording.assert_sent(packed, sender=None, times=1)
    recording.assert_sent(packed, times=2)


def test_a_list_changed_after_it_was_sent_is_compared_as_it_was(recording):
    lines = ["a"]
    packed.send("a", lines=lines)
    lines.append("b")
    recording.assert_sent(packed, lines=["a"])
    recording.assert_not_sent(packed, lines=["a", "b"])


def test_sends_inside_receivers_and_of_other_methods_are_sent_too(recording, connect):
    connect(ordered, lambda sender, **kwargs: packed.send("inner"))
    ordered.send_robust("outer")
    recording.assert_sent(packed, sender="inner")
    assert [(each.signal, each.method) for each in recording.sent()] == [
        (ordered, "send_robust"),
        (packed, "send"),
    ]


def test_sends_of_another_thread_that_inherits_the_context_are_sent_too(recording):
    import contextvars

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(packed.send, "thread"))
    thread.start()
    thread.join()
    recording.assert_sent(packed, sender="thread")


@pytest.mark.django_db
def test_models_signals_that_nobody_receives_have_their_arguments(recording):
    tag = Tag.objects.create(name="a")
    recording.assert_sent(post_save, sender=Tag, instance=tag, created=True, times=1)
    recording.assert_not_sent(post_save, created=False)


@pytest.mark.parametrize("times", [1, 3])
def test_another_number_of_times_fails(recording, times):
    packed.send("a")
    packed.send("a")
    recording.assert_sent(packed, times=2)
    with pytest.raises(AssertionError, match="was sent twice, not"):
        recording.assert_sent(packed, times=times)


def test_no_times_is_another_method():
    with record_signals() as recording, pytest.raises(ValueError, match=r"assert_not_sent\(\)"):
        recording.assert_sent(packed, times=0)


@pytest.mark.parametrize(
    ("times", "error"), [(-1, ValueError), (1.5, TypeError), (True, TypeError)]
)
def test_times_that_no_count_can_be_are_refused(recording, times, error):
    with pytest.raises(error, match="times is"):
        recording.assert_sent(packed, times=times)


class Order:
    """No signal."""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("post_save", "not its name 'post_save': django.db.models.signals.post_save."),
        ("no_such", "not its name 'no_such'."),
        (
            nothing,
            "not the receiver tests.testing.test_sent.nothing: assert_received() takes that.",
        ),
        (Order, "not the class tests.testing.test_sent.Order: give that as sender=."),
        (3, "not an object of type int."),
        (None, "not an object of type NoneType."),
    ],
)
@pytest.mark.parametrize("method", ["assert_sent", "assert_not_sent"])
def test_what_is_no_signal_is_refused_with_what_to_give(recording, method, given, said):
    with pytest.raises(TypeError) as caught:
        getattr(recording, method)(given)
    assert str(caught.value).endswith(said)


def test_an_argument_may_be_called_as_a_parameter_of_ours(recording):
    packed.send("a", receiver=1, wanted=2, method=3)
    recording.assert_sent(packed, receiver=1, wanted=2, method=3)
    packed.send("a", times=4)
    assert recording.sent(packed, times=4)[0].arguments == {"times": 4}


class Array:
    """What comparing gives no yes or no for."""

    def __eq__(self, other):
        return [True, False]

    __hash__ = None


class Broken:
    """What cannot be compared."""

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None


@pytest.mark.parametrize(
    ("kind", "why"), [(Array, "== gave a list"), (Broken, "== raised RuntimeError: no")]
)
def test_what_cannot_be_compared_fails_either_way_and_says_why(recording, kind, why):
    packed.send("a", rows=kind())
    for assertion in (recording.assert_sent, recording.assert_not_sent, recording.sent):
        with pytest.raises(AssertionError) as caught:
            assertion(packed, rows=kind())
        assert f"rows = <{__name__}.{kind.__name__}>   ? " in str(caught.value)
        assert why in str(caught.value)


@pytest.mark.parametrize("kind", [Array, Broken])
def test_what_cannot_be_compared_is_itself(recording, kind):
    rows = kind()
    packed.send("a", rows=rows)
    recording.assert_sent(packed, rows=rows)


def test_what_cannot_be_compared_does_not_matter_where_something_else_differs(recording):
    packed.send("a", rows=Array(), total=1)
    recording.assert_not_sent(packed, rows=Array(), total=2)
    packed.send("b", rows=3)
    recording.assert_sent(packed, rows=3)


def test_a_send_whose_arguments_are_not_kept_is_never_taken_for_another(recording, monkeypatch):
    monkeypatch.setattr(kept_module, "MAX_ARGUMENTS", 1)
    packed.send("a", total=1)
    packed.send("a", total=2)
    recording.assert_sent(packed, total=1)
    recording.assert_sent(packed, times=2)
    recording.assert_not_sent(packed, sender="b", total=2)
    for assertion in (recording.assert_sent, recording.assert_not_sent, recording.sent):
        with pytest.raises(
            AssertionError, match="1 send of it was not compared: a recording keeps"
        ):
            assertion(packed, total=2)
    _, last = recording.sent(packed)
    with pytest.raises(AssertionError, match="are not known"):
        _ = last.arguments


def test_sends_beyond_the_rows_of_a_recording_are_not_taken_for_unsent(settings, connect):
    settings.SIGNALS_PANEL = {"MAX_ROWS": 2}
    connect(packed, nothing)
    with record_signals() as recording:
        for _ in range(3):
            packed.send("a")
    recording.assert_sent(packed)
    with pytest.raises(AssertionError, match="1 send was left out"):
        recording.assert_not_sent(ordered)


def test_each_send_that_is_left_out_is_said_once_though_nobody_received_it(settings):
    settings.SIGNALS_PANEL = {"MAX_ROWS": 2}
    with record_signals() as recording:
        for number in range(5):
            packed.send(f"sender {number}")
    with pytest.raises(AssertionError, match="3 sends were left out"):
        recording.assert_not_sent(ordered)


@pytest.mark.django_db
def test_what_was_not_sent_is_known_where_the_rows_were_too_few_but_all_sends_are_kept(
    settings, connect
):
    settings.SIGNALS_PANEL = {"MAX_ROWS": 2}
    connect(post_save, nothing, sender=Tag)
    tags = [Tag(name="a")]
    with record_signals() as recording:
        Tag.objects.bulk_create(tags)
        packed.send("a")
        packed.send("b")
    assert recording.as_dict()["dropped"] == {"sends": 1}
    recording.assert_sent(packed, times=2)
    recording.assert_not_sent(ordered)


def test_ten_thousand_sends_keep_their_arguments_and_later_ones_are_counted(recording):
    for number in range(10_001):
        packed.send("a", number=number)
    recording.assert_sent(packed, number=9_999, times=None)
    with pytest.raises(AssertionError) as raised:
        recording.assert_sent(packed, number=10_000)
    assert "a recording keeps the arguments of its first 10,000 sends.\n" in f"{raised.value}\n"
    with pytest.raises(AssertionError, match=r"first 10,000 sends\.$"):
        _ = recording.sent(packed)[-1].arguments
    assert len(recording.sent(packed)) == 10_001


def test_an_inner_recording_holds_its_own_stretch_and_the_outer_one_that_too(recording):
    packed.send("before")
    with record_signals() as inner:
        packed.send("inside")
    packed.send("after")
    assert [each.sender for each in inner.sent()] == ["inside"]
    assert [each.sender for each in recording.sent()] == ["before", "inside", "after"]


def test_within_a_recording_of_text_sends_are_kept_as_well():
    with record() as outer:
        packed.send("before")
        with record_signals() as inner:
            packed.send("inside", total=1)
        packed.send("after")
    inner.assert_sent(packed, sender="inside", total=1, times=1)
    assert sum(each["count"] for each in outer.as_dict()["dispatches"]) == 3


def test_a_recording_may_be_asked_while_it_runs_and_after(recording):
    packed.send("a")
    recording.assert_sent(packed, times=1)
    packed.send("a")
    recording.assert_sent(packed, times=2)
    with record_signals() as ended:
        packed.send("b")
    packed.send("c")
    ended.assert_sent(packed, sender="b", times=1)


def test_cleared_it_knows_what_is_sent_from_then_on(recording, connect):
    connect(packed, nothing)
    packed.send("before", total=1)
    ordered.send("before")
    recording.clear()
    recording.assert_not_sent(packed)
    recording.assert_not_received(nothing)
    assert recording.sent() == []
    assert recording.as_dict()["dispatches"] == []
    packed.send("after")
    recording.assert_sent(packed, sender="after", times=1)
    recording.assert_received(nothing, times=1)


def test_a_send_tells_of_itself_without_secrets_and_code_of_the_users(recording):
    class Trap:
        def __repr__(self):
            raise AssertionError

    packed.send("a", thing=Trap(), token="abc", total=3)
    [sent] = recording.sent()
    name = f"{__name__}.test_a_send_tells_of_itself_without_secrets_and_code_of_the_users"
    told = f"thing=<{name}.<locals>.Trap>, token=********, total=3"
    assert repr(sent) == f"<Sent tests.signals.packed from a with {told}>"


def test_a_send_that_no_code_of_the_projects_made_has_no_caller():
    signal = Signal()
    with record_signals() as recording:
        signal.send("a")
        Tag(name="a")
    assert recording.assert_sent(signal).caller["line"]
    assert recording.assert_sent(post_init).caller["file"] == __file__
