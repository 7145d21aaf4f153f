"""Threads: they record apart, or together where they inherit the context."""

from __future__ import annotations

import sys
import threading
from contextvars import copy_context

import pytest

from signals_panel import record
from tests.signals import ordered, packed


@pytest.fixture(autouse=True)
def _switch_often():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def senders(recording):
    return [each["sender"] for each in recording.as_dict()["dispatches"]]


def test_threads_that_each_record_never_mix(connect):
    connect(ordered, lambda sender, **kwargs: sender)
    kept = {}
    barrier = threading.Barrier(5)

    def work(name):
        with record() as recording:
            barrier.wait()
            for _ in range(100):
                ordered.send(name)
        kept[name] = recording

    threads = [threading.Thread(target=work, args=(f"thread {n}",)) for n in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(kept) == 5
    for name, recording in kept.items():
        assert senders(recording) == [name] * 100


def test_threads_that_share_a_recording_lose_nothing(signal, connect):
    connect(signal, lambda sender, **kwargs: ordered.send(sender))

    def work(name):
        for _ in range(200):
            signal.send(name)

    with record() as recording:
        contexts = [(copy_context(), f"thread {number}") for number in range(4)]
        threads = [threading.Thread(target=c.run, args=(work, name)) for c, name in contexts]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    document = recording.as_dict()
    by_call = {call["id"]: call["dispatch"] for call in document["calls"]}
    by_id = {each["id"]: each for each in document["dispatches"]}
    quiet = [each for each in document["dispatches"] if each["parent_call"]]
    assert document["totals"]["sends"] == 1_600
    assert len(quiet) == 800
    assert all(each["sender"] == by_id[by_call[each["parent_call"]]]["sender"] for each in quiet)


def test_threads_that_send_to_nobody_in_one_recording_are_all_counted(signal, connect):
    connect(signal, lambda sender, **kwargs: None)

    def work(name):
        for number in range(3_000):
            ordered.send(name)
            packed.send(int)
            if number % 100 == 0:
                signal.send(name)

    with record() as recording:
        contexts = [(copy_context(), f"thread {number}") for number in range(4)]
        threads = [threading.Thread(target=c.run, args=(work, name)) for c, name in contexts]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert recording.as_dict()["totals"]["sends"] == 4 * (6_000 + 30)


def test_a_bare_thread_is_not_seen(signal):
    with record() as recording:
        thread = threading.Thread(target=copy_nothing, args=(signal,))
        thread.start()
        thread.join()
        signal.send("seen")
    assert senders(recording) == ["seen"]


def copy_nothing(signal):
    signal.send("not seen")


def test_no_send_is_lost_when_threads_share_a_recording(connect):
    connect(ordered, lambda sender, **kwargs: None)

    def work():
        for number in range(2_000):
            packed.send(None)
            if number % 50 == 0:
                ordered.send(None)

    with record() as recording:
        workers = [threading.Thread(target=copy_context().run, args=(work,)) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    sent = recording.as_dict()["dispatches"]
    assert sum(each["count"] for each in sent if each["start_ns"] is None) == 8_000
    assert sum(each["start_ns"] is not None for each in sent) == 160
