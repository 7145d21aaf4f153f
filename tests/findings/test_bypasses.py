"""S204 bypassed: an operation that changed rows without their receivers."""

from __future__ import annotations

import asyncio
import inspect

import pytest
from debug_toolbar.apps import check_panels
from django.contrib.auth.models import Permission, User, update_last_login
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.urls import include, path
from django.views.generic import DeleteView

from signals_panel import record
from tests.app.models import Book, Labelling, Note, Post, Shelf, Tag
from tests.timeline.comparison import list_of

BOOK = "tests.app.models.Book"
HERE = "tests.findings.test_bypasses"

urlpatterns = [
    path("__debug__/", include("debug_toolbar.urls")),
    path("leave/<int:pk>", DeleteView.as_view(model=User, success_url="/gone")),
]


def index(sender, **kwargs):
    pass


def notify(sender, **kwargs):
    pass


def receiver_called(name):
    """Return a receiver of some name."""

    def receiver(sender, **kwargs):
        pass

    receiver.__qualname__ = name
    return receiver


@pytest.fixture
def book(connect, db):
    """Return a book whose saving is heard."""
    book = Book.objects.create(title="Emma")
    connect(post_save, index, sender=Book)
    return book


def found(recording):
    return [each for each in recording.as_dict()["findings"] if each["code"] == "S204"]


def messages(recording):
    return [each["message"] for each in found(recording)]


def test_a_bulk_create_names_the_receiver_that_missed_it_and_where(book):
    with record() as recording:
        line = inspect.currentframe().f_lineno + 1
        Book.objects.bulk_create([Book(title="a"), Book(title="b")])
    [finding] = found(recording)
    assert finding["severity"] == "warning"
    assert finding["name"] == "bypassed"
    assert (
        finding["message"] == f"bulk_create() made 2 rows of {BOOK}: {HERE}.index was not called."
    )
    assert "save()" in finding["hint"]
    assert finding["where"] == {"file": __file__, "line": line}
    assert finding["bypass"] == recording.as_dict()["bypasses"][0]["id"]


def test_update_and_bulk_update_are_found(book):
    with record() as recording:
        Book.objects.update(title="a")
        Book.objects.bulk_update([book], ["title"])
    assert messages(recording) == [
        f"{operation}() changed 1 row of {BOOK}: {HERE}.index was not called."
        for operation in ("update", "bulk_update")
    ]


def test_of_many_receivers_that_missed_it_three_are_named_and_the_rest_counted(book, connect):
    for number in range(5):
        connect(post_save, receiver_called(f"hears_{number}"), sender=Book)
    with record() as recording:
        Book.objects.update(title="a")
    missed = f"{HERE}.index, {HERE}.hears_0, {HERE}.hears_1 and 3 more were not called."
    assert messages(recording) == [f"update() changed 1 row of {BOOK}: {missed}"]


def test_a_raw_delete_is_found_by_the_receivers_of_deletion(book, connect):
    connect(pre_delete, notify, sender=Book)
    with record() as recording:
        Book.objects.all()._raw_delete("default")
    [finding] = found(recording)
    assert (
        finding["message"]
        == f"_raw_delete() deleted 1 row of {BOOK}: {HERE}.notify was not called."
    )
    assert finding["hint"] == (
        "Send pre_delete yourself for each row if they have work to do, "
        "or silence S204 if they do not matter here."
    )


@pytest.mark.django_db(transaction=True)
def test_the_async_operations_are_found(connect):
    connect(post_save, index, sender=Book)

    async def main():
        with record() as recording:
            await Book.objects.abulk_create([Book(title="a")])
            await Book.objects.aupdate(title="b")
        return recording

    assert len(found(asyncio.run(main()))) == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_awaited_of_deletions_and_related_managers_is_found(connect):
    connect(post_save, index, sender=Book)
    shelf, book = Shelf.objects.create(), Book.objects.create(title="a")

    async def main():
        with record() as recording:
            await shelf.book_set.aadd(book)
            await shelf.adelete()
        return recording

    recording = asyncio.run(main())
    causes = [each["cause"] for each in recording.as_dict()["bypasses"]]
    assert causes == ["related_manager", "on_delete"]
    assert len(found(recording)) == 2


def test_a_loop_of_saves_is_none(book, connect):
    connect(pre_delete, notify, sender=Book)
    with record() as recording:
        for title in ("a", "b"):
            Book.objects.create(title=title).save()
        Book.objects.update_or_create(title="a", defaults={"title": "c"})
        Book.objects.all().delete()
    assert found(recording) == []


def test_repeats_from_one_line_are_one_finding(book):
    with record() as recording:
        for title in ("a", "b", "c"):
            Book.objects.update(title=title)
    assert messages(recording) == [
        f"update() changed 3 rows of {BOOK} (3 times): {HERE}.index was not called."
    ]


def test_two_lines_are_two_findings(book):
    with record() as recording:
        Book.objects.update(title="a")
        Book.objects.update(title="b")
    assert len(found(recording)) == 2


def test_many_receivers_are_counted(book, connect):
    for number in range(4):
        connect(pre_save, lambda sender, **kwargs: None, sender=Book, dispatch_uid=number)
    with record() as recording:
        Book.objects.update(title="a")
    [message] = messages(recording)
    assert "were not called" in message


def test_an_operation_that_changed_no_row_is_none(book, connect):
    connect(post_delete, notify, sender=Book)
    with record() as recording:
        Book.objects.filter(title="").update(title="b")
        Book.objects.none().update(title="b")
        Book.objects.bulk_create([])
        Book.objects.bulk_create(Book.objects.none())
        Book.objects.bulk_update([], ["title"])
        Book.objects.none()._raw_delete("default")
    assert found(recording) == []


def test_an_update_in_a_save_receiver_of_the_model_is_the_guard_against_recursion(connect, db):
    def slug(sender, instance, **kwargs):
        Book.objects.filter(pk=instance.pk).update(title="slug")

    connect(post_save, slug, sender=Book)
    with record() as recording:
        Book.objects.create(title="a")
    assert len(recording.as_dict()["bypasses"]) == 1
    assert found(recording) == []


def test_an_update_deeper_in_a_save_receiver_of_the_model_is_none(connect, signal, db):
    connect(signal, lambda sender, **kwargs: Book.objects.update(title="slug"))
    connect(post_save, lambda sender, **kwargs: signal.send(sender), sender=Book)
    with record() as recording:
        Book.objects.create(title="a")
    assert len(recording.as_dict()["bypasses"]) == 1
    assert found(recording) == []


def test_an_update_in_a_save_receiver_of_another_model_is_found(book, connect):
    connect(post_save, lambda sender, **kwargs: Book.objects.update(title="b"), sender=Tag)
    with record() as recording:
        Tag.objects.create(name="a")
    [finding] = found(recording)
    [call] = recording.as_dict()["calls"]
    assert finding["call"] == call["id"]


def test_a_bulk_create_in_a_save_receiver_of_the_model_is_found(connect, db):
    def copy(sender, instance, **kwargs):
        Book.objects.bulk_create([Book(title="copy")])

    connect(post_save, copy, sender=Book)
    with record() as recording:
        Book.objects.create(title="a")
    assert len(found(recording)) == 1


def test_receivers_of_django_and_the_toolbar_alone_are_none(connect, db):
    connect(pre_save, update_last_login, sender=Book)
    connect(pre_save, check_panels, sender=Book)
    with record() as recording:
        Book.objects.bulk_create([Book(title="a")])
    assert len(recording.as_dict()["bypasses"]) == 1
    assert found(recording) == []


def test_django_and_user_receivers_together_name_the_users(book, connect):
    connect(pre_save, update_last_login, sender=Book)
    with record() as recording:
        Book.objects.bulk_create([Book(title="a")])
    [message] = messages(recording)
    assert message.endswith(f": {HERE}.index was not called.")


def test_rows_of_an_automatic_through_model_are_none(connect, db):
    connect(post_save, index)
    post, tag = Post.objects.create(title="a"), Tag.objects.create(name="a")
    with record() as recording:
        post.tags.add(tag)
        post.tags.set([])
    assert found(recording) == []


def test_rows_of_a_through_model_of_ones_own_are_found(book, connect):
    connect(post_save, index, sender=Labelling)
    tag = Tag.objects.create(name="a")
    with record() as recording:
        book.tags.add(tag)
    [finding] = found(recording)
    assert finding["message"] == (
        "A related manager made 1 row of tests.app.models.Labelling by bulk_create(): "
        f"{HERE}.index was not called."
    )
    assert "intermediate model" in finding["hint"]


@pytest.mark.parametrize(
    ("field", "owner", "model"),
    [("author", User, Post), ("shelf", Shelf, Book)],
    ids=["SET_NULL", "SET_DEFAULT"],
)
def test_a_deletion_is_named_as_the_cause_of_its_update(connect, db, field, owner, model):
    connect(post_save, index, sender=model)
    one = owner.objects.create()
    for _ in range(3):
        model.objects.create(**{field: one})
    with record() as recording:
        one.delete()
    [finding] = found(recording)
    assert finding["message"] == (
        f"Deleting {owner.__module__}.{owner.__name__} set {field} of 3 rows of "
        f"tests.app.models.{model.__name__} by update(): {HERE}.index was not called."
    )
    assert "pre_delete" in finding["hint"]
    [bypass] = recording.as_dict()["bypasses"]
    assert bypass["cause"] == "on_delete"


def test_a_deletion_with_nothing_left_behind_is_none(book, connect):
    shelf = Shelf.objects.create()
    with record() as recording:
        shelf.delete()
    assert found(recording) == []


def test_a_receiver_that_updates_during_a_deletion_did_it_itself(book, connect):
    connect(pre_delete, lambda sender, **kwargs: Book.objects.update(title="b"), sender=Shelf)
    shelf = Shelf.objects.create()
    with record() as recording:
        shelf.delete()
    assert messages(recording) == [
        f"update() changed 1 row of {BOOK}: {HERE}.index was not called."
    ]


@pytest.mark.parametrize("use", ["add", "remove", "clear", "set"])
def test_a_reverse_manager_is_named_as_the_cause(book, use):
    shelf = Shelf.objects.create()
    if use in ("remove", "clear"):
        shelf.book_set.add(book)
    given = {"add": [book], "set": [[book]], "remove": [book], "clear": []}[use]
    with record() as recording:
        getattr(shelf.book_set, use)(*given)
    [finding] = found(recording)
    assert finding["message"] == (
        f"A related manager of tests.app.models.Shelf set shelf of 1 row of {BOOK} "
        f"by update(): {HERE}.index was not called."
    )
    assert "bulk=False" in finding["hint"]
    [bypass] = recording.as_dict()["bypasses"]
    assert bypass["cause"] == "related_manager"
    assert bypass["relation"] == {"field": "shelf", "model": "tests.app.models.Shelf"}


def test_a_reverse_manager_that_saves_each_row_is_none(book):
    shelf = Shelf.objects.create()
    with record() as recording:
        shelf.book_set.add(book, bulk=False)
        shelf.book_set.clear(bulk=False)
    assert found(recording) == []


def test_a_generic_relation_is_a_related_manager_too(book, connect):
    connect(post_save, index, sender=Note)
    note = Note.objects.create(content_type=ContentType.objects.get_for_model(Tag), object_id=1)
    with record() as recording:
        book.notes.add(note)
    [message] = messages(recording)
    assert message == (
        "A related manager changed 1 row of tests.app.models.Note by update(): "
        f"{HERE}.index was not called."
    )


def test_djangos_own_models_are_none(connect, db):
    connect(pre_save, index)
    with record() as recording:
        ContentType.objects.bulk_create([ContentType(app_label="a", model="b")])
        Permission.objects.update(name="x")
    assert len(recording.as_dict()["bypasses"]) == 2
    assert found(recording) == []


def test_users_made_in_bulk_are_the_users_own_doing(connect, db):
    connect(post_save, index, sender=User)
    with record() as recording:
        User.objects.bulk_create([User(username="ada"), User(username="grace")])
    model = "django.contrib.auth.models.User"
    assert messages(recording) == [
        f"bulk_create() made 2 rows of {model}: {HERE}.index was not called."
    ]


@pytest.fixture
def leave(connect, db, client, settings):
    """Return a function that has a view of Django's delete somebody; it returns the recording."""
    settings.ROOT_URLCONF = __name__
    connect(post_save, index, sender=Post)

    def leave():
        user = User.objects.create()
        Post.objects.create(author=user)
        with record() as recording:
            assert client.post(f"/leave/{user.pk}").status_code == 302
        return recording

    return leave


def test_a_view_of_djangos_that_deletes_is_none(leave):
    recording = leave()
    [bypass] = recording.as_dict()["bypasses"]
    assert bypass["by_django"]
    assert found(recording) == []


def test_what_a_view_of_djangos_deletes_is_no_row_of_the_project(leave):
    recording = leave()
    [bypass] = recording.as_dict()["bypasses"]
    assert f"{HERE}.index" in bypass["receivers"]
    assert [row.is_internal for row in list_of(recording) if row.kind == "bypass"] == [True]


AROUND = """
def around(original):
    def inner(*args, **kwargs):
        return original(*args, **kwargs)
    return inner
"""


def test_a_view_of_djangos_is_none_where_a_package_is_around_its_update(leave, monkeypatch):
    package = {"__name__": "caches"}
    exec(compile(AROUND, "/site-packages/caches.py", "exec"), package)
    monkeypatch.setattr(QuerySet, "update", package["around"](QuerySet.update))
    recording = leave()
    assert [each["by_django"] for each in recording.as_dict()["bypasses"]] == [True]
    assert found(recording) == []


@pytest.mark.django_db(transaction=True)
def test_a_view_of_djangos_in_a_thread_is_none(connect, async_client, settings):
    settings.ROOT_URLCONF = __name__
    connect(post_save, index, sender=Post)
    user = User.objects.create()
    Post.objects.create(author=user)

    async def main():
        with record() as recording:
            assert (await async_client.post(f"/leave/{user.pk}")).status_code == 302
        return recording

    recording = asyncio.run(main())
    assert [each["by_django"] for each in recording.as_dict()["bypasses"]] == [True]
    assert found(recording) == []


def test_a_silenced_rule_finds_nothing(book, settings):
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, "SILENCED_FINDINGS": ["S204"]}
    with record() as recording:
        Book.objects.update(title="a")
    assert found(recording) == []
