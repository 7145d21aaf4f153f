"""Too early: mails, tasks and work of receivers before the commit."""

from __future__ import annotations

import contextlib
import sys
from types import ModuleType
from unittest.mock import MagicMock

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.db.models.signals import post_init, post_save, pre_save
from django.dispatch import Signal
from django.test import TestCase

from signals_panel import record
from tests.app.models import Shelf, Tag
from tests.blocks import Undo

from .reading import codes, found, message

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "tests.findings.test_too_early"


def send(subject="a"):
    mail.send_mail(subject, "b", "shop@example.com", ["customer@example.com"])


def mail_customer(sender, **kwargs):
    send()


def mail_later(sender, **kwargs):
    transaction.on_commit(send)


def index(sender, **kwargs):
    return None


def notify(sender, **kwargs):
    return None


def count_stock(sender, **kwargs):
    return None


def test_a_mail_in_a_transaction_is_found(connect):
    connect(post_save, mail_customer, sender=Tag)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
    [finding] = found(recording, "S501")
    assert finding["message"] == (
        f"{HERE}.mail_customer sent a mail inside an open transaction: a rollback cannot unsend it."
    )
    assert finding["hint"] == "Send it from transaction.on_commit()."
    assert (finding["name"], finding["severity"]) == ("mail-in-transaction", "warning")
    assert finding["where"] == {"file": __file__, "line": send.__code__.co_firstlineno + 1}
    [call] = recording.as_dict()["calls"]
    assert (finding["dispatch"], finding["call"]) == (call["dispatch"], call["id"])
    assert len(mail.outbox) == 1


def test_a_mail_in_a_transaction_rolled_back_says_so(connect):
    connect(post_save, mail_customer, sender=Tag)
    with record() as recording:
        with transaction.atomic():
            Tag.objects.create(name="kept")
        with contextlib.suppress(Undo), transaction.atomic():
            Tag.objects.create(name="undone")
            raise Undo
    [finding] = found(recording, "S501")
    assert finding["message"] == (
        f"{HERE}.mail_customer sent 2 mails inside a transaction that was then rolled back, "
        "which did not unsend them."
    )
    assert finding["call"] == recording.as_dict()["calls"][1]["id"]
    assert len(mail.outbox) == 2


def test_a_mail_in_a_savepoint_is_found(connect):
    connect(post_save, mail_customer, sender=Tag)
    with record() as recording, transaction.atomic(), transaction.atomic():
        Tag.objects.create(name="a")
    assert codes(recording) == {"S501"}


def test_a_mail_that_a_receiver_sends_through_another_is_that_ones(signal, connect):
    connect(signal, mail_customer)
    connect(post_save, lambda sender, **kwargs: signal.send(None), sender=Tag)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
    assert message(recording, "S501").startswith(f"{HERE}.mail_customer sent a mail")


def test_a_mail_on_commit_is_in_time(connect):
    connect(post_save, mail_later, sender=Tag)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
    assert codes(recording) == set()
    assert len(mail.outbox) == 1


def test_a_mail_on_the_commit_of_a_block_in_a_receiver_is_in_time(signal, connect):
    def saves(sender, **kwargs):
        with transaction.atomic():
            Tag.objects.create(name="a")

    connect(post_save, mail_later, sender=Tag)
    connect(signal, saves)
    with record() as recording:
        signal.send(None)
    assert [each["call"] is None for each in recording.as_dict()["mails"]] == [False]
    assert codes(recording) == set()


def test_a_mail_outside_of_any_block_is_in_time(signal, connect):
    connect(signal, mail_customer)
    with record() as recording:
        signal.send(None)
    assert codes(recording) == set()


def test_a_mail_that_no_receiver_sends_is_not_ours_to_judge():
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
        send()
    assert codes(recording) == set()


def test_a_mail_that_does_not_leave_is_none(connect):
    def mail_nobody(sender, **kwargs):
        mail.EmailMessage("a", "b", to=[]).send()

    connect(post_save, mail_nobody, sender=Tag)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
    assert codes(recording) == set()


class Queue(EmailBackend):
    """Puts mails into a table, as packages do that send them later."""

    def send_messages(self, messages):
        Shelf.objects.create(name=messages[0].subject)
        return 1


@pytest.fixture
def queueing(monkeypatch):
    monkeypatch.setattr(EmailBackend, "send_messages", Queue.send_messages)


def test_a_mail_that_goes_into_a_table_is_rolled_back_with_it(connect, queueing):
    connect(post_save, mail_customer, sender=Tag)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
    assert Shelf.objects.count() == len(recording.as_dict()["mails"]) == 1
    assert codes(recording) == set()


def test_a_row_written_before_or_after_a_mail_is_no_queue(connect):
    def notes_and_mails(sender, **kwargs):
        Shelf.objects.create(name="before")
        send()
        Shelf.objects.create(name="after")

    connect(post_save, notes_and_mails, sender=Tag)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
    assert codes(recording) == {"S501"}


def pack_now(sender, **kwargs):
    from .queues import pack_parcel

    pack_parcel.enqueue()


def pack_later(sender, **kwargs):
    from .queues import pack_parcel

    transaction.on_commit(pack_parcel.enqueue)


IMMEDIATE = "django.tasks.backends.immediate.ImmediateBackend"
DUMMY = "django.tasks.backends.dummy.DummyBackend"


@pytest.fixture(params=[IMMEDIATE, DUMMY])
def tasks(request, settings):
    pytest.importorskip("django.tasks", reason="Django has tasks since 6.0")
    settings.TASKS = {"default": {"BACKEND": request.param}}


@pytest.mark.usefixtures("tasks")
def test_a_task_in_a_transaction_is_found(connect):
    connect(post_save, pack_now, sender=Tag)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
    [finding] = found(recording, "S502")
    assert finding["message"] == (
        f"{HERE}.pack_now enqueued a task inside an open transaction: a rollback cannot recall it."
    )
    assert (finding["name"], finding["severity"]) == ("task-in-transaction", "warning")
    assert finding["where"] == {"file": __file__, "line": pack_now.__code__.co_firstlineno + 3}
    call = next(each for each in recording.as_dict()["calls"] if each["receiver"].endswith("_now"))
    assert (finding["dispatch"], finding["call"]) == (call["dispatch"], call["id"])
    assert codes(recording) == {"S502"}


@pytest.mark.usefixtures("tasks")
def test_tasks_of_one_receiver_are_one_finding(connect):
    connect(post_save, pack_now, sender=Tag)
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        Tag.objects.create(name="a")
        Tag.objects.create(name="b")
        raise Undo
    assert message(recording, "S502") == (
        f"{HERE}.pack_now enqueued 2 tasks inside a transaction that was then rolled back, "
        "which did not recall them."
    )


@pytest.mark.usefixtures("tasks")
def test_a_task_on_commit_is_in_time(connect):
    connect(post_save, pack_later, sender=Tag)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
    sent = [each["signal"] for each in recording.as_dict()["dispatches"]]
    assert "django.tasks.signals.task_enqueued" in sent
    assert codes(recording) == set()


@pytest.mark.usefixtures("tasks")
def test_a_task_outside_of_any_block_is_in_time(signal, connect):
    connect(signal, pack_now)
    with record() as recording:
        signal.send(None)
    assert codes(recording) == set()


@pytest.mark.usefixtures("tasks")
def test_a_task_that_no_receiver_enqueues_is_not_ours_to_judge():
    with record() as recording, transaction.atomic():
        pack_now(None)
    assert codes(recording) == set()


def test_a_task_of_the_backport_of_djangos_tasks_is_found_as_djangos(connect, monkeypatch):
    backport = ModuleType("django_tasks.signals")
    backport.task_enqueued = Signal()
    monkeypatch.setitem(sys.modules, backport.__name__, backport)

    def packs(sender, **kwargs):
        backport.task_enqueued.send("shop.Backend")

    connect(backport.task_enqueued, notify)
    connect(post_save, packs, sender=Tag)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
        backport.task_enqueued.send("shop.Backend")
    assert message(recording, "S502").endswith(
        "packs enqueued a task inside an open transaction: a rollback cannot recall it."
    )
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="b")
        Tag.objects.create(name="c")
    assert " enqueued 2 tasks inside" in message(recording, "S502")


def test_a_task_that_goes_into_a_table_is_rolled_back_with_it(connect, settings):
    pytest.importorskip("django.tasks", reason="Django has tasks since 6.0")
    settings.TASKS = {"default": {"BACKEND": "tests.findings.queues.DatabaseBackend"}}
    connect(post_save, pack_now, sender=Tag)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
    assert Shelf.objects.count() == 1
    assert codes(recording) == set()


def test_what_a_packages_receiver_sent_too_early_is_an_info(connect):
    space = {"__name__": "theirs", "send": send}
    code = "def mail_admin(sender, **kwargs): send()"
    exec(compile(code, "/site-packages/theirs.py", "exec"), space)
    connect(post_save, space["mail_admin"], sender=Tag)
    connect(post_save, mail_customer, sender=Tag)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
    severities = [each["severity"] for each in found(recording, "S501")]
    assert severities == ["warning", "info"]


def test_receivers_that_ran_for_work_rolled_back_are_found(connect):
    connect(post_save, index, sender=Tag)
    connect(post_save, notify, sender=Tag)
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        Tag.objects.create(name="a")
        Tag.objects.create(name="b")
        raise Undo
    [finding] = found(recording, "S503")
    assert finding["message"] == (
        f"{HERE}.index, {HERE}.notify ran for work that was then rolled back."
    )
    assert (finding["name"], finding["severity"]) == ("rolled-back", "info")
    assert finding["where"] == {"file": __file__, "line": index.__code__.co_firstlineno}
    first, *_ = recording.as_dict()["calls"]
    assert (finding["dispatch"], finding["call"]) == (first["dispatch"], first["id"])


def test_a_savepoint_rolled_back_is_found_though_its_block_is_committed(connect):
    connect(post_save, index, sender=Tag)
    connect(post_save, notify, sender=Shelf)
    with record() as recording, transaction.atomic():
        Tag.objects.create(name="a")
        with contextlib.suppress(Undo), transaction.atomic():
            Shelf.objects.create(name="b")
            raise Undo
    assert message(recording, "S503") == (f"{HERE}.notify ran for work that was then rolled back.")


def test_savepoints_in_a_block_rolled_back_are_one_finding_with_it(connect):
    connect(post_save, index)
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        Tag.objects.create(name="a")
        with contextlib.suppress(Undo), transaction.atomic():
            Tag.objects.create(name="b")
            raise Undo
        with transaction.atomic():
            Tag.objects.create(name="c")
        raise Undo
    assert len(found(recording, "S503")) == 1


def test_each_outermost_block_rolled_back_is_one_finding(connect):
    connect(post_save, index)
    with record() as recording:
        for _ in range(2):
            with contextlib.suppress(Undo), transaction.atomic():
                Tag.objects.create(name="a")
                raise Undo
    assert len(found(recording, "S503")) == 2


@pytest.mark.parametrize(
    ("others", "said"), [((), "1 more receiver"), ((count_stock,), "2 more receivers")]
)
def test_many_receivers_are_counted(others, said, signal, connect):
    for each in (index, notify, mail_customer):
        connect(signal, each)
    for number in range(2):
        connect(signal, lambda sender, **kwargs: None, dispatch_uid=str(number))
    connect(signal, lambda sender, **kwargs: None)
    for each in others:
        connect(signal, each)
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        signal.send(None)
        raise Undo
    names = f"{HERE}.index, {HERE}.notify, {HERE}.mail_customer"
    assert message(recording, "S503") == (
        f"{names} and {said} ran for work that was then rolled back."
    )


def test_a_receiver_for_what_an_error_of_the_database_undid_is_found(connect):
    Tag.objects.create(pk=1)
    connect(pre_save, index)
    with record() as recording, contextlib.suppress(IntegrityError), transaction.atomic():
        Tag(pk=1).save(force_insert=True)
    assert codes(recording) == {"S503"}


def test_receivers_for_committed_work_are_in_order(connect):
    connect(post_save, index)
    with record() as recording, transaction.atomic(), transaction.atomic():
        Tag.objects.get_or_create(name="a")
        Tag.objects.update_or_create(name="a", defaults={"name": "b"})
    assert codes(recording) == set()


def test_a_receiver_that_failed_itself_is_another_finding(connect):
    def fails(sender, **kwargs):
        raise Undo

    connect(post_save, fails)
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        Tag.objects.create(name="a")
    assert codes(recording) == {"S101"}


def test_receivers_that_are_not_the_projects_are_not_told_of(connect):
    connect(post_save, MagicMock(), dispatch_uid="no code of the project's")
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        Tag.objects.create(name="a")
        raise Undo
    assert len(recording.as_dict()["calls"]) == 1
    assert codes(recording) == set()


def test_instances_made_in_work_rolled_back_are_nothing_undone(connect):
    connect(post_init, index, sender=Tag)
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        Tag(name="a")
        raise Undo
    assert codes(recording) == set()


def test_a_receiver_in_a_block_that_still_runs_is_not_found(connect):
    connect(post_save, index)
    with transaction.atomic():
        with record() as recording:
            Tag.objects.create(name="a")
        assert codes(recording) == set()


class OwnBlock(TestCase):
    """The block of a test case is rolled back, and nobody's work."""

    def test_what_a_test_case_rolls_back_is_no_finding(self):
        post_save.connect(mail_customer, sender=Tag)
        try:
            with record() as recording:
                Tag.objects.create(name="a")
        finally:
            post_save.disconnect(mail_customer, sender=Tag)
        assert codes(recording) == set()
