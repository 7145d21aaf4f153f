"""Callbacks for the commit that never ran: S504; and receivers that only registered some: S503."""

from __future__ import annotations

import contextlib

import pytest
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.dispatch import Signal
from django.test import TestCase

from signals_panel import record
from tests.app.models import Shelf, Tag
from tests.blocks import Undo

from .reading import codes, found, message

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "tests.findings.test_commits"


def does():
    return None


def fails():
    raise Undo


def registers(sender, **kwargs):
    transaction.on_commit(does)


LINE = registers.__code__.co_firstlineno + 1


def test_a_callback_that_a_rollback_dropped_is_for_information(signal, connect):
    connect(signal, registers)
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        signal.send(None)
        raise Undo
    [finding] = found(recording, "S504")
    assert finding["message"] == (
        f"{HERE}.does, which {HERE}.registers registered, was dropped, as the block was "
        "rolled back."
    )
    assert (finding["name"], finding["severity"]) == ("commit-callback-dropped", "info")
    assert finding["where"] == {"file": __file__, "line": LINE}
    [call] = recording.as_dict()["calls"]
    assert (finding["dispatch"], finding["call"]) == (call["dispatch"], call["id"])
    assert codes(recording) == {"S504"}


def test_a_callback_lost_behind_one_that_raised_is_a_warning(signal, connect):
    connect(signal, registers)
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        transaction.on_commit(fails)
        signal.send(None)
        signal.send(None)
    [finding] = found(recording, "S504")
    assert finding["message"] == (
        f"{HERE}.does (2 times), which {HERE}.registers registered, was dropped after the commit, "
        "as an earlier callback raised."
    )
    assert finding["severity"] == "warning"


def test_a_callback_that_other_code_took_off_the_list_is_a_warning():
    with record() as recording, transaction.atomic():
        transaction.on_commit(does)
        connection.run_on_commit = []
    assert message(recording, "S504").startswith(f"{HERE}.does was dropped, as other code")


@pytest.mark.parametrize(
    ("callbacks", "said"),
    [
        ((does, fails, print, len), "and 1 more callback"),
        ((does, fails, print, len, any), "and 2 more callbacks"),
    ],
)
def test_what_one_rollback_dropped_is_one_finding(callbacks, said):
    with record() as recording:
        for _ in range(2):
            with contextlib.suppress(Undo), transaction.atomic():
                for callback in callbacks:
                    with transaction.atomic():
                        transaction.on_commit(callback)
                raise Undo
    first, second = found(recording, "S504")
    assert first["message"] == second["message"]
    assert first["message"] == (
        f"{HERE}.does, {HERE}.fails, builtins.print {said} were dropped, as the "
        "block was rolled back."
    )


def test_callbacks_that_ran_or_may_yet_run_are_in_order(signal, connect):
    connect(signal, registers)
    with record() as recording, transaction.atomic():
        signal.send(None)
    with transaction.atomic(), record() as still_open:
        signal.send(None)
    assert codes(recording) == codes(still_open) == set()


class InATestCase(TestCase):
    """Callbacks that a test case registers, or lets run."""

    def test_what_still_waits_is_found(self):
        with record() as recording:
            transaction.on_commit(does)
        [finding] = found(recording, "S504")
        assert finding["message"] == (
            f"{HERE}.does did not run: the blocks that a TestCase opens around a test are never "
            "committed."
        )
        assert "captureOnCommitCallbacks" in finding["hint"]
        assert finding["severity"] == "info"

    def test_what_a_test_captures_is_not_found(self):
        with record() as recording, self.captureOnCommitCallbacks(execute=True):
            transaction.on_commit(does)
        with record() as captured, self.captureOnCommitCallbacks():
            transaction.on_commit(does)
        assert found(recording, "S504") == found(captured, "S504") == []


def reads_first(sender, **kwargs):
    Shelf.objects.count()
    transaction.on_commit(does)


def writes_too(sender, **kwargs):
    Shelf.objects.create(name="b")
    transaction.on_commit(does)


def mails_too(sender, **kwargs):
    send_mail("a", "b", "a@b.org", ["c@d.org"])
    transaction.on_commit(does)


def sends_too(sender, **kwargs):
    Signal().send(None)
    transaction.on_commit(does)


@pytest.mark.parametrize(
    ("receiver", "told"),
    [
        (registers, False),
        (reads_first, False),
        (sends_too, False),
        (writes_too, True),
        (mails_too, True),
    ],
    ids=lambda each: getattr(each, "__name__", str(each)),
)
def test_a_receiver_that_only_registered_a_callback_did_it_right(receiver, told, connect):
    connect(post_save, receiver, sender=Tag)
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        Tag.objects.create(name="a")
        raise Undo
    assert bool(found(recording, "S503")) == told
