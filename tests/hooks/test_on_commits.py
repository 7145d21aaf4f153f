"""What is registered to run on commit: by whom, where, and whether it ran."""

from __future__ import annotations

import contextlib
import gc
import logging
import unittest
import weakref
from functools import partial

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.dispatch import Signal
from django.test import TestCase

from signals_panel import record
from signals_panel.exporters.document import expand, expand_all
from signals_panel.fates.connected import Connected
from signals_panel.log.stored import decode, encode
from signals_panel.log.tables import tables_of
from signals_panel.registry.registry import NOTHING
from signals_panel.timeline import Timeline
from tests.blocks import Undo

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "other"])
HERE = "tests.hooks.test_on_commits"


def on_commits(recording):
    return recording.as_dict()["on_commits"]


def outcomes(recording):
    return [(each["outcome"], each["reason"]) for each in on_commits(recording)]


def does():
    return None


def fails():
    raise Undo


RAN = ("ran", None)
ROLLED_BACK = ("dropped", "rolled_back")
EARLIER_RAISED = ("dropped", "earlier_raised")
WAITING = ("waiting", None)
IN_TEST_CASE = ("waiting", "in_test_case")


def test_what_a_receiver_registers_is_told_with_its_call_its_line_and_its_block(signal, connect):
    def registers(sender, **kwargs):
        transaction.on_commit(does)

    connect(signal, registers)
    with record() as recording, transaction.atomic():
        signal.send(None)
    document = recording.as_dict()
    [item] = document["on_commits"]
    [call], [block] = document["calls"], document["transactions"]
    assert item == {
        "id": item["id"],
        "call": call["id"],
        "callback": f"{HERE}.does",
        "caller": {
            "file": __file__,
            "line": registers.__code__.co_firstlineno + 1,
            "function": "registers",
        },
        "transaction": block["id"],
        "outcome": "ran",
        "reason": None,
    }


def test_what_is_registered_outside_of_a_block_ran_at_once():
    with record() as recording:
        transaction.on_commit(does)
    [item] = on_commits(recording)
    assert (item["transaction"], item["call"], item["outcome"]) == (None, None, "ran")


def test_what_raises_at_once_ran_and_its_exception_passes():
    with record() as recording, pytest.raises(Undo):
        transaction.on_commit(fails)
    assert outcomes(recording) == [RAN]


def test_what_a_database_that_is_away_keeps_from_running_is_not_told(run_in_a_thread):
    def main():
        connection.settings_dict["NAME"] = "/nowhere/at/all"
        with record() as recording, contextlib.suppress(OperationalError):
            transaction.on_commit(does)
        return outcomes(recording)

    assert run_in_a_thread(main)["result"] == []


def test_what_is_registered_on_commit_comes_after_what_registered_it():
    def registers():
        transaction.on_commit(does)

    with record() as recording, transaction.atomic():
        transaction.on_commit(registers)
    names = [each["callback"].rpartition(".")[2] for each in on_commits(recording)]
    assert names == ["registers", "does"]
    assert outcomes(recording) == [RAN, RAN]


def test_a_block_that_is_rolled_back_drops_what_waits_for_it():
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        transaction.on_commit(does)
        raise Undo
    assert outcomes(recording) == [ROLLED_BACK]


def test_a_savepoint_that_is_rolled_back_drops_only_what_was_registered_in_it():
    with record() as recording, transaction.atomic():
        transaction.on_commit(does)
        with contextlib.suppress(Undo), transaction.atomic():
            transaction.on_commit(does)
            with transaction.atomic():
                transaction.on_commit(does)
            raise Undo
        with transaction.atomic():
            transaction.on_commit(does)
    assert outcomes(recording) == [RAN, ROLLED_BACK, ROLLED_BACK, RAN]


def test_one_callback_registered_twice_has_two_fates():
    with record() as recording, transaction.atomic():
        with contextlib.suppress(Undo), transaction.atomic():
            transaction.on_commit(does)
            raise Undo
        transaction.on_commit(does)
    assert outcomes(recording) == [ROLLED_BACK, RAN]


def test_a_manual_savepoint_drops_nothing_since_djangos_callbacks_do_not_know_it():
    with record() as recording, transaction.atomic():
        sid = connection.savepoint()
        transaction.on_commit(does)
        transaction.savepoint_rollback(sid)
    assert outcomes(recording) == [RAN]


def test_a_callback_that_raises_ran_and_those_after_it_are_dropped():
    with record() as recording:
        with contextlib.suppress(Undo), transaction.atomic():
            transaction.on_commit(does)
            transaction.on_commit(fails)
            transaction.on_commit(does)
            transaction.on_commit(does)
        with transaction.atomic():
            transaction.on_commit(does)
    assert outcomes(recording) == [RAN, RAN, EARLIER_RAISED, EARLIER_RAISED, RAN]


def test_a_robust_callback_that_raises_ran_and_so_do_those_after_it(caplog):
    caplog.set_level(logging.CRITICAL)
    with record() as recording, transaction.atomic():
        transaction.on_commit(fails, robust=True)
        transaction.on_commit(does)
    assert outcomes(recording) == [RAN, RAN]


def test_what_waits_when_the_recording_ends_is_waiting():
    with transaction.atomic():
        with record() as recording:
            transaction.on_commit(does)
        assert outcomes(recording) == [WAITING]
    assert outcomes(recording) == [WAITING]


def test_each_database_has_its_own():
    with record() as recording, transaction.atomic(using="other"):
        with contextlib.suppress(Undo), transaction.atomic():
            transaction.on_commit(does)
            transaction.on_commit(does, using="other")
            raise Undo
        transaction.on_commit(does)
    assert outcomes(recording) == [ROLLED_BACK, RAN, RAN]
    document = recording.as_dict()
    aliases = {each["id"]: each["alias"] for each in document["transactions"]}
    found = [aliases.get(each["transaction"]) for each in document["on_commits"]]
    assert found == ["default", "other", None]


def test_without_autocommit_it_waits_until_that_is_on_again():
    with record() as recording:
        transaction.set_autocommit(False)
        try:
            with transaction.atomic():
                transaction.on_commit(does)
            transaction.commit()
            assert outcomes(recording) == [WAITING]
        finally:
            transaction.set_autocommit(True)
    assert outcomes(recording) == [RAN]


def test_a_rollback_without_autocommit_drops_it():
    with record() as recording:
        transaction.set_autocommit(False)
        try:
            with transaction.atomic():
                transaction.on_commit(does)
        finally:
            transaction.rollback()
            transaction.set_autocommit(True)
    assert outcomes(recording) == [ROLLED_BACK]


def test_a_connection_that_is_closed_drops_it(run_in_a_thread):
    def main():
        with record() as recording, contextlib.suppress(Exception), transaction.atomic():
            transaction.on_commit(does)
            connection.close()
        return outcomes(recording)

    assert run_in_a_thread(main)["result"] == [ROLLED_BACK]


def test_what_is_registered_behind_a_close_in_its_block_is_dropped(run_in_a_thread):
    def main():
        with record() as recording, contextlib.suppress(Exception), transaction.atomic():
            connection.ensure_connection()
            connection.close()
            transaction.on_commit(does)
        return outcomes(recording)

    assert run_in_a_thread(main)["result"] == [ROLLED_BACK]


def test_what_other_code_takes_off_the_list_is_removed():
    with record() as recording, transaction.atomic():
        transaction.on_commit(does)
        connection.run_on_commit = []
        transaction.on_commit(does)
    assert outcomes(recording) == [("dropped", "removed"), RAN]


def test_what_django_refuses_is_not_told():
    with record() as recording:
        with pytest.raises(TypeError):
            transaction.on_commit("nothing to call")
        with transaction.atomic(), pytest.raises(TypeError):
            transaction.on_commit("nothing to call")
        transaction.set_autocommit(False)
        try:
            with pytest.raises(transaction.TransactionManagementError):
                transaction.on_commit(does)
        finally:
            transaction.set_autocommit(True)
    assert on_commits(recording) == []


def test_what_was_registered_before_the_recording_is_not_told():
    with transaction.atomic():
        transaction.on_commit(does)
        with record() as recording:
            pass
    with record() as later, transaction.atomic():
        pass
    assert on_commits(recording) == on_commits(later) == []


@pytest.mark.parametrize(
    ("callback", "name"),
    [
        (partial(does), f"functools.partial({HERE}.does)"),
        (Undo("x").args.__class__, "tuple"),
        (lambda: None, f"{HERE}.<lambda>"),
    ],
    ids=["partial", "class", "lambda"],
)
def test_a_callback_has_its_dotted_name(callback, name):
    with record() as recording:
        transaction.on_commit(callback)
    assert [each["callback"] for each in on_commits(recording)] == [name]


def test_djangos_list_is_as_without_recording():
    def entries():
        with contextlib.suppress(Undo), transaction.atomic():
            transaction.on_commit(does)
            with transaction.atomic():
                transaction.on_commit(fails, robust=True)
                return list(connection.run_on_commit)

    plain = entries()
    with record():
        recorded = entries()
    assert [entry[1:] for entry in plain] == [entry[1:] for entry in recorded]
    assert [(type(entry), len(entry[0])) for entry in plain] == [
        (type(entry), len(entry[0])) for entry in recorded
    ]
    assert recorded[0][1] is does


def test_a_callback_is_not_kept_alive():
    class Callback:
        def __call__(self):
            return None

    callback = Callback()
    reference = weakref.ref(callback)
    gc.disable()
    try:
        with record(), contextlib.suppress(Undo), transaction.atomic():
            transaction.on_commit(callback)
            del callback
            connection.run_on_commit.clear()
            assert reference() is None
    finally:
        gc.enable()


def test_an_inner_recording_has_what_was_registered_in_it():
    with record() as outer, transaction.atomic():
        transaction.on_commit(does)
        with record() as inner:
            transaction.on_commit(fails, robust=False)
        connection.run_on_commit.pop()
    assert len(on_commits(outer)) == 2
    assert [each["callback"] for each in on_commits(inner)] == [f"{HERE}.fails"]


def test_a_stored_recording_tells_the_same():
    with record() as recording:
        with contextlib.suppress(Undo), transaction.atomic():
            transaction.on_commit(does)
            raise Undo
        transaction.on_commit(does)
    stored = expand([decode(encode(tables_of(recording)))])["on_commits"]
    assert stored == on_commits(recording)


def test_a_slice_of_one_dispatch_has_what_its_calls_registered(signal, connect):
    connect(signal, lambda sender, **kwargs: transaction.on_commit(does))
    with record() as recording:
        transaction.on_commit(does)
        signal.send(None)
        signal.send(None)
    tables = tables_of(recording)
    _, second = tables["streams"]["dispatches"]["number"]
    timeline = Timeline([tables], range(second, second + 1))
    sliced = expand_all(Connected(timeline, NOTHING), None).document
    assert [each["outcome"] for each in sliced["on_commits"]] == ["ran"]
    assert sliced["on_commits"][0]["call"] == sliced["calls"][0]["id"]


def test_the_text_tree_tells_it_under_the_call(signal, connect):
    def registers(sender, **kwargs):
        transaction.on_commit(does)

    connect(signal, registers)
    with record() as recording, contextlib.suppress(Undo), transaction.atomic():
        signal.send(None)
        raise Undo
    line = registers.__code__.co_firstlineno + 1
    expected = (
        f"      on commit: {HERE}.does  dropped: its block was rolled back  {__file__}:{line}"
    )
    lines = str(recording).splitlines()
    assert lines[lines.index(expected) - 1].strip().startswith("→")


class InATestCase(TestCase):
    """A test case's own blocks are never committed."""

    databases = ("default", "other")

    def test_what_waits_at_the_end_is_told_to_wait_for_a_test_case(self):
        with record() as recording:
            transaction.on_commit(does)
            with transaction.atomic():
                transaction.on_commit(does)
        assert outcomes(recording) == [IN_TEST_CASE, IN_TEST_CASE]

    def test_what_a_savepoint_drops_is_dropped(self):
        with record() as recording, contextlib.suppress(Undo), transaction.atomic():
            transaction.on_commit(does)
            raise Undo
        assert outcomes(recording) == [ROLLED_BACK]

    def test_what_is_captured_and_executed_ran(self):
        with record() as recording, self.captureOnCommitCallbacks(execute=True) as callbacks:
            transaction.on_commit(does)
            with contextlib.suppress(Undo), transaction.atomic():
                transaction.on_commit(does)
                raise Undo
            transaction.on_commit(lambda: transaction.on_commit(does))
        assert callbacks[0] is does
        assert len(callbacks) == 3
        assert outcomes(recording) == [RAN, ROLLED_BACK, RAN, RAN]

    def test_what_is_captured_behind_one_that_raises_is_dropped(self):
        with record() as recording, contextlib.suppress(Undo):  # noqa: SIM117
            with self.captureOnCommitCallbacks(execute=True):
                transaction.on_commit(does)
                transaction.on_commit(fails)
                transaction.on_commit(does)
        assert outcomes(recording) == [RAN, RAN, EARLIER_RAISED]

    def test_what_is_captured_and_not_executed_is_the_tests(self):
        with record() as recording, self.captureOnCommitCallbacks() as callbacks:
            transaction.on_commit(does)
        assert callbacks == [does]
        assert outcomes(recording) == [("waiting", "captured")]

    def test_what_a_test_captured_and_then_runs_by_hand_is_not_said_to_wait(self):
        with record() as recording, self.captureOnCommitCallbacks() as callbacks:
            transaction.on_commit(does)
        callbacks[0]()
        [line] = [each for each in str(recording).splitlines() if "on commit: " in each]
        assert "captured by a test, which may have run it by itself" in line
        assert "waiting" not in line

    def test_what_a_test_captures_after_the_recording_is_the_tests(self):
        with self.captureOnCommitCallbacks(execute=True):
            with record() as recording:
                transaction.on_commit(does)
            with record() as dropped, contextlib.suppress(Undo), transaction.atomic():
                transaction.on_commit(does)
                raise Undo
        assert outcomes(recording) == [("waiting", "captured")]
        assert outcomes(dropped) == [ROLLED_BACK]
        with record() as later:
            transaction.on_commit(does)
        assert outcomes(later) == [IN_TEST_CASE]

    def test_what_is_captured_of_one_database_leaves_the_others_waiting(self):
        with record() as recording, self.captureOnCommitCallbacks(using="other", execute=True):
            transaction.on_commit(does)
            transaction.on_commit(does, using="other")
        assert outcomes(recording) == [IN_TEST_CASE, RAN]

    def test_an_exception_in_the_block_is_as_without_recording(self):
        def stops():
            with self.captureOnCommitCallbacks(execute=True):
                transaction.on_commit(does)
                raise StopIteration

        with record() as recording, pytest.raises(StopIteration):
            stops()
        assert outcomes(recording) == [RAN]

    def test_run_and_clear_commit_hooks_by_hand_is_known(self):
        with record() as recording:
            transaction.on_commit(does)
            for alias in ("default", "other"):
                conn = connections[alias]
                conn.validate_no_atomic_block = lambda: None
                try:
                    conn.run_and_clear_commit_hooks()
                finally:
                    del conn.validate_no_atomic_block
        assert outcomes(recording) == [RAN]


def test_a_recording_that_outlives_a_test_case_says_that_it_waited():
    class Case(TestCase):
        def runTest(self):
            Signal().send(None)
            transaction.on_commit(does)

    with record() as recording:
        unittest.TestSuite([Case()]).run(result := unittest.TestResult())
    assert result.wasSuccessful()
    assert outcomes(recording) == [IN_TEST_CASE]
