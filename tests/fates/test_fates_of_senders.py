"""Senders that share a name: what each connection did is told by the sender it is for."""

from __future__ import annotations

import asyncio
import weakref

import pytest
from django.apps import AppConfig
from django.dispatch import Signal

import tests
from signals_panel import record

HERE = __name__


class Till:
    def mail(self):
        pass

    def refund(self):
        pass


class Equal:
    """Equal to all of its kind, as value objects are."""

    def __eq__(self, other):
        return type(other) is Equal

    def __hash__(self):
        return 1


class Slotted:
    """What no weak reference can be made to."""

    __slots__ = ()


class Shop(AppConfig):
    path = "."


def made(name):
    return type(name, (), {"__module__": HERE})


def text(word):
    """Return a string that no other name refers to."""
    return "".join(list(word))


def hears(sender, **kwargs):
    return None


def fates(recording, receiver=hears):
    """Return the fates of a receiver's connections whose signal was sent, by connection."""
    name = f"{HERE}.{receiver.__qualname__}"
    found = [each for each in recording.as_dict()["connections"] if each["receiver"] == name]
    return [
        (each["sender"], each["fate"]["reason"], each["fate"]["calls"])
        for each in found
        if each["fate"]["reason"] != "not_sent"
    ]


PAIRS = {
    "instances": (Till(), Till(), f"instance of {HERE}.Till"),
    "apps": (Shop("a.shop", tests), Shop("b.shop", tests), "AppConfig(shop)"),
    "classes": (made("Local"), made("Local"), f"{HERE}.Local"),
    "equal": (Equal(), Equal(), f"instance of {HERE}.Equal"),
    "slotted": (Slotted(), Slotted(), f"instance of {HERE}.Slotted"),
    "methods": (Till().mail, Till().mail, f"{HERE}.Till.mail"),
    "strings": (text("web"), text("web"), "web"),
    "tuples": ((Till(),), (Till(),), "instance of tuple"),
}
CACHED = ("instances", "apps", "classes")
"""Those that a signal can cache: it holds them weakly, and takes equal ones for one."""


@pytest.mark.parametrize(
    ("kind", "use_caching"),
    [*((each, False) for each in PAIRS), *((each, True) for each in CACHED)],
)
@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
def test_the_connection_of_the_one_that_sent_was_called(method, kind, use_caching, connect):
    one, other, name = PAIRS[kind]
    signal = Signal(use_caching=use_caching)
    connect(signal, hears, sender=one)
    connect(signal, hears, sender=other)
    with record() as recording:
        for _ in range(2):
            sent = getattr(signal, method)(other)
            if method.startswith("a"):
                asyncio.run(sent)
    assert fates(recording) == [(name, "other_sender", 0), (name, "called", 2)]
    assert {each["sender"] for each in recording.as_dict()["dispatches"]} == {name}


def test_a_connection_for_one_of_two_says_that_the_other_one_sent(signal, connect):
    one, other = Till(), Till()
    connect(signal, hears, sender=one)
    connect(signal, hears, sender=other)
    with record() as recording:
        signal.send(other)
    [found] = [
        each["fate"]["text"]
        for each in recording.as_dict()["connections"]
        if each["fate"]["reason"] == "other_sender"
    ]
    assert found == (
        f"sent only by instance of {HERE}.Till, but not by the very object it is for: senders are "
        "told apart by identity"
    )


def test_what_nobody_received_was_not_sent_by_the_one_it_is_for(signal, connect):
    till = Till()
    connect(signal, hears, sender=till)
    with record() as recording:
        signal.send(Till())
    assert [reason for _, reason, _ in fates(recording)] == ["other_sender"]


def test_one_connected_after_it_sent_is_too_late(signal, connect):
    till = Till()
    with record() as recording:
        signal.send(till)
        connect(signal, hears, sender=till)
    assert [reason for _, reason, _ in fates(recording)] == ["too_late"]


def test_a_method_is_the_same_sender_each_time_it_is_looked_up(signal, connect):
    till = Till()
    connect(signal, hears, sender=till.mail)
    with record() as recording:
        signal.send(till.mail)
        signal.send(till.refund)
    assert [calls for _, _, calls in fates(recording)] == [1]


def test_a_connection_removed_meanwhile_keeps_its_calls(signal):
    one, other = Till(), Till()
    signal.connect(hears, sender=one)
    signal.connect(hears, sender=other)
    with record() as recording:
        signal.send(one)
        signal.disconnect(hears, sender=one)
        signal.send(other)
        signal.send(other)
    assert sorted(calls for _, _, calls in fates(recording) if calls) == [1, 2]
    signal.disconnect(hears, sender=other)


def test_the_uid_of_a_call_is_that_of_its_senders_connection(signal, connect):
    one, other = Till(), Till()
    connect(signal, hears, sender=one, dispatch_uid="one")
    connect(signal, hears, sender=other, dispatch_uid="other")
    with record() as recording:
        signal.send(other)
        signal.send(one)
    assert [call["dispatch_uid"] for call in recording.as_dict()["calls"]] == ["other", "one"]


def test_apps_are_told_apart_by_their_label(signal, connect):
    one, other = Shop("shop", tests), Shop("till", tests)
    connect(signal, hears, sender=one)
    connect(signal, hears, sender=other)
    with record() as recording:
        signal.send(other)
    assert ("AppConfig(till)", "called", 1) in fates(recording)
    assert ("AppConfig(shop)", "other_sender", 0) in fates(recording)


def test_a_connection_made_before_the_panel_saw_it_is_known_by_its_senders_identity(signal):
    one, other = Till(), Till()
    Signal.connect.__wrapped__(signal, hears, sender=one)
    Signal.connect.__wrapped__(signal, hears, sender=other)
    with record() as recording:
        signal.send(other)
    assert [reason for _, reason, _ in fates(recording)] == ["other_sender", "called"]


def test_naming_a_sender_runs_none_of_its_code(signal, connect):
    class Loud:
        def __getattribute__(self, name):
            if name == "__func__":  # Django's own look
                raise AttributeError(name)
            raise AssertionError(name)

        __hash__ = object.__hash__  # Django's cache looks it up

        def __eq__(self, other):
            raise AssertionError

        def __repr__(self):
            raise AssertionError

    loud = Loud()
    connect(signal, hears)
    with record() as recording:
        signal.send(loud)
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["sender"] == f"instance of {HERE}.{Loud.__qualname__}"
    assert recording.as_dict()["dropped"].get("errors", 0) == 0


def test_what_a_method_binds_is_not_kept_alive(signal, connect, collected):
    till = Till()
    reference = weakref.ref(till)
    connect(signal, hears)
    with record() as recording:
        signal.send(till.mail)
    del till
    assert collected(reference)
    assert recording.as_dict()["dispatches"][0]["sender"].endswith("Till.mail")
