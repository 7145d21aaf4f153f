"""S204 and code that sends by hand, for each row, what a bulk operation does not."""

from __future__ import annotations

import asyncio
import functools

import pytest
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

from signals_panel import record
from signals_panel.fates.connected import Connected
from signals_panel.findings import find
from signals_panel.log.tables import tables_of
from signals_panel.registry.registry import NOTHING
from signals_panel.timeline import Timeline
from tests.app.models import Book, Shelf, Tag

from .reading import codes, found, message

HERE = "tests.findings.test_by_hand"
BOOK = "tests.app.models.Book"


def index(sender, **kwargs):
    pass


def log_change(sender, **kwargs):
    pass


@pytest.fixture
def heard(connect, db):
    """Have the saving of books heard."""
    connect(post_save, index, sender=Book)


def books(count=2):
    return [Book(title=f"{number}") for number in range(count)]


def sends(signal, rows, sender=Book, send="send"):
    for row in rows:
        getattr(signal, send)(sender=sender, instance=row, created=True)


@pytest.mark.parametrize("send", ["send", "send_robust"])
def test_a_bulk_create_is_silent_where_code_sends_for_each_row(heard, send):
    with record() as recording:
        sends(post_save, Book.objects.bulk_create(books()), send=send)
    assert len(recording.as_dict()["bypasses"]) == 1
    assert found(recording, "S204") == []


def test_it_is_silent_where_code_sent_before_the_operation(heard, connect):
    connect(pre_save, index, sender=Book)
    with record() as recording:
        rows = books()
        sends(pre_save, rows)
        sends(post_save, Book.objects.bulk_create(rows))
    assert found(recording, "S204") == []


def test_a_raw_delete_is_silent_where_code_sends_for_each_row(connect, db):
    connect(pre_delete, index, sender=Book)
    connect(post_delete, index, sender=Book)
    Book.objects.bulk_create(books())
    with record() as recording:
        rows = list(Book.objects.all())
        sends(pre_delete, rows)
        sends(post_delete, rows)
        Book.objects.all()._raw_delete("default")
    assert found(recording, "S204") == []


def test_sends_for_some_of_the_rows_are_not_enough(heard):
    with record() as recording:
        sends(post_save, Book.objects.bulk_create(books(3))[:2])
    assert message(recording, "S204") == (
        f"bulk_create() made 3 rows of {BOOK}: {HERE}.index was not called "
        "(code sent post_save for 2 of them)."
    )


def test_what_the_orm_sends_meanwhile_is_not_sent_by_hand(heard):
    with record() as recording:
        Book.objects.bulk_create(books())
        for each in books():
            each.save()
    assert len(found(recording, "S204")) == 1


def test_one_line_may_save_and_send(heard):
    row = Book.objects.create(title="a")
    by_hand = functools.partial(post_save.send, sender=Book, instance=row)
    with record() as recording:
        for act in (row.save, by_hand, row.save, by_hand):
            act()
    heard_of = [each for each in recording.as_dict()["dispatches"] if each["start_ns"] is not None]
    assert [each["by_orm"] for each in heard_of] == [True, False, True, False]
    assert len({each["caller"]["line"] for each in heard_of}) == 1


def test_only_the_receivers_of_the_signal_that_nobody_sent_are_named(heard, connect):
    connect(pre_save, log_change, sender=Book)
    with record() as recording:
        sends(post_save, Book.objects.bulk_create(books()))
    assert message(recording, "S204") == (
        f"bulk_create() made 2 rows of {BOOK}: {HERE}.log_change was not called."
    )


def test_sends_for_another_model_do_not_count(heard, connect):
    connect(post_save, index, sender=Tag)
    with record() as recording:
        sends(post_save, Book.objects.bulk_create(books()), sender=Tag)
    assert len(found(recording, "S204")) == 1


def test_sends_by_hand_count_for_one_operation_and_not_for_a_later_one(heard):
    with record() as recording:
        sends(post_save, Book.objects.bulk_create(books()))
        Book.objects.bulk_create(books(1))
    assert message(recording, "S204").startswith("bulk_create() made 1 row of ")


def test_operations_on_the_same_rows_need_one_send_for_each_row(heard):
    with record() as recording:
        rows = Book.objects.bulk_create(books())
        Book.objects.filter(pk__in=[each.pk for each in rows]).update(title="b")
        sends(post_save, rows)
    assert found(recording, "S204") == []


def test_a_loop_of_operations_needs_sends_for_all_their_rows(heard):
    with record() as recording:
        for _ in range(3):
            rows = Book.objects.bulk_create(books())
        sends(post_save, rows)
    assert message(recording, "S204").startswith(f"bulk_create() made 4 rows of {BOOK} (2 times):")
    with record() as recording:
        for _ in range(3):
            sends(post_save, Book.objects.bulk_create(books()))
    assert found(recording, "S204") == []


def test_where_nobody_knows_how_many_rows_there_were_one_send_will_do(heard):
    with record() as recording:
        Book.objects.bulk_create(books())
    assert [each["code"] for each in found_had_rows_been_unknown(recording)] == ["S204"]
    with record() as recording:
        sends(post_save, Book.objects.bulk_create(books())[:1])
    assert found_had_rows_been_unknown(recording) == []


def found_had_rows_been_unknown(recording):
    tables = tables_of(recording)
    tables["streams"]["bypasses"]["rows"][0] = -1
    return find(Connected(Timeline([tables]), NOTHING))


def test_a_queryset_that_sends_in_its_own_bulk_create_is_silent(heard):
    class Telling(models.QuerySet):
        def bulk_create(self, objs, **kwargs):
            rows = super().bulk_create(objs, **kwargs)
            sends(post_save, rows, self.model)
            return rows

    with record() as recording:
        Telling(Book).bulk_create(books())
    assert found(recording, "S204") == []


@pytest.mark.django_db(transaction=True)
def test_sends_after_the_commit_are_sent_by_hand(connect):
    connect(post_save, index, sender=Book)
    with record() as recording, transaction.atomic():
        for row in Book.objects.bulk_create(books()):
            transaction.on_commit(functools.partial(post_save.send, sender=Book, instance=row))
    assert found(recording, "S204") == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at_once", [False, True])
def test_sends_that_are_awaited_are_sent_by_hand(connect, at_once):
    connect(post_save, index, sender=Book)

    async def main():
        with record() as recording:
            rows = await Book.objects.abulk_create(books())
            coming = [post_save.asend(sender=Book, instance=row) for row in rows]
            if at_once:
                await asyncio.gather(*coming)
            else:
                for each in coming:
                    await each
        return recording

    assert found(asyncio.run(main()), "S204") == []


def test_receivers_for_every_sender_alone_are_an_info(connect, db):
    connect(post_save, log_change)
    with record() as recording:
        Book.objects.bulk_create(books())
    [finding] = found(recording, "S204")
    assert finding["severity"] == "info"


PACKAGE = """
def keep_history(sender, **kwargs): pass
def move(manager): manager.update(id=1)
"""


@pytest.fixture
def package():
    """Return the functions of an installed package."""
    space = {"__name__": "kept"}
    exec(compile(PACKAGE, "/site-packages/kept.py", "exec"), space)
    return space


@pytest.mark.parametrize(
    ("model", "projects", "severity"),
    [(User, False, "info"), (User, True, "warning"), (Book, False, "warning")],
)
def test_what_concerns_nothing_of_the_projects_is_an_info(
    connect, db, package, model, projects, severity
):
    User.objects.create(username="Emma")
    Book.objects.create(title="Emma")
    connect(post_save, package["keep_history"], sender=model)
    if projects:
        connect(post_save, index, sender=model)
    with record() as recording:
        package["move"](model.objects)
    [finding] = found(recording, "S204")
    assert finding["where"]["file"] == "/site-packages/kept.py"
    assert finding["severity"] == severity


def test_what_the_projects_line_bypassed_is_a_warning_whosever_it_is(connect, db, package):
    User.objects.create(username="Emma")
    connect(post_save, package["keep_history"], sender=User)
    with record() as recording:
        User.objects.update(id=1)
    [finding] = found(recording, "S204")
    assert finding["severity"] == "warning"


def test_the_projects_receivers_for_this_sender_are_named_first(connect, db, package):
    connect(post_save, log_change)
    connect(post_save, package["keep_history"], sender=Book)
    connect(post_save, index, sender=Book)
    with record() as recording:
        Book.objects.bulk_create(books())
    [finding] = found(recording, "S204")
    assert finding["severity"] == "warning"
    assert finding["message"].endswith(
        f": {HERE}.index, kept.keep_history, {HERE}.log_change were not called."
    )


def test_a_receiver_that_is_left_for_every_sender_makes_it_an_info(heard, connect):
    connect(pre_save, log_change)
    with record() as recording:
        sends(post_save, Book.objects.bulk_create(books()))
    [finding] = found(recording, "S204")
    assert finding["severity"] == "info"


def test_updates_of_related_managers_count_too(heard):
    rows = Book.objects.bulk_create(books())
    shelf = Shelf.objects.create()
    with record() as recording:
        shelf.book_set.add(*rows)
        sends(post_save, rows)
    assert codes(recording) == set()
