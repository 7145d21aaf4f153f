"""Programs of nested blocks: what is said to be undone is not in the database, nor did it run."""

from __future__ import annotations

import contextlib

import pytest
from django.db import DatabaseError, connection, transaction
from django.dispatch import Signal
from hypothesis import given
from hypothesis import strategies as st

from signals_panel import record
from tests.blocks import Undo, fates

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # not closed
]

ENDS = ("leave", "leave", "raise", "set_rollback", "close")
steps = st.recursive(
    st.sampled_from(("send", "register", "register_failing", "savepoint")),
    lambda inner: st.tuples(st.booleans(), st.sampled_from(ENDS), st.lists(inner, max_size=4)),
    max_leaves=12,
)


class Program:
    """Runs steps, and notes what each did to the database or ran, by number."""

    def __init__(self):
        self.signal = Signal()
        self.signal.connect(self.receives)
        self.written, self.registered, self.ran = [], [], set()

    def receives(self, sender, **kwargs):
        return None

    def run(self, program):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS written (number)")
            cursor.execute("DELETE FROM written")
        with record() as self.recording:
            for step in program:
                self.take(step)
            connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM written")
            self.kept = {number for (number,) in cursor.fetchall()}
        connection.close()
        return self

    def take(self, step):
        with contextlib.suppress(Undo, DatabaseError):  # of a callback, as Django connects anew
            self.take_safely(step)

    def take_safely(self, step):
        if type(step) is tuple:
            with contextlib.suppress(Undo, DatabaseError):
                self.block(*step)
        else:
            getattr(self, step)()

    def block(self, savepoint, end, inner):
        with transaction.atomic(savepoint=savepoint):
            for step in inner:
                self.take(step)
            if end == "raise":
                raise Undo
            if end == "set_rollback":
                transaction.set_rollback(True)
            if end == "close":
                connection.close()

    def send(self):
        number = len(self.written)
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("INSERT INTO written VALUES (%s)", [number])
            self.written.append(number)
            self.signal.send(number)

    def register(self, error=None):
        with contextlib.suppress(DatabaseError, Undo):  # of a callback left by a close
            connection.ensure_connection()
        number = len(self.registered)
        self.registered.append(number)

        def callback():
            self.ran.add(number)
            if error is not None:
                raise error

        with contextlib.suppress(Undo):
            transaction.on_commit(callback)

    def register_failing(self):
        self.register(Undo())

    def savepoint(self):
        if connection.in_atomic_block and not connection.needs_rollback:
            sid = connection.savepoint()
            self.send()
            connection.savepoint_rollback(sid)


@given(program=st.lists(steps, max_size=4))
def test_what_is_said_of_transactions_and_callbacks_is_what_happened(program, run_in_a_thread):
    found = run_in_a_thread(lambda: Program().run(program))["result"]
    document = found.recording.as_dict()
    assert document["dropped"] == {}
    sent = {
        int(each["sender"]): "rolled_back" not in fate
        for each, fate in zip(document["dispatches"], fates(found.recording), strict=True)
        if each["sender"].isdigit()
    }
    assert sent == {number: number in found.kept for number in found.written}
    outcomes = [each["outcome"] for each in document["on_commits"]]
    assert outcomes == ["ran" if number in found.ran else "dropped" for number in found.registered]
