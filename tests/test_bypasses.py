"""Bypasses: operations that changed rows of a model whose receivers never heard of it."""

from __future__ import annotations

import asyncio
import inspect

import pytest
from django.db.models.signals import post_delete, post_save, pre_save

from signals_panel import record

from .app.models import Post, Tag


def tag_saved(sender, **kwargs):
    pass


@pytest.fixture
def heard(connect, db):
    """Connect a receiver to the saving of tags."""
    connect(post_save, tag_saved, sender=Tag)


def bypasses(recording):
    return recording.as_dict()["bypasses"]


def test_bulk_create_past_a_receiver_is_a_bypass(heard):
    with record() as recording:
        line = inspect.currentframe().f_lineno + 1
        Tag.objects.bulk_create([Tag(name="a"), Tag(name="b")])
    [bypass] = bypasses(recording)
    assert type(bypass.pop("id")) is int
    assert bypass.pop("start_ns") > 0
    assert bypass == {
        "parent_call": None,
        "operation": "bulk_create",
        "model": "tests.app.models.Tag",
        "rows": 2,
        "caller": {
            "file": __file__,
            "line": line,
            "function": "test_bulk_create_past_a_receiver_is_a_bypass",
        },
        "signals": ["django.db.models.signals.post_save"],
        "receivers": ["tests.test_bypasses.tag_saved"],
    }


def test_update_past_a_receiver_counts_its_rows(heard):
    Tag.objects.bulk_create([Tag(name="a"), Tag(name="b")])
    with record() as recording:
        Tag.objects.update(name="c")
    assert [(each["operation"], each["rows"]) for each in bypasses(recording)] == [("update", 2)]


def test_bulk_update_is_one_bypass_and_not_its_updates(heard):
    tags = Tag.objects.bulk_create([Tag(name="a"), Tag(name="b")])
    with record() as recording:
        Tag.objects.bulk_update(tags, ["name"])
    assert [(each["operation"], each["rows"]) for each in bypasses(recording)] == [
        ("bulk_update", 2)
    ]


def test_an_operation_nobody_would_have_heard_of_is_none(db):
    with record() as recording:
        Tag.objects.bulk_create([Tag(name="a")])
        Tag.objects.update(name="b")
    assert bypasses(recording) == []


def test_a_receiver_of_another_model_misses_nothing(heard):
    with record() as recording:
        Post.objects.bulk_create([Post(title="a")])
    assert bypasses(recording) == []


def test_saving_and_deleting_one_by_one_is_no_bypass(heard, connect):
    connect(post_delete, tag_saved, sender=Tag)
    with record() as recording:
        tag = Tag.objects.create(name="a")
        tag.save()
        Tag.objects.update_or_create(name="a", defaults={"name": "b"})
        tag.delete()
        Tag.objects.create(name="a")
        Tag.objects.all().delete()
    assert bypasses(recording) == []


def test_a_bypass_in_a_receiver_stands_under_its_call(heard, signal, connect):
    connect(signal, lambda sender, **kwargs: Tag.objects.update(name="b"))
    with record() as recording:
        signal.send(None)
    [bypass] = bypasses(recording)
    [call] = recording.as_dict()["calls"]
    assert bypass["parent_call"] == call["id"]


def test_a_catch_all_receiver_is_missed_too(connect, db):
    connect(pre_save, tag_saved)
    with record() as recording:
        Tag.objects.bulk_create([Tag(name="a")])
    assert bypasses(recording)[0]["signals"] == ["django.db.models.signals.pre_save"]


def test_rows_of_a_many_to_many_are_no_bypass_of_their_own(connect, db):
    connect(post_save, tag_saved)
    post, tag = Post.objects.create(title="a"), Tag.objects.create(name="a")
    with record() as recording:
        post.tags.add(tag)
        post.tags.clear()
    assert bypasses(recording) == []


@pytest.mark.django_db(transaction=True)
def test_async_bulk_create_is_a_bypass(connect):
    connect(post_save, tag_saved, sender=Tag)

    async def main():
        with record() as recording:
            await Tag.objects.abulk_create([Tag(name="a")])
        return recording

    assert [each["operation"] for each in bypasses(asyncio.run(main()))] == ["bulk_create"]


def test_a_failing_operation_is_no_bypass(heard):
    from django.db import IntegrityError

    with record() as recording, pytest.raises(IntegrityError):
        Tag.objects.bulk_create([Tag(pk=1, name="a"), Tag(pk=1, name="b")])
    assert bypasses(recording) == []
