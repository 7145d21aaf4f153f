"""Transactions: which one a send was in, and how that one ended."""

from __future__ import annotations

import contextlib

import pytest
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.test import TestCase

from signals_panel import record
from tests.app.models import Tag
from tests.blocks import Undo, fates

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "other"])


@pytest.fixture
def heard(signal, connect):
    """Return a signal that somebody receives."""
    connect(signal, lambda sender, **kwargs: None)
    return signal


def test_a_send_outside_of_any_block_is_in_none(heard):
    with record() as recording:
        heard.send(None)
    assert fates(recording) == [[]]


def test_a_block_left_normally_is_committed(heard):
    with record() as recording, transaction.atomic():
        heard.send(None)
    assert fates(recording) == [["committed"]]


def test_a_block_left_by_an_exception_is_rolled_back(heard):
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        heard.send(None)
        raise Undo
    assert fates(recording) == [["rolled_back"]]


def test_a_block_that_still_runs_is_open(heard):
    with record() as recording, transaction.atomic():
        heard.send(None)
        assert fates(recording) == [["open"]]
    assert fates(recording) == [["committed"]]


def test_set_rollback_rolls_back(heard):
    with record() as recording, transaction.atomic():
        heard.send(None)
        transaction.set_rollback(True)
    assert fates(recording) == [["rolled_back"]]


def test_sends_in_one_block_share_its_id_and_two_blocks_have_two(heard):
    with record() as recording:
        for _ in range(2):
            with transaction.atomic():
                heard.send(None)
                heard.send(None)
    first, second, third, fourth = (d["transaction"] for d in recording.as_dict()["dispatches"])
    assert first == second != third == fourth
    assert len(recording.as_dict()["transactions"]) == 2


@pytest.mark.parametrize(("end", "outcome"), [("commit", "committed"), ("rollback", "rolled_back")])
def test_without_autocommit_each_commit_or_rollback_ends_a_transaction(end, outcome, heard):
    with record() as recording:
        transaction.set_autocommit(False)
        try:
            heard.send(None)
            getattr(transaction, end)()
            heard.send(None)
        finally:
            transaction.rollback()
            transaction.set_autocommit(True)
        heard.send(None)
    assert fates(recording) == [[outcome], ["rolled_back"], []]


def test_a_signal_about_another_database_is_in_that_ones_transaction(heard):
    with record() as recording, transaction.atomic(), transaction.atomic(using="other"):
        heard.send(None, using="default")
        heard.send(None, using="other")
    document = recording.as_dict()
    aliases = {each["id"]: each["alias"] for each in document["transactions"]}
    assert [aliases[d["transaction"]] for d in document["dispatches"]] == ["default", "other"]


def test_a_signal_about_a_database_with_no_block_is_in_none(heard):
    with record() as recording, transaction.atomic():
        heard.send(None, using="other")
    assert fates(recording) == [[]]


def test_saving_a_model_is_in_the_block_that_save_opens(connect):
    connect(post_save, lambda sender, **kwargs: None, sender=Tag)
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        Tag.objects.create(name="a")
        raise Undo
    saved = [d for d in recording.as_dict()["dispatches"] if d["signal"].endswith("post_save")]
    assert len(saved) == 1
    assert "rolled_back" in {each["outcome"] for each in recording.as_dict()["transactions"]}
    assert not Tag.objects.exists()


def test_a_block_begun_before_the_recording_is_seen(heard):
    with transaction.atomic():
        with record() as recording:
            heard.send(None)
        assert fates(recording) == [["open"]]


def test_an_error_of_the_database_at_commit_is_a_rollback(heard, monkeypatch):
    from django.db import DatabaseError

    def fails():
        raise DatabaseError

    with record() as recording, contextlib.suppress(DatabaseError), transaction.atomic():
        heard.send(None)
        monkeypatch.setattr(connection, "_commit", fails)
    monkeypatch.undo()
    assert fates(recording) == [["rolled_back"]]


def test_on_commit_callbacks_run_as_without_recording(heard):
    ran = []
    with record() as recording, transaction.atomic():
        transaction.on_commit(lambda: ran.append(heard.send("after")))
        heard.send("before")
        assert len(connection.run_on_commit) == 1
    assert len(ran) == 1
    assert fates(recording) == [["committed"], []]


class TestOwnBlocks(TestCase):
    """Blocks that TestCase opens around a test are nobody's transaction."""

    def test_a_send_in_a_test_case_is_in_no_transaction(self):
        signal = type(post_save)()
        signal.connect(receives)
        with record() as recording:
            signal.send(None)
            with transaction.atomic():
                signal.send(None)
        assert fates(recording) == [[], ["committed"]]


def receives(sender, **kwargs):
    return None
