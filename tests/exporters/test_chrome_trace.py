"""A recording as a Chrome trace: what Perfetto, chrome://tracing and speedscope demand."""

from __future__ import annotations

import asyncio
import json
import math
import re
import sys
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from asgiref.sync import ThreadSensitiveContext
from hypothesis import given
from hypothesis import strategies as st

from signals_panel import record
from signals_panel.exporters.chrome_trace import chrome_trace, complete_event
from signals_panel.exporters.files import trace_bytes
from signals_panel.exporters.tracks import Bar, arrange
from signals_panel.log.tables import tables_of
from signals_panel.timeline import Timeline
from tests.app.models import Tag
from tests.signals import in_view, ordered, packed


def nothing(sender, **kwargs):
    pass


def raises(sender, **kwargs):
    raise ValueError("no stock")


def sends(sender, **kwargs):
    ordered.send("inner")


async def waits(sender, **kwargs):
    await asyncio.sleep(0.002)
    await ordered.asend("inner")


async def waits_too(sender, **kwargs):
    await asyncio.sleep(0.001)
    await ordered.asend("inner")
    await asyncio.sleep(0.002)


def traced(recording, **options):
    """Return a recording's trace as it is read again, proved to be in form."""
    document = recording.as_dict()
    timeline = Timeline([tables_of(recording)])
    trace = json.loads(trace_bytes(chrome_trace(timeline, document, **options)))
    assert_nests(complete(trace))
    names = named(trace, "thread_name")
    assert {event["tid"] for event in complete(trace)} <= {event["tid"] for event in names}
    assert len(complete(trace)) == sum(
        each["start_ns"] is not None
        for kind in ("dispatches", "calls", "queries")
        for each in document[kind]
    )
    return trace


def assert_nests(complete_events):
    """Prove that on each track events nest or follow one another, however times are read."""
    tracks = defaultdict(list)
    for event in complete_events:
        assert event["ts"] >= 0
        tracks[event["pid"], event["tid"]].append(event)
    for events in tracks.values():
        assert_times_nest(map(as_floats, events))
        assert_times_nest(map(as_perfetto_cuts_them, events))


def as_floats(event):
    return event["ts"], event["ts"] + event["dur"]


def as_perfetto_cuts_them(event):
    start = math.floor(event["ts"] * 1000)
    return start, start + math.floor(event["dur"] * 1000)


def assert_times_nest(times):
    ends = []
    for start, end in sorted(times, key=lambda time: (time[0], -time[1])):
        assert start < end
        while ends and ends[-1] <= start:
            ends.pop()
        assert not ends or end <= ends[-1]
        ends.append(end)


def complete(trace):
    return [event for event in trace["traceEvents"] if event["ph"] == "X"]


def named(trace, ending):
    return [event for event in trace["traceEvents"] if event["name"].endswith(ending)]


def within(inner, outer):
    times = as_floats(inner), as_floats(outer)
    same_track = inner["tid"] == outer["tid"]
    return same_track and times[1][0] <= times[0][0] and times[0][1] < times[1][1]


def test_events_nest_as_sends_receivers_and_queries_did(connect, db):
    connect(in_view, sends)
    connect(ordered, lambda sender, **kwargs: Tag.objects.count())
    with record() as recording:
        in_view.send("view")
    trace = traced(recording)
    events = complete(trace)
    assert [event["cat"] for event in events] == ["dispatch", "call", "dispatch", "call", "query"]
    for outer, inner in pairwise(events):
        assert within(inner, outer)
    assert events[4]["name"] == "SELECT"
    assert "COUNT(*)" in events[4]["args"]["sql"]


def test_times_are_those_of_the_recording_in_microseconds(connect):
    connect(in_view, sends)
    with record() as recording:
        in_view.send("view")
    [call] = recording.as_dict()["calls"]
    [event] = named(traced(recording), "sends")
    assert event["ts"] == call["start_ns"] / 1000
    assert event["dur"] == call["duration_ns"] / 1000


def test_what_ran_one_after_the_other_is_on_one_track(connect):
    connect(in_view, sends)
    connect(ordered, nothing)
    with record() as recording:
        for _ in range(500):
            in_view.send("view")
    assert Counter(event["tid"] for event in complete(traced(recording))) == {1: 2_000}


@pytest.mark.parametrize("method", ["asend", "asend_robust"])
def test_receivers_that_ran_at_once_are_on_tracks_of_their_own(method, connect):
    for receiver in (waits, waits_too):
        connect(in_view, receiver)
    connect(ordered, nothing)
    with record() as recording:
        asyncio.run(awaited(getattr(in_view, method), "view"))
    trace = traced(recording)
    receivers = [*named(trace, ".waits"), *named(trace, ".waits_too")]
    assert {event["tid"] for event in receivers} == {1, 2}
    for inner in named(trace, ".nothing"):
        assert sum(within(inner, receiver) for receiver in receivers) == 1
    assert [each["args"]["name"] for each in named(trace, "thread_name")] == [
        "signals",
        "concurrent 1",
    ]


async def awaited(send, *args):
    async with ThreadSensitiveContext():  # as in a server: else Django 6.1 may see a deadlock
        return await send(*args)


def test_a_send_that_outlives_its_receiver_keeps_its_time_on_another_track(connect):
    tasks = []

    async def begins(sender, **kwargs):
        tasks.append(asyncio.create_task(ordered.asend("late")))

    async def main():
        await in_view.asend("view")
        await tasks[0]

    connect(in_view, begins)
    connect(ordered, waits_long)
    with record() as recording:
        asyncio.run(main())
    [late] = [each for each in recording.as_dict()["dispatches"] if each["sender"] == "late"]
    [event] = named(traced(recording), "ordered")
    assert event["tid"] == 2
    assert event["ts"] == late["start_ns"] / 1000


async def waits_long(sender, **kwargs):
    await asyncio.sleep(0.005)


def test_sends_without_receivers_and_receivers_not_reached_are_counted_instead(connect):
    connect(in_view, raises)
    connect(in_view, nothing)
    with record() as recording:
        for _ in range(7):
            packed.send(None)
        with pytest.raises(ValueError, match="no stock"):
            in_view.send("view")
    trace = traced(recording)
    assert named(trace, "packed") == []
    left_out = trace["otherData"]["left out, because they have no time"]
    assert left_out == {"sends nobody received": 7, "receivers not reached": 1}


def test_errors_are_marked(connect):
    connect(in_view, raises)
    connect(in_view, nothing)
    with record() as recording:
        in_view.send_robust("view")
    trace = traced(recording)
    [failed], [fine] = named(trace, "raises"), named(trace, "nothing")
    assert failed["args"]["error"] == "ValueError: no stock"
    assert failed["args"]["outcome"] == "swallowed"
    assert failed["cname"] == "terrible"
    assert "cname" not in fine
    assert "error" not in fine["args"]


def test_a_bypass_is_an_instant_on_the_track_of_its_receiver(connect, db):
    from django.db.models.signals import post_save

    def creates(sender, **kwargs):
        Tag.objects.bulk_create([Tag(name="a"), Tag(name="b")])

    connect(in_view, creates)
    connect(post_save, nothing, sender=Tag)
    with record() as recording:
        in_view.send("view")
    trace = traced(recording)
    [bypass], [call] = named(trace, "bulk_create"), named(trace, "creates")
    assert (bypass["ph"], bypass["s"], bypass["tid"]) == ("i", "t", call["tid"])
    assert as_floats(call)[0] <= bypass["ts"] <= as_floats(call)[1]
    assert bypass["args"]["model"] == "tests.app.models.Tag"
    assert bypass["args"]["rows"] == 2
    assert "post_save" in bypass["args"]["signals"]


def test_what_repeats_adds_up_in_speedscope_which_looks_at_name_and_args(connect, db):
    connect(in_view, lambda sender, **kwargs: Tag.objects.filter(pk=kwargs["number"]).count())
    with record() as recording:
        for number in range(20):
            in_view.send("view", number=number)
    keys = {(event["name"], json.dumps(event["args"])) for event in complete(traced(recording))}
    assert len(keys) == 3


def test_details_say_what_is_unique(connect):
    connect(in_view, lambda sender, **kwargs: kwargs["number"] * 2)
    with record() as recording:
        in_view.send("view", number=21)
    dispatch, call = complete(traced(recording, details=True))
    assert dispatch["args"]["arguments"] == {"number": "21"}
    assert dispatch["args"]["id"] == recording.as_dict()["dispatches"][0]["id"]
    assert call["args"]["response"] == "42"


@pytest.mark.parametrize("text", ["<script>", '"\\', "\x7f\x00\x1f", "\u202e", "🎉", "x" * 10_000])
def test_hostile_names_survive(text, connect):
    def receives(sender, **kwargs):
        raise ValueError(text)

    receives.__qualname__ = text
    connect(in_view, receives)
    with record() as recording:
        in_view.send_robust(text, text=text)
    document = recording.as_dict()
    trace = traced(recording, details=True)
    dispatch, call = complete(trace)
    assert dispatch["args"]["sender"] == document["dispatches"][0]["sender"]
    assert call["name"] == document["calls"][0]["receiver"]
    assert b"\x7f" not in trace_bytes(trace)


def test_half_a_surrogate_pair_is_replaced_because_perfetto_takes_none():
    assert trace_bytes({"name": "a\ud800b"}) == b'{"name":"a?b"}'


@given(st.lists(st.text('"\\ab')))
def test_strings_end_where_perfetto_thinks_they_do_which_is_at_a_quote_without_a_backslash(texts):
    written = trace_bytes(texts).decode()
    assert json.loads(written) == texts
    assert len(re.findall(r'".*?(?<!\\)"', written)) == len(texts)


def test_an_empty_recording_is_a_trace_too():
    with record() as recording:
        pass
    assert complete(traced(recording)) == []


TIMES = st.integers(0, 40) | st.integers(0, 20).map(lambda n: n * 100) | st.integers(0, 10**7)
NODES = st.lists(st.tuples(st.integers(0, 100), TIMES, TIMES), max_size=40)


@given(NODES)
def test_whatever_the_times_are_events_nest(nodes):
    events = list(map(complete_event, arrange(bars_of(nodes))))
    assert_nests(events)
    assert len(events) == len(nodes)


def bars_of(nodes):
    """Return a bar around others, each in one before it, with any times whatever."""
    bars = [Bar({}, 0, sys.maxsize)]
    for parent, start, duration in nodes:
        bar = Bar({"name": "sent"}, start, start + duration)
        bars[parent % len(bars)].inside.append(bar)
        bars.append(bar)
    return bars[0]
