"""Recordings inside recordings: each its own stretch."""

from __future__ import annotations

from signals_panel import record
from tests.app.models import Tag
from tests.signals import ordered, packed


def nothing(sender, **kwargs):
    pass


def senders(recording):
    return [each["sender"] for each in recording.as_dict()["dispatches"]]


def test_an_inner_recording_holds_its_own_stretch_and_the_outer_both(connect):
    connect(ordered, nothing)
    with record() as outer:
        ordered.send("before")
        packed.send("before quiet")
        with record() as inner:
            ordered.send("inside")
            packed.send("inside quiet")
        ordered.send("after")
    assert senders(inner) == ["inside", "inside quiet"]
    assert senders(outer) == ["before", "before quiet", "inside", "inside quiet", "after"]


def test_an_inner_recording_has_its_own_times_queries_and_totals(connect, db):
    connect(ordered, lambda sender, **kwargs: Tag.objects.count())
    with record() as outer:
        ordered.send("before")
        with record() as inner:
            ordered.send("inside")
    totals = inner.as_dict()["totals"]
    assert (totals["calls"], totals["queries"]) == (1, 1)
    assert (
        inner.as_dict()["dispatches"][0]["start_ns"] < outer.as_dict()["dispatches"][1]["start_ns"]
    )
    assert outer.as_dict()["totals"]["queries"] == 2


def test_a_recording_inside_a_receiver_holds_only_what_is_in_it(signal, connect):
    inner = []

    def records(sender, **kwargs):
        with record() as recording:
            ordered.send("inside")
        inner.append(recording)
        ordered.send("outside")

    connect(signal, records)
    with record() as outer:
        signal.send("outer")
    assert senders(inner[0]) == ["inside"]
    assert inner[0].as_dict()["dispatches"][0]["parent_call"] is None
    assert senders(outer) == ["outer", "inside", "outside"]
    [call] = outer.as_dict()["calls"]
    assert {each["parent_call"] for each in outer.as_dict()["dispatches"][1:]} == {call["id"]}
