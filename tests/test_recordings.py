"""Recordings: how they nest, when they end, and how they print."""

from __future__ import annotations

import json
import threading

import pytest

from signals_panel import Recording, record

from .signals import ordered, packed


def nothing(sender, **kwargs):
    pass


def raises(sender, **kwargs):
    raise KeyError


def senders(recording):
    return [each["sender"] for each in recording.as_dict()["dispatches"]]


def test_a_recording_can_be_read_while_it_runs(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send("one")
        packed.send("two")
        assert senders(recording) == ["one", "two"]
        signal.send("three")
        assert senders(recording) == ["one", "two", "three"]


def test_a_recording_read_inside_a_receiver_shows_the_call_as_unfinished(signal, connect):
    seen = []
    connect(signal, lambda sender, **kwargs: seen.append(recording.as_dict()))
    connect(signal, nothing)
    with record() as recording:
        signal.send("one")
    [document] = seen
    assert [call["outcome"] for call in document["calls"]] == ["unfinished"]
    json.dumps(document)


def test_nothing_is_recorded_after_the_block(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send("inside")
    signal.send("outside")
    packed.send("outside")
    signal.send_robust("outside")
    assert senders(recording) == ["inside"]


def test_reading_twice_gives_the_same_document(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send("one")
        packed.send("two")
    assert recording.as_dict() == recording.as_dict()


def test_the_block_may_raise_and_the_recording_stays(signal, connect):
    connect(signal, nothing)
    connect(signal, raises)
    with pytest.raises(KeyError), record() as recording:
        signal.send("one")
    ordered.send("two")
    assert senders(recording) == ["one"]


def test_record_gives_a_recording():
    with record() as recording:
        pass
    assert isinstance(recording, Recording)


def test_a_generator_that_records_is_recorded_to_its_end(signal, connect):
    connect(signal, nothing)

    def chunks():
        with record() as recording:
            for number in range(3):
                signal.send(number)
                yield recording

    *_, recording = chunks()
    assert senders(recording) == ["0", "1", "2"]


def test_a_thread_may_print_a_recording_that_another_one_writes(signal, connect):
    connect(signal, lambda sender, **kwargs: packed.send(sender))
    done = threading.Event()
    failures = []

    def reads():
        while not done.is_set():
            try:
                json.dumps(recording.as_dict())
            except Exception as error:
                failures.append(error)

    with record() as recording:
        reader = threading.Thread(target=reads)
        reader.start()
        for _ in range(300):
            signal.send("x")
            packed.send("x")
        done.set()
        reader.join()
    assert failures == []
    assert recording.as_dict()["totals"]["sends"] == 900
