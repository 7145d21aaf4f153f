"""The stored form: what comes out of the store is what was recorded."""

from __future__ import annotations

import contextlib
import gc
import json
import threading

from django.dispatch import Signal
from hypothesis import given, settings
from hypothesis import strategies as st

from signals_panel import record
from signals_panel.exporters.document import expand
from signals_panel.fates.connected import Connected
from signals_panel.findings import find
from signals_panel.log.columns import BLOCK, values_of
from signals_panel.log.stored import SAME, decode, encode
from signals_panel.log.tables import tables_of
from signals_panel.registry.registry import registry_now
from signals_panel.texts.signal_names import token_of
from signals_panel.timeline import Timeline
from tests.app.models import Tag
from tests.signals import in_view, ordered

TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
KEYS = st.integers(-(1 << 70), 1 << 70)


def raises(sender, **kwargs):
    raise RuntimeError("boom")


def test_a_stored_recording_reads_as_the_recording_itself(connect, db):
    connect(ordered, lambda sender, **kwargs: Tag.objects.create(name="é"))
    connect(ordered, raises)
    with record() as recording:
        ordered.send_robust(2.5, text="\N{SNOWMAN}", many=list(range(30)))
        in_view.send(None)
        ordered.connect(raises, sender=int, weak=False, dispatch_uid="extra")
        ordered.disconnect(raises, sender=int, dispatch_uid="extra")
        Tag.objects.update(name="b")
    assert_same(recording)


def assert_same(recording):
    gc.collect()  # else a receiver of before may die between two looks at what is connected
    tables = tables_of(recording)
    registry = registry_now()
    document = recording.as_dict()
    for read in (tables, decode(encode(tables))):
        expanded = expand([read], registry)
        assert {**expanded, "findings": find(Connected(Timeline([read]), registry))} == document
    assert json.loads(json.dumps(document)) == document


@given(st.lists(st.tuples(TEXTS | KEYS, VALUES, VALUES, KEYS), max_size=8))
def test_any_recording_comes_back_from_its_stored_form(sends):
    signal = Signal()
    response = None

    def receives(sender, **kwargs):
        return response

    signal.connect(receives)
    with record() as recording:
        for sender, value, response, key in sends:  # noqa: B007
            signal.send(sender, value=value, tag=Tag(pk=key))
            in_view.send_robust(sender)
    assert_same(recording)
    assert len(recording.as_dict()["calls"]) == len(sends)


@given(VALUES)
def test_any_value_is_short_text(value):
    signal = Signal()
    signal.connect(raises)
    with record() as recording:
        signal.send_robust(None, value=value)
    document = recording.as_dict()
    assert 0 < len(document["dispatches"][0]["arguments"]["value"]) <= 200
    assert document["dropped"] == {}


@given(KEYS)
def test_the_key_of_an_instance_is_shown_exactly(key):
    signal = Signal()
    signal.connect(raises)
    with record() as recording:
        signal.send_robust(None, instance=Tag(pk=key), other=Tag(pk=5))
    arguments = recording.as_dict()["dispatches"][-1]["arguments"]
    assert arguments == {"instance": f"app.Tag(pk={key})", "other": "app.Tag(pk=5)"}


SENT = [in_view, ordered, *(Signal() for _ in range(2))]
RUNS = st.lists(st.tuples(st.sampled_from(SENT), st.integers(1, 8 * BLOCK)), max_size=6)


@settings(max_examples=25)
@given(RUNS)
def test_what_is_sent_in_runs_of_any_length_comes_back_row_by_row(runs):
    sent = [signal for signal, times in runs for _ in range(times)]
    with contextlib.ExitStack() as stack:
        for signal in SENT:
            stack.callback(signal.disconnect, raises)
            signal.connect(raises)
        with record() as recording:
            for number, signal in enumerate(sent):
                signal.send_robust(f"sender {number // 100}", number=number % 3)
    (tables,) = {json.dumps(each) for each in both(tables_of(recording))}
    dispatches = json.loads(tables)["streams"].get("dispatches", {})
    told = [token for _, token in values_of(dispatches["signal"])] if sent else []
    assert told == [token_of(signal).number for signal in sent]


CALLED = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 60)), min_size=1, max_size=6)


@settings(max_examples=25)
@given(CALLED, st.booleans())
def test_calls_of_dispatches_with_any_number_of_receivers_come_back(sends, is_nested):
    many = [Signal() for _ in range(4)]
    with contextlib.ExitStack() as stack:
        receivers = [lambda sender, **kwargs: None for _ in range(3)]
        for count, signal in enumerate(many):
            for receiver in receivers[:count]:
                signal.connect(receiver)
        if is_nested:
            stack.callback(in_view.disconnect, receivers[0])
            in_view.connect(receivers[0])
            many[2].connect(lambda sender, **kwargs: in_view.send(None), weak=False)
        with record() as recording:
            for count, times in sends:
                for _ in range(times):
                    many[count].send(None)
    assert_same(recording)
    assert len({json.dumps(each) for each in both(tables_of(recording))}) == 1


def test_calls_that_come_in_the_order_of_the_dispatches_are_not_stored_once_more(connect):
    for receiver in (raises, lambda sender, **kwargs: None):
        connect(in_view, receiver)
    connect(ordered, raises)
    with record() as recording:
        in_view.send_robust(None)
        for _ in range(50):
            ordered.send_robust(None)
    stored = encode(tables_of(recording))["packed"]["streams"]
    assert stored["calls"]["dispatch"] == [SAME]


def test_rows_that_each_say_something_of_their_own_take_no_place_but_for_what_they_say(connect):
    connect(ordered, lambda sender, number, **kwargs: number % 4)
    with record() as recording:
        for number in range(60):
            ordered.send(None, number=number)
    tables = tables_of(recording)
    stored = encode(tables)["packed"]["streams"]
    assert stored["dispatches"]["arguments"][:3] == [1, 59, 0]
    assert stored["calls"]["text"][:3] == ["B", 60, None]
    assert len({json.dumps(each) for each in both(tables)}) == 1


SAID = st.lists(st.integers(0, 300), max_size=200)


@given(SAID)
def test_rows_of_which_any_part_says_something_new_come_back(said):
    numbers = {each: number for number, each in enumerate(dict.fromkeys(said))}
    column = {"cells": [numbers[each] for each in said], "values": list(numbers)}
    tables = {"streams": {"queries": {"start": list(range(len(said))), "sql": column}}}
    assert len({json.dumps(each) for each in both(tables)}) == 1


NUMBERS = st.integers(-(1 << 62), 1 << 62) | st.integers(0, 300)
CELLS = st.lists(st.tuples(NUMBERS, st.integers(1, 60)), max_size=4)


@given(CELLS, CELLS)
def test_numbers_that_grow_or_fall_or_stay_come_back(growing, others):
    columns = {
        stream: {name: [cell for cell, times in cells for _ in range(times)]}
        for stream, name, cells in (("mails", "number", growing), ("queries", "duration", others))
    }
    tables = {"streams": columns}
    (read,) = {json.dumps(each) for each in both(tables)}
    assert json.loads(read) == tables


def both(tables):
    """Return tables as they are, and as they come out of a store, with lists for arrays."""
    stored = json.loads(json.dumps(encode(tables)))
    return [_with_lists(tables), _with_lists(decode(stored))]


def _with_lists(tables):
    streams = {
        stream: {name: _listed(column) for name, column in columns.items()}
        for stream, columns in tables["streams"].items()
    }
    return {**tables, "streams": streams}


def _listed(column):
    return {**column, "cells": list(column["cells"])} if type(column) is dict else list(column)


def test_a_recording_that_has_many_sends_elsewhere_alone_is_packed_too(connect):
    """The first column of that stream is none of numbers."""
    connect(ordered, raises)
    kinds = [type(f"Kind{number}", (), {}) for number in range(200)]
    with record() as recording:
        thread = threading.Thread(target=lambda: [ordered.send_robust(kind) for kind in kinds])
        thread.start()
        thread.join()
    tables = tables_of(recording)
    assert len(tables["streams"]["elsewhere"]["times"]) == 200
    stored = json.loads(json.dumps(encode(tables)))
    assert "streams" not in stored
    assert _with_lists(decode(stored)) == _with_lists(tables)


def test_an_empty_recording_comes_back():
    with record() as recording:
        pass
    assert_same(recording)
