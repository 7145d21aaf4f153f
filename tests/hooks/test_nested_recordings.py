"""Recordings inside recordings: each its own stretch."""

from __future__ import annotations

import asyncio

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


def test_the_calls_of_an_inner_recording_read_as_they_do_in_the_outer_one(connect, db):
    def queries(sender, **kwargs):
        return Tag.objects.count()

    def raises(sender, **kwargs):
        raise ValueError(sender)

    for receiver in (nothing, queries, raises):
        connect(ordered, receiver)
    with record() as outer:
        ordered.send_robust("before")
        with record() as inner:
            ordered.send_robust("inside")
        ordered.send_robust("after")
    calls = told_of_calls(inner, "inside")
    assert [call["outcome"] for call in calls] == ["returned", "returned", "swallowed"]
    assert [call["response"] for call in calls] == ["None", "0", None]
    assert [call["queries"] for call in calls] == [0, 1, 0]
    assert calls == told_of_calls(outer, "inside")


def test_async_receivers_of_an_inner_recording_read_as_they_do_in_the_outer_one(connect):
    async def waits(sender, **kwargs):
        await asyncio.sleep(0.001)
        return sender

    connect(ordered, nothing)
    for uid in "ab":
        connect(ordered, waits, dispatch_uid=uid)
    with record() as outer:
        asyncio.run(ordered.asend("before"))
        with record() as inner:
            asyncio.run(ordered.asend("inside"))
    calls = told_of_calls(inner, "inside")
    assert sorted(call["response"] for call in calls) == ["'inside'", "'inside'", "None"]
    assert calls == told_of_calls(outer, "inside")


def told_of_calls(recording, sender):
    """Return a sender's calls but for ids, with times from the start of the first."""
    document = recording.as_dict()
    [dispatch] = [each for each in document["dispatches"] if each["sender"] == sender]
    calls = [each for each in document["calls"] if each["dispatch"] == dispatch["id"]]
    first = calls[0]["start_ns"]
    numbered = ("id", "dispatch", "start_ns")
    return [
        {key: value for key, value in call.items() if key not in numbered}
        | {"start_ns": call["start_ns"] - first}
        for call in calls
    ]
