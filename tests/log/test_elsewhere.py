"""What threads send that carry no context: it is in no recording, and its receivers did run."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from debug_toolbar.panels.history import HistoryPanel
from debug_toolbar.toolbar import debug_toolbar_urls
from django.dispatch import Signal
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path, reverse

from signals_panel import record
from signals_panel.exporters.document import expand
from signals_panel.log.elsewhere import MANY, open_logs
from signals_panel.log.log import OpenLog
from signals_panel.log.stored import decode, encode
from signals_panel.log.tables import marks_of, tables_of
from signals_panel.registry.registry import registry_now

OUTSIDE = "meanwhile, in threads outside this recording"
METHODS = ("send", "send_robust", "asend", "asend_robust")

sold = Signal()


class Shop:
    pass


class Stall(Shop):
    pass


class Plugins(Signal):
    """A signal as packages have it, with methods of its own."""

    def send_chained(self, sender, value):
        for receiver in self._live_receivers(sender)[0]:
            value = receiver(signal=self, sender=sender, value=value)
        return value

    def send(self, sender, **named):
        return super().send(sender, **named)


plugged = Plugins()


def hears(sender, **kwargs):
    return None


async def hears_async(sender, **kwargs):
    return None


def in_threads(function, threads=1, times=1):
    """Call a function so many times in each of so many threads that have no context."""
    ready = threading.Barrier(threads)

    def work():
        ready.wait()
        for _ in range(times):
            function()

    with ThreadPoolExecutor(threads) as pool:
        for future in [pool.submit(work) for _ in range(threads)]:
            future.result()


def selling(_request):
    in_threads(lambda: sold.send(Shop), times=2)
    return HttpResponse("<body></body>")


urlpatterns = [path("selling/", selling), *debug_toolbar_urls()]


def fates(document, receiver=hears):
    """Return the fates of a receiver's connections."""
    name = f"{__name__}.{receiver.__qualname__}"
    return [each["fate"] for each in document["connections"] if each["receiver"] == name]


def text_of(recording, receiver=hears):
    [fate] = fates(recording.as_dict(), receiver)
    return fate["text"]


def test_sends_of_a_bare_executor_in_a_view_are_told_in_the_registry(connect, client, stored):
    connect(sold, hears)
    with override_settings(ROOT_URLCONF=__name__):
        response = client.get("/selling/")
        panel = stored(response)
        asked = {"request_id": response.headers["djdt-request-id"]}
        registry = client.get(reverse("djdt:signals_registry"), asked)
    assert f"sent 2 times {OUTSIDE}" in registry.content.decode()
    [fate] = fates(panel.document)
    assert (fate["reason"], fate["text"]) == ("elsewhere", f"sent 2 times {OUTSIDE}")
    assert fate["calls"] == 0


def test_what_a_panel_of_the_toolbar_sends_is_its_own(connect, client, monkeypatch):
    connect(sold, hears)
    monkeypatch.setattr(HistoryPanel, "generate_stats", lambda *_: sold.send(Shop))
    with record() as recording:
        client.get("/plain/")
    [fate] = fates(recording.as_dict())
    assert (fate["reason"], fate["calls"]) == ("not_sent", 0)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("receiver", [hears, hears_async])
def test_every_way_to_send_counts(connect, method, receiver):
    connect(sold, receiver)

    def send():
        sent = getattr(sold, method)(Shop)
        if method.startswith("a"):

            async def wait():
                assert await sent == [(receiver, None)]

            asyncio.run(wait())
        else:
            assert sent == [(receiver, None)]

    with record() as recording:
        in_threads(send, times=3)
    assert text_of(recording, receiver) == f"sent 3 times {OUTSIDE}"


@pytest.mark.parametrize("method", ["send", "send_chained"])
def test_methods_of_a_signals_own_class_count_once_each(connect, method):
    connect(plugged, lambda sender, **kwargs: kwargs["value"] + 1)
    connect(plugged, hears, Shop)
    with record() as recording:
        in_threads(lambda: getattr(plugged, method)(Shop, value=1), times=2)
    assert text_of(recording) == f"sent 2 times {OUTSIDE}"


def test_no_send_of_many_threads_is_lost(connect):
    connect(sold, hears)
    with record() as recording:
        in_threads(lambda: sold.send(Shop), threads=8, times=MANY)
    assert text_of(recording) == f"sent {8 * MANY} times {OUTSIDE}"


def test_no_send_is_lost_while_another_thread_looks_at_the_recording(connect):
    connect(sold, hears)
    with record() as recording, ThreadPoolExecutor(1) as pool:
        looks = pool.submit(lambda: [marks_of(recording) for _ in range(200)])
        in_threads(lambda: sold.send(Shop), threads=4, times=500)
        looks.result()
    assert text_of(recording) == f"sent 2000 times {OUTSIDE}"


def test_a_connection_counts_what_its_own_sender_sent(connect):
    connect(sold, hears, Shop)
    connect(sold, hears_async, Stall)
    connect(sold, returns_none := lambda sender, **kwargs: None)
    with record() as recording:
        in_threads(lambda: sold.send_robust(Shop), times=2)
    assert text_of(recording) == f"sent 2 times {OUTSIDE}"
    assert text_of(recording, hears_async) == f"sent only by {__name__}.Shop {OUTSIDE}"
    assert text_of(recording, returns_none) == f"sent 2 times {OUTSIDE}"


def test_senders_of_one_name_are_told_apart(connect):
    one, other = Shop(), Shop()
    connect(sold, hears, one)
    connect(sold, lambda sender, **kwargs: None, other)
    with record() as recording:
        in_threads(lambda: sold.send(other))
    assert text_of(recording).startswith("sent only by instance of ")


def test_what_was_sent_elsewhere_is_told_where_another_sender_sent_inside(connect):
    connect(sold, hears, Shop)
    connect(sold, hears_async, Stall)
    connect(sold, lambda sender, **kwargs: None)
    with record() as recording:
        sold.send(None)
        in_threads(lambda: sold.send_robust(Shop))
    assert text_of(recording) == f"sent once {OUTSIDE}"
    assert text_of(recording, hears_async) == "sent only by no sender"


def test_a_receiver_that_was_called_inside_was_called(connect):
    connect(sold, hears)
    with record() as recording:
        sold.send(Shop)
        in_threads(lambda: sold.send(Shop), times=5)
    assert text_of(recording) == "called once"


def test_what_nobody_received_is_not_counted(connect):
    connect(sold, hears, Shop)
    with record() as recording:
        in_threads(lambda: sold.send(Stall))
        in_threads(lambda: sold.send_robust(Stall))
        in_threads(lambda: asyncio.run(sold.asend(Stall)))
    assert text_of(recording) == "not sent"


def test_nothing_is_counted_while_nothing_records(connect, monkeypatch):
    connect(sold, hears)
    connect(plugged, hears)
    with record():
        pass
    gc.collect()
    monkeypatch.setattr("signals_panel.log.elsewhere.marked_name", pytest.fail)
    assert not open_logs
    sold.send(Shop)
    plugged.send_chained(Shop, value=1)
    with record() as recording:
        pass
    assert {each["text"] for each in fates(recording.as_dict())} == {"not sent"}


def test_numbers_of_a_finished_recording_do_not_change(connect):
    connect(sold, hears)
    with record() as recording:
        in_threads(lambda: sold.send(Shop))
    sold.send(Shop)
    with record():
        in_threads(lambda: sold.send(Shop), times=7)
    assert text_of(recording) == f"sent once {OUTSIDE}"


def test_each_recording_counts_its_own_stretch(connect):
    connect(sold, hears)
    with record() as outer:
        in_threads(lambda: sold.send(Shop))
        with record() as inner:
            in_threads(lambda: sold.send(Shop), times=2)
            assert text_of(inner) == f"sent 2 times {OUTSIDE}"
        in_threads(lambda: sold.send(Shop), times=4)
    assert text_of(inner) == f"sent 2 times {OUTSIDE}"
    assert text_of(outer) == f"sent 7 times {OUTSIDE}"


def test_recordings_at_one_time_each_count_what_no_recording_saw(connect):
    connect(sold, hears)
    found = []

    def records_too():
        with record() as other:
            sold.send(Shop)
            in_threads(lambda: sold.send(Shop), times=3)
        found.append(text_of(other))

    with record() as recording:
        in_threads(records_too)
    assert found == ["called once"]
    assert text_of(recording) == f"sent 3 times {OUTSIDE}"


@pytest.mark.parametrize("send", [sold.send, sold.send_robust, plugged.send_chained])
def test_a_thread_whose_own_recording_is_over_sends_elsewhere(connect, send):
    connect(send.__self__, hears)
    with record():
        left = contextvars.copy_context()
    with record() as recording:
        in_threads(lambda: left.run(send, Shop, value=1), times=2)
    assert text_of(recording) == f"sent 2 times {OUTSIDE}"


def test_both_parts_of_a_stored_recording_count(connect):
    connect(sold, hears)
    with record() as recording:
        in_threads(lambda: sold.send(Shop))
        marks = marks_of(recording)
        first = encode(tables_of(recording, until=marks))
        in_threads(lambda: sold.send(Shop))
    parts = [decode(first), decode(encode(tables_of(recording, since=marks)))]
    [fate] = fates(expand(parts, registry_now()))
    assert fate["text"] == f"sent 2 times {OUTSIDE}"


def test_nothing_of_the_users_is_kept_alive(connect):
    connect(sold, hears)
    with record() as recording:
        shop = Shop()
        kept = weakref.ref(shop)
        in_threads(partial(sold.send, shop))
        del shop
        gc.collect()
        assert kept() is None
    assert text_of(recording) == f"sent once {OUTSIDE}"


def test_a_recording_keeps_so_many_kinds_and_says_that_there_were_more(connect):
    connect(sold, hears)
    with override_settings(SIGNALS_PANEL={"MAX_ROWS": 10}), record() as recording:
        in_threads(lambda: [sold.send(f"shop {n}") for n in range(14)])
    document = recording.as_dict()
    [fate] = fates(document)
    assert fate["text"] == f"sent 10 times {OUTSIDE}"
    assert document["dropped"] == {"sends elsewhere": 4}


def test_a_log_that_was_never_closed_is_open_only_while_it_lives():
    from signals_panel.log import elsewhere

    log = OpenLog(10)
    elsewhere.opened(log)
    assert id(log) in open_logs
    del log
    gc.collect()
    assert not open_logs
