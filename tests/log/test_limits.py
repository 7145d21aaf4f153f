"""What is kept is bounded, and what is left out is counted."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.utils.safestring import mark_safe

from signals_panel import record
from tests.app.models import Tag
from tests.log.test_elsewhere import in_threads
from tests.signals import in_view, ordered, packed


@pytest.fixture(autouse=True)
def _small(settings):
    settings.SIGNALS_PANEL = {"MAX_ROWS": 5}


def test_dispatches_beyond_the_option_are_counted(connect):
    connect(ordered, lambda sender, **kwargs: sender)
    with record() as recording:
        answers = [ordered.send(number)[0][1] for number in range(8)]
    document = recording.as_dict()
    assert answers == list(range(8))
    assert [each["sender"] for each in document["dispatches"]] == ["0", "1", "2", "3", "4"]
    assert document["dropped"] == {"dispatches": 3}


def test_sends_nobody_received_beyond_the_option_are_counted(connect):
    connect(ordered, lambda sender, **kwargs: None)
    with record() as recording:
        for number in range(8):
            ordered.send(number)
            packed.send(None)
    document = recording.as_dict()
    kept = sum(each["count"] for each in document["dispatches"] if each["start_ns"] is None)
    assert 0 < kept < 8
    assert kept + document["dropped"]["sends"] == 8


def test_senders_nobody_hears_are_told_apart_up_to_the_option():
    with record() as recording:
        for number in range(20):
            packed.send(f"sender {number}")
        kinds = len(recording.log.kinds)
    document = recording.as_dict()
    assert kinds == 5
    assert sum(each["count"] for each in document["dispatches"]) == 5
    assert document["dropped"] == {"sends": 15}


def test_senders_that_are_told_apart_already_are_counted_to_the_end():
    with record() as recording:
        for _ in range(4):
            for number in range(7):
                packed.send(f"sender {number}")
    document = recording.as_dict()
    assert {each["sender"]: each["count"] for each in document["dispatches"]} == {
        f"sender {number}": 4 for number in range(5)
    }
    assert document["dropped"] == {"sends": 4 * 2}


@pytest.mark.django_db
def test_queries_far_beyond_the_option_are_counted():
    with record() as recording, connection.cursor() as cursor:
        for _ in range(30):
            cursor.execute("SELECT 1")
    document = recording.as_dict()
    assert (len(document["queries"]), document["dropped"]["queries"]) == (5, 25)


@pytest.mark.django_db
def test_bypasses_beyond_the_option_are_counted(connect):
    connect(post_save, lambda sender, **kwargs: None, sender=Tag)
    with record() as recording:
        for _ in range(8):
            Tag.objects.update(name="again")
    document = recording.as_dict()
    assert (len(document["bypasses"]), document["dropped"]["bypasses"]) == (5, 3)


@pytest.mark.django_db
def test_what_waits_for_a_commit_beyond_the_option_is_counted():
    with record() as recording, transaction.atomic():
        for _ in range(8):
            transaction.on_commit(lambda: None)
    document = recording.as_dict()
    kept, left_out = len(document["on_commits"]), document["dropped"]["on_commits"]
    assert (0 < kept <= 5, kept + left_out) == (True, 8)


def test_changes_beyond_the_option_are_counted(signal, connect):
    with record() as recording:
        for number in range(8):
            connect(signal, lambda sender, **kwargs: None, dispatch_uid=number)
    assert recording.as_dict()["dropped"] == {"changes": 3}


@pytest.mark.django_db
def test_where_no_row_is_wanted_all_is_counted(settings, connect):
    settings.SIGNALS_PANEL = {"MAX_ROWS": 0}
    connect(ordered, lambda sender, **kwargs: None)
    connect(post_save, lambda sender, **kwargs: None, sender=Tag)
    with record() as recording, transaction.atomic(), connection.cursor() as cursor:
        ordered.send(None)
        packed.send(None)
        Tag.objects.update(name="again")
        transaction.on_commit(lambda: None)
        mail.send_mail("", "", None, ["fog@example.com"])
        cursor.execute("SELECT 1")  # the others are the savepoint's two, and the update
        in_threads(lambda: ordered.send(None))
    document = recording.as_dict()
    assert document["dropped"] == {
        "dispatches": 1,
        "sends": 1,
        "bypasses": 1,
        "on_commits": 1,
        "mails": 1,
        "queries": 4,
        "sends elsewhere": 1,
    }
    assert (document["dispatches"], document["queries"]) == ([], [])


@pytest.mark.django_db
def test_a_long_statement_is_cut():
    with record() as recording, connection.cursor() as cursor:
        cursor.execute(f"SELECT '{'x' * 100_000}'")
    [query] = recording.as_dict()["queries"]
    assert query["sql"].startswith("SELECT 'xxx")
    assert len(query["sql"]) <= 5_000


@pytest.mark.django_db
def test_a_statement_of_another_string_type_is_kept_as_it_is():
    with record() as recording, connection.cursor() as cursor:
        cursor.execute(mark_safe("SELECT 1"))
    assert [query["sql"] for query in recording.as_dict()["queries"]] == ["SELECT 1"]


def test_the_page_says_what_was_left_out(client, stored, connect):
    connect(in_view, lambda sender, **kwargs: [ordered.send(number) for number in range(8)])
    connect(ordered, lambda sender, **kwargs: None)
    assert "more dispatches" in stored(client.get("/plain/")).content
