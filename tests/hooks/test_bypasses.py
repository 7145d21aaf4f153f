"""Bypasses: operations that changed rows of a model whose receivers never heard of it."""

from __future__ import annotations

import asyncio
import gc
import inspect
import weakref
from contextlib import nullcontext

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save, pre_save

from signals_panel import record
from tests.app.models import Book, Post, Shelf, Tag


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
        "receivers": ["tests.hooks.test_bypasses.tag_saved"],
        "cause": None,
        "relation": None,
        "by_django": False,
        "missed": [
            {
                "signal": "django.db.models.signals.post_save",
                "receiver": "tests.hooks.test_bypasses.tag_saved",
                "file": __file__,
                "line": tag_saved.__code__.co_firstlineno,
                "sender": "tests.app.models.Tag",
            }
        ],
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
    [bypass] = bypasses(recording)
    assert bypass["signals"] == ["django.db.models.signals.pre_save"]
    assert [each["sender"] for each in bypass["missed"]] == [None]


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


def test_the_work_of_django_that_was_the_cause_is_told(heard, connect):
    connect(post_save, tag_saved, sender=Post)
    user, post = User.objects.create(), Post.objects.create(title="a")
    with record() as recording:
        user.post_set.add(post)
        user.delete()
        Post.objects.update(title="b")
    assert [(each["operation"], each["cause"]) for each in bypasses(recording)] == [
        ("update", "related_manager"),
        ("update", "on_delete"),
        ("update", None),
    ]
    author = {"field": "author", "model": "django.contrib.auth.models.User"}
    assert [each["relation"] for each in bypasses(recording)] == [author, author, None]
    assert not recording.as_dict()["dropped"]


def test_a_queryset_class_of_ones_own_hides_no_cause(connect, monkeypatch, db):
    connect(post_save, tag_saved, sender=Book)
    monkeypatch.setattr(Book._base_manager, "_queryset_class", Shelved)
    book, shelf = Book.objects.create(title="a"), Shelf.objects.create(name="b")
    with record() as recording:
        shelf.book_set.add(book)
    assert [each["cause"] for each in bypasses(recording)] == ["related_manager"]


class Shelved(QuerySet):
    """A queryset with an update of its own."""

    def update(self, **values):
        return super().update(**values)


def test_no_object_is_kept_alive(heard):
    tag = Tag(name="a")
    reference = weakref.ref(tag)
    with record() as recording:
        Tag.objects.bulk_create([tag])
        del tag
        gc.collect()
        assert reference() is None
    assert len(bypasses(recording)) == 1


def same(objects):
    """Return whether bulk_create gave back the very objects it was given."""
    return [a is b for a, b in zip(Tag.objects.bulk_create(objects), objects, strict=True)]


OPERATIONS = {
    "bulk_create": lambda: same([Tag(pk=8, name="a"), Tag(pk=9, name="b")]),
    "ignore_conflicts": lambda: len(
        Tag.objects.bulk_create([Tag(pk=1, name="a")], ignore_conflicts=True)
    ),
    "update_conflicts": lambda: len(
        Tag.objects.bulk_create(
            [Tag(pk=1, name="a")],
            update_conflicts=True,
            update_fields=["name"],
            unique_fields=["pk"],
        )
    ),
    "bulk_create of nothing": lambda: Tag.objects.bulk_create(()),
    "bulk_create twice": lambda: Tag.objects.bulk_create([Tag(pk=1, name="a")]),
    "bulk_update": lambda: Tag.objects.bulk_update([Tag(pk=1, name="c")], ["name"]),
    "bulk_update unsaved": lambda: Tag.objects.bulk_update([Tag(name="c")], ["name"]),
    "update": lambda: Tag.objects.update(name="c"),
    "update of no field": lambda: Tag.objects.update(colour="c"),
    "update sliced": lambda: Tag.objects.all()[:1].update(name="c"),
    "_raw_delete": lambda: Tag.objects.filter(pk=1)._raw_delete("default"),
    "on_delete": lambda: Shelf.objects.get().delete(),
}


def observed(operation):
    """Return what its user sees of an operation, which is undone: result, error and SQL."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        try:
            with transaction.atomic():
                result = operation()
        except Exception as error:
            result = type(error), error.args
        transaction.set_rollback(True)
    return result, [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_recording_changes_nothing_that_an_operation_shows(heard, connect, operation):
    connect(post_save, tag_saved, sender=Book)
    Tag.objects.create(pk=1, name="a")
    Book.objects.create(title="a", shelf=Shelf.objects.create(pk=1, name="b"))
    plain = observed(operation)
    with record() as recording:
        recorded = observed(operation)
    assert recorded == plain
    assert not recording.as_dict()["dropped"]


ASYNC = {
    "abulk_create": lambda: Tag.objects.abulk_create([Tag(pk=8, name="a"), Tag(pk=9, name="b")]),
    "abulk_create twice": lambda: Tag.objects.abulk_create([Tag(pk=1, name="a")]),
    "abulk_update": lambda: Tag.objects.abulk_update([Tag(pk=1, name="c")], ["name"]),
    "aupdate": lambda: Tag.objects.aupdate(name="c"),
    "aupdate of no field": lambda: Tag.objects.aupdate(colour="c"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", ASYNC.values(), ids=ASYNC)
def test_recording_changes_nothing_that_an_async_operation_shows(connect, operation):
    connect(post_save, tag_saved, sender=Tag)

    async def main(recording):
        with recording:
            try:
                return await operation()
            except Exception as error:
                return type(error), error.args

    results = []
    for recording in (nullcontext(), record()):
        Tag.objects.all().delete()
        Tag.objects.create(pk=1, name="a")
        results.append((asyncio.run(main(recording)), list(Tag.objects.values())))
    assert results[0] == results[1]
