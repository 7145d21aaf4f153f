"""Savepoints: blocks inside blocks, and those made by hand."""

from __future__ import annotations

import contextlib

import pytest
from django.db import connection, transaction

from signals_panel import record
from tests.blocks import Undo, fates

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard(signal, connect):
    """Return a signal that somebody receives."""
    connect(signal, lambda sender, **kwargs: None)
    return signal


def test_a_savepoint_has_its_block_as_parent(heard):
    with record() as recording, transaction.atomic():
        heard.send(None)
        with transaction.atomic():
            heard.send(None)
    assert fates(recording) == [["committed"], ["committed", "committed"]]


def test_a_savepoint_rolled_back_leaves_its_parent_committed(heard):
    with record() as recording, transaction.atomic():
        heard.send(None)
        with contextlib.suppress(Undo), transaction.atomic():
            heard.send(None)
            raise Undo
        heard.send(None)
    assert fates(recording) == [["committed"], ["rolled_back", "committed"], ["committed"]]


def test_a_released_savepoint_in_a_block_rolled_back_is_rolled_back(heard):
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        with transaction.atomic():
            heard.send(None)
        raise Undo
    assert fates(recording) == [["rolled_back", "rolled_back"]]


def test_a_block_without_savepoint_shares_the_fate_of_the_one_around_it(heard):
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        heard.send(None)
        with transaction.atomic(savepoint=False):
            heard.send(None)
            raise Undo
    assert [fate[-1] for fate in fates(recording)] == ["rolled_back", "rolled_back"]
    assert {outcome for fate in fates(recording) for outcome in fate} == {"rolled_back"}


def test_a_manual_savepoint_rolled_back_takes_what_was_sent_since(heard):
    with record() as recording, transaction.atomic():
        heard.send("before")
        sid = connection.savepoint()
        heard.send("since")
        transaction.savepoint_rollback(sid)
        heard.send("after")
    before, since, after = fates(recording)
    assert (before, since) == (["committed"], ["rolled_back", "committed"])
    assert set(after) == {"committed"}


def test_a_manual_savepoint_committed_is_committed_with_its_block(heard):
    with record() as recording, transaction.atomic():
        sid = connection.savepoint()
        heard.send(None)
        transaction.savepoint_commit(sid)
        heard.send(None)
    assert fates(recording) == [["committed", "committed"], ["committed"]]
