"""Why a connection was not called that was changed by what the recording did not see."""

from __future__ import annotations

import inspect
import threading

import pytest
from django.apps.registry import Apps
from django.db.models import Model
from django.db.models.signals import post_save
from django.dispatch import Signal
from django.dispatch.dispatcher import NO_RECEIVERS

from signals_panel import record
from signals_panel.hooks.gone import MAX_REMOVALS, removals
from signals_panel.log.tables import tables_of

NOT_FOUND = (
    "sent, but not called: Django found it neither in signal.receivers nor in a cache of it then, "
    "though it is connected now"
)
WHILE_OUT = "sent while it was taken out of signal.receivers, as to mute it"


def receives(sender, **kwargs):
    return None


def receives_too(sender, **kwargs):
    return None


class Picky(Signal):
    """Leaves out one receiver, whoever connected it."""

    def _live_receivers(self, sender):
        sync, asynchronous = super()._live_receivers(sender)
        return [each for each in sync if each is not receives], asynchronous


def fates_of(recording, receiver=receives):
    """Return reason and text of a receiver's connections, those that are of a signal sent."""
    name = f"{__name__}.{receiver.__qualname__}"
    found = [each for each in recording.as_dict()["connections"] if each["receiver"] == name]
    fates = [(each["fate"]["reason"], each["fate"]["text"]) for each in found]
    return [each for each in fates if each[0] != "not_sent"]


def in_a_thread(run):
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_what_was_disconnected_before_names_the_line_that_did(signal):
    signal.connect(receives)
    line = inspect.currentframe().f_lineno + 1
    signal.disconnect(receives)
    with record() as recording:
        signal.send(None)
    assert fates_of(recording) == [("removed", f"disconnected before, at {__file__}:{line}")]


def test_what_was_disconnected_before_and_is_connected_again_is_told_of_once(signal, connect):
    signal.connect(receives)
    signal.disconnect(receives)
    connect(signal, receives)
    with record() as recording:
        signal.send(None)
    assert fates_of(recording) == [("called", "called once")]


def test_what_was_called_and_disconnected_by_the_function_that_connected_it_is_not_told_of(signal):
    signal.connect(receives)
    with record():
        signal.send(None)
    signal.disconnect(receives)
    with record() as recording:
        signal.send(None)
    assert fates_of(recording) == []


def test_what_was_disconnected_is_told_of_only_where_its_signal_was_sent(signal):
    signal.connect(receives)
    signal.disconnect(receives)
    with record() as recording:
        Signal().send(None)
    assert fates_of(recording) == []


def test_what_another_thread_disconnects_meanwhile_says_so_with_the_line(signal):
    signal.connect(receives_too)
    with record() as recording:
        line = inspect.currentframe().f_lineno + 1
        in_a_thread(lambda: signal.disconnect(receives_too))
        signal.send(None)
    assert fates_of(recording, receives_too) == [
        ("elsewhere", f"disconnected meanwhile by what is not recorded, at {__file__}:{line}")
    ]


def test_what_another_thread_connects_meanwhile_says_so(signal):
    with record() as recording:
        signal.send(None)
        in_a_thread(lambda: signal.connect(receives))
    assert fates_of(recording) == [("elsewhere", "connected meanwhile by what is not recorded")]
    signal.disconnect(receives)


def test_what_was_muted_by_assigning_receivers_says_so(signal, connect):
    connect(signal, receives)
    with record() as recording:
        kept, signal.receivers = signal.receivers, []
        signal.sender_receivers_cache.clear()
        signal.send(None)
        signal.receivers = kept
    assert fates_of(recording) == [("muted", WHILE_OUT)]


def test_what_was_connected_between_two_mutes_was_muted_by_the_second(signal, connect):
    def send_muted():
        kept, signal.receivers = signal.receivers, []
        signal.sender_receivers_cache.clear()
        signal.send(None)
        signal.receivers = kept

    connect(signal, receives)
    with record() as recording:
        send_muted()
        connect(signal, receives_too)
        send_muted()
    assert fates_of(recording) == fates_of(recording, receives_too) == [("muted", WHILE_OUT)]
    assert recording.as_dict()["dropped"] == {}


def test_what_is_muted_to_the_end_says_so(signal):
    signal.connect(receives)
    signal.receivers = []
    with record() as recording:
        signal.send(None)
    assert fates_of(recording) == [("muted", "taken out of signal.receivers, not by disconnect()")]


def test_what_is_missing_is_written_down_once_however_often_its_signal_is_sent(signal):
    signal.connect(receives)
    signal.receivers = []
    with record() as recording:
        for _ in range(3):
            signal.send(None)
    assert len(tables_of(recording)["streams"]["missing"]["parent"]) == 1


def test_what_was_taken_out_in_place_beside_others_names_what_is_odd(signal, connect):
    connect(signal, receives)
    connect(signal, receives_too)
    with record() as recording:
        row = signal.receivers.pop(0)
        signal.send(None)
        signal.receivers.insert(0, row)
    assert fates_of(recording) == [
        (
            "muted",
            NOT_FOUND,
        )
    ]


def test_what_an_edited_cache_leaves_out_names_what_is_odd(connect):
    signal = Signal(use_caching=True)
    connect(signal, receives)
    signal.sender_receivers_cache[Signal] = NO_RECEIVERS
    with record() as recording:
        signal.send(Signal)
    assert fates_of(recording) == [("muted", NOT_FOUND)]


def test_what_was_connected_and_taken_out_before_a_send_to_others_was_not_connected_too_late(
    signal, connect
):
    connect(signal, receives_too)
    with record() as recording:
        connect(signal, receives)
        row = signal.receivers.pop()
        signal.send(None)
        signal.receivers.append(row)
    assert fates_of(recording) == [("muted", NOT_FOUND)]


def test_a_mute_is_blamed_only_by_the_recording_that_saw_it(signal, connect):
    connect(signal, receives)
    connect(signal, receives_too)
    with record() as muted:
        kept, signal.receivers = signal.receivers, []
        signal.send(None)
        signal.receivers = kept
    with record() as recording:
        row = signal.receivers.pop(0)
        signal.send(None)
        signal.receivers.insert(0, row)
    assert fates_of(muted) == [("muted", WHILE_OUT)]
    assert fates_of(recording) == [("muted", NOT_FOUND)]


def test_an_inner_recording_sees_a_mute_that_the_outer_one_saw_before(signal, connect):
    connect(signal, receives)
    with record() as outer:
        kept, signal.receivers = signal.receivers, []
        signal.send(None)
        with record() as inner:
            signal.send(None)
        signal.receivers = kept
        with record() as after:
            signal.send(None)
    assert fates_of(inner) == [("muted", WHILE_OUT)]
    assert fates_of(outer) == fates_of(after) == [("called", "called once")]


def test_what_is_connected_and_muted_after_a_send_that_nobody_heard_says_so(signal, connect):
    with record() as recording:
        signal.send(None)
        signal.send(None)
        connect(signal, receives)
        kept, signal.receivers = signal.receivers, ()
        signal.send(None)
        signal.receivers = kept
    assert fates_of(recording) == [("muted", WHILE_OUT)]


def test_a_mute_is_told_of_the_senders_that_sent_meanwhile_and_of_no_others(signal, connect):
    here, elsewhere = Picky(), Picky()
    connect(signal, receives, sender=here)
    connect(signal, receives_too, sender=elsewhere)
    with record() as recording:
        kept, signal.receivers = signal.receivers, []
        signal.send(here)
        signal.receivers = kept
    assert fates_of(recording) == [("muted", WHILE_OUT)]
    [(reason, text)] = fates_of(recording, receives_too)
    assert reason == "other_sender"
    assert "not by the very object" in text


def test_receivers_that_somebody_made_a_tuple_are_still_connected(signal, connect):
    connect(signal, receives, sender="shop")
    signal.receivers = tuple(signal.receivers)
    with record() as recording:
        signal.send("web")
    assert fates_of(recording) == [("other_sender", "sent only by web")]
    signal.receivers = list(signal.receivers)


def test_what_is_connected_once_a_recording_has_ended_was_too_late(signal, connect):
    with record() as recording:
        signal.send(None)
    connect(signal, receives)
    assert fates_of(recording) == [("too_late", "connected only after it was sent")]


def test_what_is_disconnected_once_a_recording_has_ended_was_connected_then(signal):
    signal.connect(receives, sender="shop")
    with record() as recording:
        signal.send("web")
    signal.disconnect(receives, sender="shop")
    assert fates_of(recording) == [("other_sender", "sent only by web")]


def test_what_the_signals_own_way_to_find_receivers_leaves_out_names_it(connect):
    picky = Picky()
    connect(picky, receives)
    connect(picky, receives_too)
    with record() as recording:
        picky.send(None)
    assert fates_of(recording) == [
        (
            "filtered",
            f"sent, but not called: {__name__}.Picky._live_receivers chooses who receives",
        )
    ]
    assert fates_of(recording, receives_too) == [("called", "called once")]


@pytest.mark.parametrize("made_before", [True, False])
def test_what_is_disconnected_by_a_label_is_disconnected_at_the_users_line(made_before):
    def hears(sender, **kwargs):
        pass

    apps = Apps()
    meta = type("Meta", (), {"app_label": "shelves", "apps": apps})
    body = {"__module__": __name__, "Meta": meta}
    if made_before:
        model = type("Shelf", (Model,), body)
    post_save.connect(hears, sender="shelves.Shelf", apps=apps)
    post_save.disconnect(hears, sender="shelves.Shelf", apps=apps)
    line = inspect.currentframe().f_lineno - 1
    if not made_before:
        model = type("Shelf", (Model,), body)
    assert not post_save.has_listeners(model)
    [removal] = removals
    assert removal.removed_at[:2] == (__file__, line)


def test_what_one_line_disconnects_for_senders_of_one_name_is_one_removal(signal):
    for _ in range(3):
        sender = type("Shelf", (), {})
        signal.connect(receives, sender=sender)
        signal.disconnect(receives, sender=sender)
    [removal] = removals
    assert removal.times == 3


@pytest.mark.parametrize("count", [MAX_REMOVALS + 50])
def test_no_more_than_the_latest_removals_are_kept(signal, count):
    for number in range(count):
        signal.connect(receives, dispatch_uid=str(number))
        signal.disconnect(dispatch_uid=str(number))
    assert len(list(removals)) == MAX_REMOVALS
