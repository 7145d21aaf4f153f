"""Sends nobody received: one row per signal and sender between two received dispatches."""

from __future__ import annotations

from django.dispatch import Signal
from hypothesis import given
from hypothesis import strategies as st

from signals_panel import record
from tests.app.models import Tag
from tests.signals import ordered, packed


def folded(recording):
    return [
        (each["signal"].rpartition(".")[2], each["sender"], each["count"])
        for each in recording.as_dict()["dispatches"]
    ]


def test_a_thousand_instances_are_two_rows():
    with record() as recording:
        for _ in range(1_000):
            Tag()
    assert folded(recording) == [
        ("pre_init", "tests.app.models.Tag", 1_000),
        ("post_init", "tests.app.models.Tag", 1_000),
    ]


def test_folded_rows_stand_in_order_of_first_occurrence():
    with record() as recording:
        for signal in (packed, ordered, packed, ordered, ordered):
            signal.send(None)
    assert folded(recording) == [("packed", None, 2), ("ordered", None, 3)]


def test_a_received_dispatch_splits_the_fold(signal, connect):
    connect(signal, lambda sender, **kwargs: None)
    with record() as recording:
        packed.send(None)
        packed.send(None)
        signal.send(None)
        packed.send(None)
    assert [each[2] for each in folded(recording)] == [2, 1, 1]


def test_a_received_dispatch_in_a_nested_call_does_not_split_the_outer_fold(signal, connect):
    connect(ordered, lambda sender, **kwargs: None)
    connect(signal, lambda sender, **kwargs: [packed.send(None), ordered.send(None)])
    with record() as recording:
        packed.send(None)
        signal.send(None)
        packed.send(None)
    names = [(name, count) for name, _, count in folded(recording)]
    assert [each for each in names if each[0] in ("packed", "ordered")] == [
        ("packed", 1),
        ("packed", 1),
        ("ordered", 1),
        ("packed", 1),
    ]


def test_senders_are_folded_apart():
    with record() as recording:
        for sender in (int, str, "text", "text", None, int):
            packed.send(sender)
    assert folded(recording) == [
        ("packed", "int", 2),
        ("packed", "str", 1),
        ("packed", "text", 2),
        ("packed", None, 1),
    ]


def test_methods_are_folded_apart():
    with record() as recording:
        packed.send(None)
        packed.send_robust(None)
        packed.send(None)
    rows = recording.as_dict()["dispatches"]
    assert [(each["method"], each["count"]) for each in rows] == [("send", 2), ("send_robust", 1)]


def test_a_folded_row_has_no_times_no_place_and_no_arguments():
    with record() as recording:
        packed.send(None, thing=1)
    [row] = recording.as_dict()["dispatches"]
    nothing = ("start_ns", "duration_ns", "self_ns", "caller", "transaction")
    assert [row[key] for key in nothing] == [None] * 5
    assert row["arguments"] == {}


def test_a_send_whose_receivers_listen_to_another_sender_is_folded(connect):
    connect(packed, lambda sender, **kwargs: None, sender=int)
    with record() as recording:
        packed.send(str)
        packed.send(str)
    assert folded(recording) == [("packed", "str", 2)]


@given(st.lists(st.sampled_from(["packed", "ordered", "received"]), max_size=40))
def test_every_send_is_counted_once_and_folds_are_maximal(script):
    signals = {"packed": packed, "ordered": ordered, "received": Signal()}
    signals["received"].connect(nothing)
    with record() as recording:
        for name in script:
            signals[name].send(None)
    rows = [(name if count > 0 else "", count) for name, _, count in folded(recording)]
    known = [(name if name in signals else "received", count) for name, count in rows]
    assert known == expected(script)
    assert recording.as_dict()["totals"]["sends"] == len(script)


def nothing(sender, **kwargs):
    pass


def expected(script):
    rows, fold = [], {}
    for name in script:
        if name == "received":
            rows += [*fold.items(), (name, 1)]
            fold = {}
        else:
            fold[name] = fold.get(name, 0) + 1
    return [*rows, *fold.items()]
