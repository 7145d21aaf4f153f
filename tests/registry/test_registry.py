"""The registry: every known signal and connection, made anew only where it may have changed."""

from __future__ import annotations

import gc
import json
import logging
import weakref
from copy import deepcopy

import pytest
from django.contrib.auth.models import User
from django.db.models.signals import post_save
from django.dispatch import Signal
from django.utils import inspect

from signals_panel import record
from signals_panel.registry import registry
from signals_panel.registry import registry as module
from signals_panel.registry.registry import NOTHING, decoded, encoded, registry_now, stored_registry
from tests.app.models import Tag
from tests.signals import in_view

signal = Signal()


def nothing(sender, **kwargs):
    pass


class Listener:
    """Something that receives."""

    def receive(self, sender, **kwargs):
        pass


@pytest.fixture(autouse=True)
def _nothing_left():
    yield
    signal.receivers.clear()


@pytest.fixture
def clock(monkeypatch):
    """Stop the registry's clock; return a function that moves it on."""
    now = [1_000.0]
    monkeypatch.setattr(registry, "monotonic", lambda: now[0])
    monkeypatch.setattr(registry, "_kept", registry.Kept((0, 0), 0.0, ""))

    def passes(seconds):
        now[0] += seconds

    return passes


def stored_connections():
    found = decoded(stored_registry())["connections"]
    return [each for each in found if each["signal"] == "tests.registry.test_registry.signal"]


def mine(recording):
    """Return the connections of this module's receiver in the document."""
    found = recording.as_dict()["connections"]
    return [each for each in found if each["receiver"] == f"{__name__}.nothing"]


def test_every_connection_of_a_known_signal_is_in_it_in_call_order(connect):
    connect(signal, nothing, sender=Tag, dispatch_uid="tags")
    connect(signal, nothing)
    first, second = [
        each for each in registry_now()["connections"] if "test_registry" in each["receiver"]
    ]
    assert (first["sender"], first["dispatch_uid"]) == ("tests.app.models.Tag", "tags")
    assert (second["sender"], second["dispatch_uid"]) == (None, None)
    assert first["identity"] == second["identity"]
    assert first["debug_only"] is False
    assert "tests.registry.test_registry.signal" in registry_now()["signals"]


def test_it_is_json_safe_and_survives_being_stored(connect):
    connect(signal, nothing, sender=Tag)
    signal.connect(Listener().receive)
    known = registry_now()
    assert set(known) == set(NOTHING)
    assert known["deaths"]
    assert json.loads(json.dumps(known)) == known
    assert decoded(encoded(known)) == known


def test_one_that_this_process_stored_last_is_at_hand_and_anothers_is_read(connect, monkeypatch):
    connect(signal, nothing, sender=Tag)
    known = registry_now()
    text = encoded(known)
    decoded.cache_clear()
    assert decoded(text)["connections"] is known["connections"]
    monkeypatch.setattr(module, "_packed", module.Packed([], {}, ""))
    decoded.cache_clear()
    found = decoded(text)
    assert found["connections"] is not known["connections"]
    assert found == known


def test_one_without_connections_survives_being_stored():
    assert decoded(encoded(NOTHING)) == NOTHING
    assert decoded("") == NOTHING


def test_it_is_not_made_again_while_nothing_changes(clock, monkeypatch):
    first = stored_registry()
    monkeypatch.setattr(registry, "registry_now", None)
    assert stored_registry() is first


def test_it_is_made_again_once_a_receiver_is_connected_disconnected_or_dead(clock):
    listener = Listener()
    assert stored_connections() == []
    signal.connect(listener.receive)
    assert [each["receiver"] for each in stored_connections()] == [
        "tests.registry.test_registry.Listener.receive"
    ]
    signal.disconnect(listener.receive)
    assert stored_connections() == []
    signal.connect(listener.receive)
    assert [each["alive"] for each in stored_connections()] == [True]
    del listener
    assert not any(each["alive"] for each in stored_connections())


def closures(count):
    """Return receivers that have a name and a line in common."""

    def closure(number):
        def receive(sender, **kwargs):
            return number

        return receive

    return [closure(number) for number in range(count)]


def test_one_more_connection_costs_no_text_of_the_others(clock, monkeypatch):
    known = closures(100)
    for each in known:
        signal.connect(each, sender=Tag)
    texts, row = [], registry._row
    monkeypatch.setattr(registry, "_row", lambda each: texts.append(each) or row(each))
    before = stored_connections()
    made_first = len(texts)
    signal.disconnect(known[0], sender=Tag)
    signal.connect(nothing)
    assert stored_connections()[:-1] == before[1:]
    mine = [each for each in texts[made_first:] if each["signal"] == before[0]["signal"]]
    assert [each["receiver"] for each in mine] == ["tests.registry.test_registry.nothing"]


def test_a_connection_made_again_says_where_it_was_made_last(clock):
    signal.connect(nothing)
    [first] = stored_connections()
    signal.disconnect(nothing)
    signal.connect(nothing)
    [second] = stored_connections()
    assert second["connected_at"]["line"] == first["connected_at"]["line"] + 3
    assert second["at_ns"] > first["at_ns"]


def test_a_receiver_in_the_place_of_one_that_is_gone_is_not_taken_for_it(clock):
    for number in range(50):
        [one] = closures(1)
        name = f"receive_{number}"
        one.__qualname__ = name
        signal.connect(one)
        assert [each["receiver"] for each in stored_connections()] == [f"{__name__}.{name}"]
        signal.disconnect(one)
        del one


def test_what_was_disconnected_dies_unnoticed(clock):
    [one] = closures(1)
    one.__qualname__ = "unnoticed"
    signal.connect(one)
    stored_registry()
    signal.disconnect(one)
    vars(inspect)["_get_func_parameters"].cache_clear()  # Django's, under DEBUG
    gone = weakref.ref(one)
    del one
    assert gone() is None
    found = [each["receiver"] for each in registry_now()["deaths"]]
    assert f"{__name__}.unnoticed" not in found


def test_a_row_that_stands_twice_is_there_twice(connect):
    connect(signal, nothing)
    signal.receivers *= 2
    known = registry_now()
    assert len(decoded(encoded(known))["connections"]) == len(known["connections"])
    mine = [each for each in known["connections"] if each["receiver"] == f"{__name__}.nothing"]
    assert len(mine) == 2


def test_what_tells_nobody_is_seen_after_some_seconds(clock):
    """A receiver loses its last holder: only DEBUG keeps it from then on."""

    def local(sender, **kwargs):
        pass

    signal.connect(local)
    assert [each["debug_only"] for each in stored_connections()] == [False]
    del local
    assert [each["debug_only"] for each in stored_connections()] == [False]
    clock(5.1)
    assert [each["debug_only"] for each in stored_connections()] == [True]


def test_now_is_now():
    def local(sender, **kwargs):
        pass

    def debug_only():
        found = registry_now()["connections"]
        return [each["debug_only"] for each in found if "local" in each["receiver"]]

    signal.connect(local)
    before = debug_only().count(True)
    del local
    assert debug_only().count(True) == before + 1
    local = signal.receivers[-1][1]()
    assert debug_only().count(True) == before
    assert local


def test_receivers_that_somebody_swaps_are_seen(connect):
    """As a test's helper does to mute a signal."""
    connect(signal, nothing)
    document = registry_now()
    receivers, signal.receivers = signal.receivers, []
    muted = registry_now()
    signal.receivers = receivers
    assert len(muted["connections"]) == len(document["connections"]) - 1
    assert registry_now() == document


def test_changing_a_document_leaves_the_registry_as_it_is(connect):
    connect(signal, nothing)

    def document():
        with record() as recording:
            signal.send(None)
        return mine(recording)

    before = deepcopy(document())
    [connection] = document()
    connection["connected_at"]["line"] = connection["receiver"] = None
    [[after], [before]] = document(), before
    assert {**after, "fate": None} == {**before, "fate": None}


@pytest.mark.parametrize("uid", [["unhashable"], {"a": 1}, {1}])
def test_a_uid_that_cannot_be_hashed_is_described(uid, connect):
    with record() as recording:
        connect(signal, nothing, dispatch_uid=uid)
        signal.send(None)
    [connection] = mine(recording)
    assert type(connection["dispatch_uid"]) is str
    assert connection["change"] == "made"
    assert recording.as_dict()["dropped"].get("errors", 0) == 0


def test_a_uid_is_not_kept_alive(collected):
    class Uid:
        pass

    uid = Uid()
    reference = weakref.ref(uid)
    signal.connect(nothing, dispatch_uid=uid)
    registry_now()
    signal.disconnect(dispatch_uid=uid)
    del uid
    assert collected(reference)


@pytest.fixture
def broken(monkeypatch, caplog):
    """Break the making of the registry."""

    def boom():
        raise RuntimeError("boom")

    monkeypatch.setattr(registry, "unimported", boom)
    monkeypatch.setattr(registry, "_kept", registry.Kept((0, 0), 0.0, ""))
    caplog.set_level(logging.ERROR, "signals_panel")
    return caplog


def test_an_error_in_it_does_not_lose_a_recording(broken, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send("shop")
    document = recording.as_dict()
    assert [each["receiver"] for each in document["calls"]] == [
        "tests.registry.test_registry.nothing"
    ]
    assert document["connections"] == []
    assert "could not tell what is connected" in broken.text
    assert "RuntimeError: boom" in broken.text


def test_an_error_in_it_does_not_lose_the_timeline_of_a_page(broken, connect, client, stored):
    connect(in_view, nothing)
    response = client.get("/plain/")
    assert response.status_code == 200
    panel = stored(response)
    assert "nothing" in panel.content
    assert "could not be stored" not in panel.content
    assert "RuntimeError: boom" in broken.text


def test_an_error_in_it_is_not_told_with_every_page(broken, clock):
    for _ in range(3):
        stored_registry()
    assert broken.text.count("could not tell what is connected") == 1


def test_a_signal_stays_as_quick_to_read_once_it_was_recorded_and_listed():
    """Python keeps attributes in an array until somebody asks for the dict, which is slower."""
    quick = Signal()
    before = held_by(quick)
    quick.connect(nothing)
    with record() as recording:
        quick.send(None)
        quick.disconnect(nothing)
        quick.send(None)
    recording.as_dict()
    registry_now()
    assert held_by(quick) == before


def held_by(signal):
    return [type(each) for each in gc.get_referents(signal)]


def test_a_registry_with_very_many_parents_of_senders_keeps_as_many_as_are_bounded(
    monkeypatch, connect
):
    connect(post_save, nothing, sender=Tag)
    connect(post_save, nothing, sender=User)
    monkeypatch.setattr(registry, "MAX_PARENTS", 1)
    assert len(registry_now()["parents"]) == 1


def test_of_what_was_taken_out_in_place_it_is_told_that_nobody_saw_when():
    def taken(sender, **kwargs):
        pass

    signal.connect(taken)
    signal.receivers = []
    [found] = [each for each in registry_now()["removed"] if each["receiver"].endswith(".taken")]
    assert (found["disconnected_at"], found["at_ns"], found["times"]) == (None, 0, 1)
