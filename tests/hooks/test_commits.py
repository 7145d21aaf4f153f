"""What waits for the commit is in no transaction: neither its sends nor its mails."""

from __future__ import annotations

import contextlib

import pytest
from django.core.mail import send_mail
from django.db import connection, transaction
from django.dispatch import Signal
from django.test import TestCase

from signals_panel import record
from tests.blocks import Undo, fates

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "other"])


@pytest.fixture
def heard(signal, connect):
    """Return a signal whose receiver sends a mail."""
    return _heard(signal, connect)


def _heard(signal, connect):
    connect(signal, lambda sender, **kwargs: send_mail("a", "b", "a@b.org", ["c@d.org"]))
    return signal


def where(recording):
    """Return the fates of each send, and those of its mail: they are the same."""
    document = recording.as_dict()
    sends = [each["transaction"] for each in document["dispatches"]]
    assert [each["transaction"] for each in document["mails"]] == sends
    return fates(recording)


@pytest.mark.parametrize("options", [{}, {"durable": True}, {"savepoint": False}], ids=str)
def test_what_waits_for_a_block_is_in_no_transaction(heard, options):
    with record() as recording, transaction.atomic(**options):
        transaction.on_commit(lambda: heard.send("after"))
        heard.send("before")
    assert where(recording) == [["committed"], []]


def test_what_waits_inside_a_savepoint_is_in_no_transaction(heard):
    with record() as recording, transaction.atomic():
        with transaction.atomic():
            heard.send("inside")
            transaction.on_commit(lambda: heard.send("after"))
        heard.send("still open")
    assert where(recording) == [["committed", "committed"], ["committed"], []]


@pytest.mark.parametrize("robust", [False, True])
def test_what_waits_beside_a_failing_callback_is_in_no_transaction(heard, robust, caplog):
    def fails():
        heard.send("failing")
        raise Undo

    with record() as recording:
        with contextlib.suppress(Undo), transaction.atomic():
            heard.send("before")
            transaction.on_commit(fails, robust=robust)
            transaction.on_commit(lambda: heard.send("second"))
        heard.send("later")
    seconds = [[]] if robust else []
    assert where(recording) == [["committed"], [], *seconds, []]


def test_what_opens_a_block_of_its_own_on_commit_is_in_that_one(heard):
    def again():
        with transaction.atomic():
            heard.send("again")
            transaction.on_commit(lambda: heard.send("after that"))
        heard.send("after all")

    with record() as recording, transaction.atomic():
        transaction.on_commit(again)
    assert where(recording) == [["committed"], [], []]
    document = recording.as_dict()
    _, opened = document["transactions"]
    assert document["dispatches"][0]["transaction"] == opened["id"]


def test_what_was_to_wait_for_a_block_rolled_back_never_runs(heard):
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        transaction.on_commit(lambda: heard.send("never"))
        heard.send("before")
        raise Undo
    assert where(recording) == [["rolled_back"]]


def test_what_waits_for_the_end_of_a_stretch_without_autocommit_is_in_no_transaction(heard):
    with record() as recording:
        transaction.set_autocommit(False)
        try:
            with transaction.atomic():
                heard.send("before")
                transaction.on_commit(lambda: heard.send("after"))
            transaction.commit()
        finally:
            transaction.set_autocommit(True)
        heard.send("later")
    assert [fate[-1:] for fate in where(recording)] == [["committed"], [], []]


def test_a_failing_callback_leaves_no_stretch_open_behind_it(heard):
    with record() as recording:
        transaction.set_autocommit(False)
        with transaction.atomic():
            transaction.on_commit(lambda: 1 / 0)
        transaction.commit()
        with pytest.raises(ZeroDivisionError):
            transaction.set_autocommit(True)
        heard.send("later")
    assert connection.get_autocommit()
    assert where(recording) == [[]]


def test_what_waits_for_one_database_is_in_the_open_block_of_another(heard):
    with record() as recording, transaction.atomic(using="other"), transaction.atomic():
        transaction.on_commit(lambda: heard.send("after"))
    assert where(recording) == [["committed"]]
    assert recording.as_dict()["transactions"][0]["alias"] == "other"


class CapturedCallbacks(TestCase):
    """Callbacks that a test case runs, since its own block never ends with a commit."""

    def test_what_a_test_case_runs_after_a_block_is_in_no_transaction(self):
        signal = Signal()
        _heard(signal, lambda signal, receiver: signal.connect(receiver, weak=False))
        captured = self.captureOnCommitCallbacks(execute=True)
        with record() as recording, captured, transaction.atomic():
            signal.send("before")
            transaction.on_commit(lambda: signal.send("after"))
            transaction.on_commit(lambda: signal.send("after"), robust=True)
        assert where(recording) == [["committed"], [], []]
