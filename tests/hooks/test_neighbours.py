"""What else a program could tell a recorder by: queries, listeners, swapped receivers."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from signals_panel import record
from tests.app.models import Post, Tag


def nothing(sender, **kwargs):
    pass


def work():
    """Do a bit of everything an ORM does; return what it returned."""
    made = Tag.objects.bulk_create([Tag(name="a"), Tag(name="b")])
    post = Post.objects.create(title="one")
    post.tags.add(*made)
    updated = Tag.objects.filter(name="a").update(name="c")
    changed = Tag.objects.bulk_update(made, ["name"])
    post.tags.clear()
    return len(made), updated, changed, post.delete(), Tag.objects.all().delete()


@pytest.mark.parametrize("listened", [False, True])
def test_the_orm_runs_the_same_queries_and_returns_the_same(listened, db, connect):
    if listened:
        for each in (pre_save, post_save, pre_delete, post_delete):
            connect(each, nothing, sender=Tag)
    results, statements = [], []
    for recording in (False, True):
        with CaptureQueriesContext(connection) as queries:
            results.append(recorded_work() if recording else work())
        statements.append([query["sql"].split(" WHERE ")[0][:40] for query in queries])
    assert results[0] == results[1]
    assert statements[0] == statements[1]


def recorded_work():
    with record():
        return work()


def test_a_recording_adds_no_query(db, django_assert_num_queries, signal, connect):
    connect(signal, nothing)
    with django_assert_num_queries(0), record() as recording:
        signal.send(Tag(pk=1), tags=Tag.objects.all(), post=Post(pk=2))
        recording.as_dict()


def test_no_execute_wrapper_is_left_on_the_connection(db):
    with record():
        Tag.objects.count()
        assert connection.execute_wrappers == []


def test_has_listeners_answers_as_without_recording(signal, connect):
    with record():
        assert not signal.has_listeners(int)
        signal.send(int)
        assert not signal.has_listeners(int)
        connect(signal, nothing, sender=int)
        assert signal.has_listeners(int)
        assert not signal.has_listeners(str)
        signal.send(int)
        assert [row[1] for row in signal.receivers] == [nothing]


def test_a_fast_delete_stays_one(db, django_assert_num_queries):
    Session.objects.create(session_key="a", session_data="", expire_date=timezone.now())
    with record(), django_assert_num_queries(1):
        Session.objects.all().delete()
