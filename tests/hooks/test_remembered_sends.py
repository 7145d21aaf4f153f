"""A send like an earlier one: what is remembered of that one holds only while it is true."""

from __future__ import annotations

import sys
import weakref

import pytest
from django.db.models.signals import ModelSignal
from django.dispatch import Signal
from django.utils.inspect import _get_func_parameters

from signals_panel import record
from tests.app.models import Letter, Post, Tag


@pytest.fixture
def saved(monkeypatch):
    """Return a signal of a module that keeps receivers for each sender, as those of models do.

    Of what no module holds nothing is remembered.
    """
    signal = ModelSignal(use_caching=True)
    monkeypatch.setattr(sys.modules[__name__], "saved_by_name", signal, raising=False)
    return signal


def first(sender, **kwargs):
    return "first"


def second(sender, **kwargs):
    return "second"


OFTEN = [["first"]] * 3


def send_often(signal):
    """Send until all is known that will be."""
    for _ in OFTEN:
        signal.send(Post)


def rows(recording):
    """Return sender, arguments, and name and response of each call, of every dispatch."""
    document = recording.as_dict()
    calls = {dispatch["id"]: [] for dispatch in document["dispatches"]}
    for call in document["calls"]:
        name = call["receiver"].rpartition(".")[2]
        calls[call["dispatch"]].append((name, call["response"]))
    return [
        (dispatch["sender"].rpartition(".")[2], dispatch["arguments"], calls[dispatch["id"]])
        for dispatch in document["dispatches"]
    ]


def called(recording):
    return [[name for name, _ in calls] for _, _, calls in rows(recording)]


def test_a_receiver_connected_between_two_sends_is_called_and_shown(saved):
    saved.connect(first, sender=Post)
    with record() as recording:
        send_often(saved)
        saved.connect(second, sender=Post)
        responses = [saved.send(Post) for _ in OFTEN]
    assert responses == [[(first, "first"), (second, "second")]] * len(OFTEN)
    assert called(recording) == [*OFTEN, *[["first", "second"]] * len(OFTEN)]


def test_a_receiver_that_took_the_place_of_another_is_called_and_shown(saved):
    saved.connect(first, sender=Post)
    with record() as recording:
        send_often(saved)
        saved.disconnect(first, sender=Post)
        saved.connect(second, sender=Post)
        responses = saved.send(Post)
    assert responses == [(second, "second")]
    assert called(recording) == [*OFTEN, ["second"]]


def test_a_receiver_that_died_is_called_no_more(saved):
    def dies(sender, **kwargs):
        pass

    saved.connect(dies, sender=Post)
    _get_func_parameters.cache_clear()  # which would keep it, with DEBUG on
    reference = weakref.ref(dies)
    with record() as recording:
        send_often(saved)
        del dies
        assert reference() is None
        assert saved.send(Post) == []
    assert recording.as_dict()["totals"]["calls"] == len(OFTEN)


def test_connections_of_the_dead_are_removed_by_the_next_send_as_by_djangos(saved):
    def dies(sender, **kwargs):
        pass

    saved.connect(first, sender=Post)
    saved.connect(dies, sender=Cat)
    _get_func_parameters.cache_clear()
    with record():
        send_often(saved)
        del dies
        assert len(saved.receivers) == 2
        saved.send(Post)
        assert len(saved.receivers) == 1


@pytest.mark.parametrize("whose", ["every signal", "this signal"])
def test_who_takes_the_place_of_djangos_way_to_find_receivers_is_asked(saved, monkeypatch, whose):
    def found(*args):
        return [second], []

    saved.connect(first, sender=Post)
    with record() as recording:
        send_often(saved)
        monkeypatch.setattr(Signal if whose == "every signal" else saved, "_live_receivers", found)
        assert saved.send(Post) == [(second, "second")]
        monkeypatch.undo()
        saved.send(Post)
    assert called(recording) == [*OFTEN, ["second"], ["first"]]


def test_what_a_receiver_does_to_the_connections_holds_from_the_next_send_on(saved):
    def leaves(sender, **kwargs):
        saved.disconnect(leaves, sender=Post)
        saved.connect(first, sender=Post)

    saved.connect(leaves, sender=Post)
    with record() as recording:
        send_often(saved)
    assert called(recording) == [["leaves"], ["first"], ["first"]]


class Alike(type):
    """A metaclass whose classes are all equal."""

    def __eq__(cls, other):
        return isinstance(other, Alike)

    def __hash__(cls):
        return 1


class Cat(metaclass=Alike): ...


class Dog(metaclass=Alike): ...


def test_senders_that_are_equal_are_each_shown_by_their_own_name(saved):
    saved.connect(first)
    with record() as recording:
        for sender in (Cat, Dog, Cat, Cat, Cat, Dog):
            saved.send(sender)
    assert [sender for sender, _, _ in rows(recording)] == [
        "Cat",
        "Dog",
        "Cat",
        "Cat",
        "Cat",
        "Dog",
    ]


def test_arguments_are_shown_as_sent_though_much_is_as_in_the_send_before(saved):
    saved.connect(first, sender=Post)
    post, draft = Post(pk=3), Post()
    sends = [
        {"instance": post, "created": True},
        {"instance": post, "created": False},
        {"instance": Post(pk=4), "created": False},
        {"instance": draft, "created": False},
        {"instance": draft, "raw": False},
        {"post": draft, "raw": False},
        {"instance": post, "using": "other"},
        {"instance": post, "using": None},
        {"instance": post, "password": None},
        {"instance": post, "by": draft},
        {"instance": post},
        {"instance": Post(pk=4)},
        {"instance": draft},
        {"post": post},
        {"instance": post},
        {"token": post},
        {"token": post},
        {},
    ]
    with record() as recording:
        for named in sends:
            saved.send(Post, **named)
    three, unsaved = "app.Post(pk=3)", "app.Post(pk=None)"
    assert [arguments for _, arguments, _ in rows(recording)] == [
        {"instance": three, "created": "True"},
        {"instance": three, "created": "False"},
        {"instance": "app.Post(pk=4)", "created": "False"},
        {"instance": unsaved, "created": "False"},
        {"instance": unsaved, "raw": "False"},
        {"post": unsaved, "raw": "False"},
        {"instance": three, "using": "'other'"},
        {"instance": three, "using": "None"},
        {"instance": three, "password": "********"},
        {"instance": three, "by": unsaved},
        {"instance": three},
        {"instance": "app.Post(pk=4)"},
        {"instance": unsaved},
        {"post": three},
        {"instance": three},
        {"token": "********"},
        {"token": "********"},
        {},
    ]


def test_an_instance_of_another_model_than_its_sender_is_shown_as_what_it_is(saved):
    saved.connect(first, sender=Post)
    instances = [Post(pk=3), Post(pk=4), Tag(pk=5), Letter(pk=6), Post(pk=7), "Post", None]
    with record() as recording:
        for instance in instances:
            saved.send(Post, instance=instance)
            saved.send(Post, instance=instance, raw=False)
    told = [arguments["instance"] for _, arguments, _ in rows(recording)]
    assert told[::2] == told[1::2]
    assert told[::2] == [
        "app.Post(pk=3)",
        "app.Post(pk=4)",
        "app.Tag(pk=5)",
        "app.Letter(pk=6)",
        "app.Post(pk=7)",
        "'Post'",
        "None",
    ]


def test_sends_of_two_signals_in_turn_are_each_shown_as_what_they_are(saved, monkeypatch):
    other = ModelSignal(use_caching=True)
    monkeypatch.setattr(sys.modules[__name__], "other_by_name", other, raising=False)
    saved.connect(first, sender=Post)
    other.connect(second, sender=Post)
    with record() as recording:
        for signal in (saved, saved, other, other, saved, other, saved):
            signal.send(Post)
    ran = ["first", "first", "second", "second", "first", "second", "first"]
    assert called(recording) == [[name] for name in ran]
    names = [
        dispatch["signal"].rpartition(".")[2] for dispatch in recording.as_dict()["dispatches"]
    ]
    assert names == [f"{'saved' if name == 'first' else 'other'}_by_name" for name in ran]
