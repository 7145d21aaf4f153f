"""What each connection did in a recording, or why it did nothing."""

from __future__ import annotations

import gc

import pytest
from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser, User
from django.db import connection
from django.db.models.signals import post_save, pre_save
from django.dispatch import Signal

from signals_panel import record
from signals_panel.fates.connected import Connected
from signals_panel.log.tables import tables_of
from signals_panel.registry.registry import NOTHING, registry_now
from signals_panel.texts.signal_names import name_of, token_of
from signals_panel.timeline import Timeline
from tests.app.models import Tag

opened = Signal()
"""A signal of its own: its connections that died stay known."""


def hears(sender, **kwargs):
    return None


def also_hears(sender, **kwargs):
    return None


def asks(sender, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def raises(sender, **kwargs):
    raise ValueError("no stock")


def connections_of(recording, receiver):
    """Return the connections of a receiver of this module, in order, each with its fate."""
    connected = Connected(Timeline([tables_of(recording)]), registry_now())
    found = connected.with_fates
    name = f"{__name__}.{receiver.__qualname__}"
    return [each for each in found if each["receiver"] == name]


def fate_of(recording, receiver):
    [found] = connections_of(recording, receiver)
    return found["fate"]


@pytest.fixture
def proxy():
    """Return a proxy of ``Tag`` that is gone after the test."""
    label = type("Label", (Tag,), {"__module__": Tag.__module__, "Meta": Meta})
    yield label
    del apps.all_models["app"]["label"]
    apps.clear_cache()


class Meta:
    proxy = True
    app_label = "app"


@pytest.mark.django_db
def test_calls_are_counted_with_their_time_and_queries(signal, connect):
    connect(signal, asks)
    with record() as recording:
        signal.send("web")
        signal.send("till")
    fate = fate_of(recording, asks)
    calls = recording.as_dict()["calls"]
    assert (fate.reason.kind, fate.calls, fate.queries, fate.failed) == ("called", 2, 2, 0)
    assert fate.self_ns == sum(call["self_ns"] for call in calls) > 0


def test_calls_that_raised_are_counted(signal, connect):
    connect(signal, raises)
    with record() as recording:
        signal.send_robust("web")
        signal.send_robust("web")
    fate = fate_of(recording, raises)
    assert (fate.reason.kind, fate.calls, fate.failed) == ("called", 2, 2)


def test_a_receiver_of_a_signal_nobody_sent_was_not_called_for_that(signal, connect):
    connect(signal, hears)
    with record() as recording:
        Signal().send("web")
    assert fate_of(recording, hears).reason.kind == "not_sent"


def test_other_senders_are_named_up_to_three_and_the_rest_is_counted(signal, connect):
    connect(signal, hears, sender="shop")
    with record() as recording:
        for sender in ("web", "web", None, "till", "phone", "fax"):
            signal.send(sender)
    fate = fate_of(recording, hears)
    assert (fate.reason.kind, fate.reason.names, fate.reason.more) == (
        "other_sender",
        ("web", None, "till"),
        2,
    )


def test_of_two_connections_of_one_receiver_the_one_of_the_sender_was_called(signal, connect):
    connect(signal, hears, sender="shop")
    connect(signal, hears, sender="web")
    with record() as recording:
        signal.send("web")
    shop, web = connections_of(recording, hears)
    assert (shop["sender"], shop["fate"].reason.kind, shop["fate"].reason.names) == (
        "shop",
        "other_sender",
        ("web",),
    )
    assert (web["sender"], web["fate"].reason.kind, web["fate"].calls) == ("web", "called", 1)


def test_a_receiver_connected_for_all_and_for_one_is_called_by_both(signal, connect):
    connect(signal, hears, sender="web")
    connect(signal, hears)
    with record() as recording:
        signal.send("web")
        signal.send("till")
    web, everyone = connections_of(recording, hears)
    assert (web["fate"].calls, everyone["fate"].calls) == (1, 2)


def test_the_same_receiver_on_another_signal_was_not_called(signal, connect):
    other = Signal()
    connect(other, hears)
    connect(signal, hears)
    with record() as recording:
        signal.send("web")
    kinds = [each["fate"].reason.kind for each in connections_of(recording, hears)]
    assert sorted(kinds) == ["called", "not_sent"]


def test_a_receiver_after_one_that_raised_was_not_reached_and_says_who_raised(signal, connect):
    connect(signal, raises)
    connect(signal, hears)
    with record() as recording, pytest.raises(ValueError, match="no stock"):
        signal.send("web")
    fate = fate_of(recording, hears)
    assert (fate.reason.kind, fate.not_reached, fate.reason.names) == (
        "not_reached",
        1,
        (f"{__name__}.raises",),
    )


def test_a_connection_removed_before_the_send_says_so(signal):
    signal.connect(hears)
    with record() as recording:
        signal.disconnect(hears)
        signal.send("web")
    [found] = connections_of(recording, hears)
    assert (found["fate"].reason.kind, found["change"]) == ("removed", "removed")


def test_a_connection_removed_after_its_call_was_called(signal):
    signal.connect(hears)
    with record() as recording:
        signal.send("web")
        signal.disconnect(hears)
    [found] = connections_of(recording, hears)
    assert (found["fate"].reason.kind, found["change"]) == ("called", "removed")


def test_a_connection_made_after_the_send_came_too_late(signal, connect):
    connect(signal, also_hears)
    with record() as recording:
        signal.send("web")
        connect(signal, hears)
    [found] = connections_of(recording, hears)
    assert (found["fate"].reason.kind, found["change"]) == ("too_late", "made")
    [before] = connections_of(recording, also_hears)
    assert (before["fate"].reason.kind, before["change"]) == ("called", None)


def test_a_connection_made_before_the_send_was_called(signal, connect):
    with record() as recording:
        connect(signal, hears)
        signal.send("web")
    [found] = connections_of(recording, hears)
    assert (found["fate"].reason.kind, found["change"]) == ("called", "made")


def test_a_connection_made_and_removed_is_one_connection(signal):
    with record() as recording:
        signal.connect(hears)
        signal.disconnect(hears)
    [found] = connections_of(recording, hears)
    assert (found["fate"].reason.kind, found["change"]) == ("removed", "removed")


class Box:
    def opened(self, sender, **kwargs):
        return None


@pytest.mark.parametrize(("during", "change"), [(True, "died"), (False, None)])
def test_a_receiver_that_died_says_so(during, change):
    box = Box()
    opened.connect(box.opened)
    if not during:
        del box
        gc.collect()
    with record() as recording:
        if during:
            del box
            gc.collect()
        opened.send("web")
    [found] = connections_of(recording, Box.opened)
    assert (found["fate"].reason.kind, found["change"]) == ("died", change)
    assert not found["alive"]


@pytest.mark.parametrize("base", [AbstractUser, AbstractBaseUser])
def test_a_connection_to_a_parent_of_the_model_that_was_sent_says_so(base, connect):
    connect(pre_save, hears, sender=base)
    with record() as recording:
        pre_save.send(User)
        pre_save.send(Tag)
    fate = fate_of(recording, hears)
    assert (fate.reason.kind, fate.reason.names, fate.reason.more) == (
        "child_sent",
        ("django.contrib.auth.models.User",),
        0,
    )
    assert fate.reason.text == (
        "sent by django.contrib.auth.models.User, which inherits from this sender: "
        "a connection hears its own sender alone"
    )


def test_a_connection_to_a_proxy_says_that_its_model_was_sent(proxy, connect):
    connect(post_save, hears, sender=proxy)
    with record() as recording:
        post_save.send(Tag)
    fate = fate_of(recording, hears)
    assert (fate.reason.kind, fate.reason.names) == ("parent_sent", ("tests.app.models.Tag",))
    assert fate.reason.text == (
        "sent by tests.app.models.Tag, which this sender inherits from: "
        "a connection hears its own sender alone"
    )


def test_a_connection_to_a_model_says_that_its_proxy_was_sent(proxy, connect):
    connect(post_save, hears, sender=Tag)
    with record() as recording:
        post_save.send(proxy)
    fate = fate_of(recording, hears)
    assert (fate.reason.kind, fate.reason.names) == ("child_sent", ("tests.app.models.Label",))


def test_a_connection_to_an_unrelated_model_names_no_relation(connect):
    connect(post_save, hears, sender=Tag)
    with record() as recording:
        post_save.send(User)
    assert fate_of(recording, hears).reason.kind == "other_sender"


def test_every_call_of_a_large_document_is_counted_once():
    """100 signals, 500 connections and 100,000 dispatches of as many senders."""
    connections = [connection_item(number) for number in range(500)]
    registry = {**NOTHING, "connections": connections}
    found = Connected(Timeline([large_tables(100_000)]), registry).with_fates
    assert sum(each["fate"].calls for each in found) == 80_000


def large_tables(size):
    """Return the tables of a recording in which each of 100 signals reached its own receiver."""
    each_of, nothing = list(range(size)), [0] * size
    kinds = [number % 100 for number in each_of]
    receivers = [[f"shop.hear_{number}", "shop.py", number] for number in range(100, 200)]
    dispatches = {
        "number": [1 + number for number in each_of],
        "parent": nothing,
        "signal": {"cells": kinds, "values": [["shop.signal", token] for token in range(100)]},
        "sender": {
            "cells": each_of,
            "values": [[f"shop.Order(pk={number})", str(number)] for number in each_of],
        },
        "method": {"cells": nothing, "values": ["send"]},
        "caller": {"cells": nothing, "values": [None]},
        "arguments": {"cells": nothing, "values": [""]},
        "pk": nothing,
        "transaction": nothing,
        "receivers": {"cells": kinds, "values": [[1, place] for place in receivers]},
    }
    calls = {
        "dispatch": dispatches["number"],
        "position": [1] * size,
        "start": each_of,
        "duration": [1] * size,
        "outcome": {"cells": nothing, "values": ["returned"]},
        "text": {"cells": nothing, "values": [None]},
    }
    return {
        "streams": {"dispatches": dispatches, "calls": calls},
        "sent": list(range(100)),
        "dropped": {},
        "node": 0,
        "started_ns": 0,
        "ended_ns": size,
    }


def connection_item(number):
    return {
        "signal": "shop.signal",
        "token": number % 100,
        "receiver": f"shop.hear_{number}",
        "file": "shop.py",
        "line": number,
        "sender": None if number % 5 else "shop.Order",
        "sender_identity": None if number % 5 else "shop.Order",
        "weak": True,
        "dispatch_uid": None,
        "is_async": False,
        "connected_at": None,
        "connected_for": None,
        "alive": True,
        "change": None,
        "muted": False,
        "at_ns": 0,
    }


def test_the_document_says_of_each_connection_what_it_did(signal, connect):
    connect(signal, hears)
    connect(signal, also_hears, sender="shop")
    with record() as recording:
        signal.send("web")
    [call] = recording.as_dict()["calls"]
    assert fates_in(recording, signal) == [
        {
            "reason": "called",
            "text": "called once",
            "calls": 1,
            "self_ns": call["self_ns"],
            "queries": 0,
        },
        {
            "reason": "other_sender",
            "text": "sent only by web",
            "calls": 0,
            "self_ns": 0,
            "queries": 0,
        },
    ]


def test_the_document_names_who_raised_before_a_receiver_in_full(signal, connect):
    connect(signal, raises)
    connect(signal, hears)
    with record() as recording, pytest.raises(ValueError, match="no stock"):
        signal.send("web")
    first, second = fates_in(recording, signal)
    assert first["text"] == "called once, raised once"
    assert (second["reason"], second["text"]) == (
        "not_reached",
        f"not reached: {__name__}.raises raised before it",
    )


def test_a_connection_made_and_removed_says_so_both_times(signal):
    with record() as recording:
        signal.connect(hears)
        signal.send("web")
        signal.disconnect(hears)
    fates = fates_in(recording, signal)
    assert [(each["reason"], each["calls"]) for each in fates] == [("called", 1)] * 2


def test_of_two_signals_of_one_name_the_one_that_was_sent_called_its_receiver(connect):
    first, second = (Signal() for _ in range(2))
    connect(first, hears)
    connect(second, hears)
    for sent in (second, first):
        with record() as recording:
            sent.send("web")
        found = [each["fate"].reason.kind for each in connections_of(recording, hears)]
        assert sorted(found) == ["called", "not_sent"]
        assert fates_in(recording, sent)[0]["calls"] == 1


def test_a_receiver_that_died_before_is_in_the_document_where_its_signal_was_sent():
    box = Box()
    opened.connect(box.opened)
    del box
    gc.collect()
    with record() as recording:
        opened.send("web")
    assert [each["text"] for each in fates_in(recording, opened)] == [
        "died before: only weak references held the receiver"
    ]


def fates_in(recording, signal):
    """Return the fates of a signal's connections in the document, but for other tests' own."""
    name = name_of(token_of(signal))
    found = [each for each in recording.as_dict()["connections"] if each["signal"] == name]
    return [each["fate"] for each in found if each["fate"]["reason"] != "not_sent"]
