"""What was open on a connection that is closed, lost or made anew was rolled back."""

from __future__ import annotations

import contextlib

import pytest
from django.db import connection, transaction
from django.dispatch import Signal
from django.test import TestCase

from signals_panel import record
from tests.blocks import Undo, fates

pytestmark = pytest.mark.django_db(transaction=True)


def receives(sender, **kwargs):
    return None


@pytest.fixture
def heard(signal, connect):
    """Return a signal that somebody receives."""
    connect(signal, receives)
    return signal


@pytest.fixture
def outcomes(run_in_a_thread, heard):
    """Return the fates of what was sent in a function that is given the signal."""

    def outcomes(function):
        def main():
            with record() as recording:
                function(heard)
            connection.close()
            sent = zip(recording.as_dict()["dispatches"], fates(recording), strict=True)
            return [found for each, found in sent if not each["signal"].startswith("django.")]

        return run_in_a_thread(main)["result"]

    return outcomes


def closes(signal):
    connection.close()


def is_found_unusable(signal):
    connection.errors_occurred = True
    connection.is_usable = lambda: False
    connection.close_if_unusable_or_obsolete()


def left_autocommit_off(signal):
    connection.close_if_unusable_or_obsolete()


def fails_its_health_check(signal):
    connection.health_check_enabled, connection.health_check_done = True, False
    connection.is_usable = lambda: False
    connection.close_if_health_check_failed()


def is_dropped(signal):
    connection.connection.close()
    connection.connection = None
    connection.ensure_connection()


WAYS = [closes, is_found_unusable, left_autocommit_off, fails_its_health_check, is_dropped]


@pytest.mark.parametrize("way", WAYS)
def test_a_stretch_without_autocommit_is_rolled_back_if_its_connection(way, outcomes):
    def stretch(signal):
        transaction.set_autocommit(False)
        signal.send(None)
        way(signal)
        transaction.set_autocommit(True)
        signal.send(None)

    assert outcomes(stretch) == [["rolled_back"], []]


def test_a_stretch_that_is_ended_by_turning_autocommit_on_is_committed(outcomes):
    def stretch(signal):
        transaction.set_autocommit(False)
        signal.send(None)
        transaction.set_autocommit(True)

    assert outcomes(stretch) == [["committed"]]


def test_a_stretch_that_was_committed_before_is_not_rolled_back_by_a_close(outcomes):
    def stretch(signal):
        transaction.set_autocommit(False)
        signal.send(None)
        transaction.commit()
        signal.send(None)
        connection.close()

    assert outcomes(stretch) == [["committed"], ["rolled_back"]]


def writes():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS written (number)")
        cursor.execute("INSERT INTO written VALUES (1)")


def test_a_savepoint_in_a_stretch_is_rolled_back_with_it(outcomes):
    def stretch(signal):
        transaction.set_autocommit(False)
        writes()
        with transaction.atomic():
            signal.send(None)
        connection.close()

    assert set(outcomes(stretch)[0]) == {"rolled_back"}


def test_a_savepoint_that_a_stretch_begins_with_is_committed_by_sqlite(outcomes):
    kept = []

    def stretch(signal):
        transaction.set_autocommit(False)
        with transaction.atomic():
            signal.send(None)
            writes()
        signal.send(None)
        transaction.rollback()
        with connection.cursor() as cursor:
            kept.extend(cursor.execute("SELECT * FROM written"))

    assert outcomes(stretch) == [["committed", "committed"], ["rolled_back"]]
    assert kept == [(1,)]


def test_blocks_whose_connection_is_closed_in_them_are_rolled_back(outcomes):
    def blocks(signal):
        with contextlib.suppress(Exception), transaction.atomic():
            signal.send(None)
            with transaction.atomic():
                signal.send(None)
                connection.close()
                signal.send(None)
            signal.send(None)
        signal.send(None)
        with transaction.atomic():
            signal.send(None)

    *inside, after, again = outcomes(blocks)
    assert {outcome for fate in inside for outcome in fate} == {"rolled_back"}
    assert [len(fate) for fate in inside] == [1, 2, 2, 1]
    assert (after, again) == ([], ["committed"])


def test_a_close_that_leaves_a_database_in_memory_open_ends_nothing(heard):
    with record() as recording, transaction.atomic():
        heard.send(None)
        connection.close()
        heard.send(None)
    assert fates(recording) == [["committed"], ["committed"]]


class InATestCase(TestCase):
    """A block without a savepoint in the blocks that a test case opens."""

    def test_a_block_without_a_savepoint_left_normally_is_committed(self):
        with record() as recording, transaction.atomic(savepoint=False):
            _heard().send(None)
        assert fates(recording) == [["committed"]]

    def test_a_block_without_a_savepoint_left_by_an_exception_is_rolled_back(self):
        with record() as recording, transaction.atomic():
            with contextlib.suppress(Undo), transaction.atomic(savepoint=False):
                _heard().send(None)
                raise Undo
            connection.needs_rollback = True
        assert fates(recording) == [["rolled_back", "rolled_back"]]


def _heard():
    signal = Signal()
    signal.connect(receives)
    return signal
