"""It costs: deletes that receivers for all senders keep from being one query."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db.models.signals import post_delete, pre_delete
from django.utils.timezone import now

from signals_panel import record
from tests.app.models import Book, Labelling, Letter, Note, Poster, Shelf, Stamp, Tag

from .reading import found

pytestmark = pytest.mark.django_db


def note_delete(sender, **kwargs):
    return None


def note_too(sender, **kwargs):
    return None


@pytest.fixture
def book():
    """Return a book with three tags: their rows are what Django deletes fast."""
    book = Book.objects.create(title="a")
    for name in "abc":
        Labelling.objects.create(book=book, tag=Tag.objects.create(name=name))
    return book


def test_a_delete_of_a_queryset_past_a_catch_all_receiver_is_found(book, connect):
    connect(post_delete, note_delete)
    with record() as recording:
        Labelling.objects.all().delete()
    [finding] = found(recording, "S404")
    assert finding["message"] == (
        "tests.findings.test_deletes.note_delete is connected to post_delete of all senders: "
        "3 rows of tests.app.models.Labelling were fetched to be deleted, where one query would do."
    )
    assert (finding["name"], finding["severity"]) == ("fast-delete-disabled", "info")
    assert finding["where"]["file"].endswith("conftest.py")  # where it was connected
    call, *_ = recording.as_dict()["calls"]
    assert (finding["dispatch"], finding["call"]) == (call["dispatch"], call["id"])


def test_a_cascade_past_a_catch_all_receiver_is_found(book, connect):
    connect(pre_delete, note_delete)
    with record() as recording:
        book.delete()
    [finding] = found(recording, "S404")
    assert "pre_delete of all senders: 3 rows of tests.app.models.Labelling " in finding["message"]


def test_of_many_models_three_are_named_and_the_rest_counted(book, connect):
    for _ in range(2):
        Note.objects.create(text="a", about=book)
        Poster.objects.create()
        Session.objects.create(session_key=len(Session.objects.all()), expire_date=now())
    connect(post_delete, note_delete)
    with record() as recording:
        for model in (Labelling, Note, Poster, Session):
            model.objects.all().delete()
    [finding] = found(recording, "S404")
    app = "tests.app.models"
    assert (
        f"3 rows of {app}.Labelling, 2 rows of {app}.Note, 2 rows of {app}.Poster and of 1 more "
        "model were fetched"
    ) in finding["message"]


def test_that_delete_is_one_query_without_the_receiver(book, connect, django_assert_num_queries):
    with record() as recording, django_assert_num_queries(1):
        Labelling.objects.all().delete()
    assert found(recording, "S404") == []


def test_each_catch_all_receiver_is_one_finding(book, connect):
    connect(pre_delete, note_delete)
    connect(post_delete, note_delete)
    connect(post_delete, note_too)
    with record() as recording:
        Labelling.objects.all().delete()
    assert sorted(
        each["message"].partition(" of all senders")[0] for each in found(recording, "S404")
    ) == [
        "tests.findings.test_deletes.note_delete is connected to post_delete",
        "tests.findings.test_deletes.note_delete is connected to pre_delete",
        "tests.findings.test_deletes.note_too is connected to post_delete",
    ]


@pytest.mark.parametrize("signal", [pre_delete, post_delete])
def test_a_receiver_for_the_model_has_to_be_called_for_each_row(book, connect, signal):
    connect(post_delete, note_delete)
    connect(signal, note_too, sender=Labelling)
    with record() as recording:
        Labelling.objects.all().delete()
    assert len(recording.as_dict()["calls"]) == 6
    assert found(recording, "S404") == []


def test_a_receiver_connected_for_the_model_and_for_all_is_no_mere_catch_all(book, connect):
    connect(post_delete, note_delete)
    connect(post_delete, note_delete, sender=Labelling)
    with record() as recording:
        Labelling.objects.all().delete()
    assert found(recording, "S404") == []


def test_deleting_instances_one_by_one_is_no_finding(book, connect):
    connect(post_delete, note_delete)
    with record() as recording:
        for each in Labelling.objects.all():
            each.delete()
    assert len(recording.as_dict()["calls"]) == 3
    assert found(recording, "S404") == []


def test_deleting_a_single_row_of_a_queryset_is_no_finding(book, connect):
    connect(post_delete, note_delete)
    with record() as recording:
        Labelling.objects.filter(tag__name="a").delete()
    assert len(recording.as_dict()["calls"]) == 1
    assert found(recording, "S404") == []


@pytest.mark.parametrize("model", [Tag, Shelf, Book, Letter, Stamp])
def test_a_model_with_relations_is_never_deleted_fast(connect, model):
    model.objects.create()
    model.objects.create()
    connect(post_delete, note_delete)
    with record() as recording:
        model.objects.all().delete()
    assert len(recording.as_dict()["calls"]) >= 2
    assert found(recording, "S404") == []
