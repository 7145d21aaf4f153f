"""Times and queries: each call has its own, not those of what ran inside it."""

from __future__ import annotations

import itertools
import time

import pytest
from django.dispatch import Signal

from signals_panel import record
from tests.app.models import Tag
from tests.signals import packed

MS = 1_000_000


def sleeps(sender, **kwargs):
    time.sleep(0.004)


def queries_once(sender, **kwargs):
    Tag.objects.count()


@pytest.fixture
def nested(signal, connect):
    """Return the document of a receiver that sleeps, sends to two that sleep, and sleeps."""
    inner = Signal()
    connect(inner, sleeps)
    connect(inner, lambda sender, **kwargs: time.sleep(0.004))

    def outer(sender, **kwargs):
        time.sleep(0.004)
        inner.send(None)
        time.sleep(0.004)

    connect(signal, outer)
    with record() as recording:
        time.sleep(0.002)
        signal.send(None)
    return recording.as_dict()


def test_times_start_when_the_recording_does(signal, connect):
    connect(signal, sleeps)
    begin = time.perf_counter_ns()
    with record() as recording:
        time.sleep(0.002)
        signal.send(None)
    [first] = recording.as_dict()["dispatches"]
    assert 2 * MS <= first["start_ns"] <= time.perf_counter_ns() - begin


def test_every_part_is_within_what_it_is_part_of(nested):
    outer, inner = nested["dispatches"]
    call, first, second = nested["calls"]
    chain = [outer, call, inner]
    for whole, part in [*itertools.pairwise(chain), (inner, first), (inner, second)]:
        assert whole["start_ns"] <= part["start_ns"]
        assert end(part) <= end(whole)
    assert end(first) <= second["start_ns"]


def end(item):
    return item["start_ns"] + item["duration_ns"]


def test_self_time_is_the_duration_less_what_ran_inside(nested):
    outer, inner = nested["dispatches"]
    call, first, second = nested["calls"]
    assert call["self_ns"] == call["duration_ns"] - inner["duration_ns"]
    assert outer["self_ns"] == outer["duration_ns"] - call["duration_ns"]
    assert inner["self_ns"] == inner["duration_ns"] - first["duration_ns"] - second["duration_ns"]
    assert first["self_ns"] == first["duration_ns"] >= 4 * MS


def test_receiver_total_is_the_sum_of_self_times(nested):
    assert nested["totals"]["receiver_ns"] == sum(each["self_ns"] for each in nested["calls"])


def test_queries_of_a_call_are_its_own(signal, connect, db):
    connect(packed, queries_once)

    def outer(sender, **kwargs):
        Tag.objects.count()
        packed.send(None)
        Tag.objects.count()

    connect(signal, outer)
    with record() as recording:
        signal.send(None)
    document = recording.as_dict()
    first, second = document["calls"]
    assert (first["queries"], second["queries"]) == (2, 1)
    own = [each["duration_ns"] for each in document["queries"] if each["call"] == first["id"]]
    assert first["query_ns"] == sum(own) > 0
    assert [each["call"] for each in document["queries"]] == [
        first["id"],
        second["id"],
        first["id"],
    ]


def test_a_query_outside_of_any_receiver_has_no_call(db):
    with record() as recording:
        Tag.objects.count()
    document = recording.as_dict()
    [query] = document["queries"]
    assert (query["call"], query["alias"]) == (None, "default")
    assert query["sql"].startswith("SELECT COUNT(*)")
    assert document["totals"]["queries"] == 1


@pytest.mark.django_db(databases=["default", "other"])
def test_a_query_names_its_database():
    with record() as recording:
        list(Tag.objects.using("other"))
    assert [each["alias"] for each in recording.as_dict()["queries"]] == ["other"]


def test_a_failing_query_is_recorded(db):
    from django.db import DatabaseError, connection, transaction

    with record() as recording, pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("SELECT nothing FROM nowhere")
    assert "SELECT nothing FROM nowhere" in [each["sql"] for each in recording.as_dict()["queries"]]


def test_parameters_of_a_query_are_not_kept(db):
    with record() as recording:
        Tag.objects.filter(name="hunter2").exists()
    assert "hunter2" not in str(recording.as_dict())
