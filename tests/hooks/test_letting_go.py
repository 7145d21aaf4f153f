"""Nothing of ours that outlives a thread, a recording or a request holds what was the user's."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import gc
import logging
import sys
import threading
import weakref
from traceback import walk_tb

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.dispatch import Signal

from signals_panel import record
from signals_panel.hooks.blocks import open_work
from signals_panel.log.log import Log
from tests.app.models import Tag
from tests.exchanges import Answer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # not closed
]


def enters_a_block():
    transaction.atomic().__enter__()


def enters_two_blocks():
    transaction.atomic().__enter__()
    transaction.atomic().__enter__()


def makes_a_savepoint():
    transaction.atomic().__enter__()
    connection.savepoint()


def turns_autocommit_off():
    transaction.set_autocommit(False)


BEGINNINGS = [enters_a_block, enters_two_blocks, makes_a_savepoint, turns_autocommit_off]


def write():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS written (number)")
        cursor.execute("INSERT INTO written VALUES (1)")


@pytest.fixture
def heard(signal, connect):
    """Return a signal that somebody receives."""
    connect(signal, lambda sender, **kwargs: None)
    return signal


@pytest.mark.parametrize("recorded", [False, True], ids=["idle", "recorded"])
@pytest.mark.parametrize("begin", BEGINNINGS)
def test_a_connection_is_collected_whose_thread_ended_in_a_transaction(
    begin, recorded, run_in_a_thread, heard
):
    def leaves():
        with record() if recorded else contextlib.nullcontext() as recording:
            begin()
            write()
            heard.send(None)
        return recording

    with record():
        pass
    found = run_in_a_thread(leaves)
    reference = weakref.ref(found.pop("connection"))
    gc.collect()
    assert reference() is None
    assert open_work == {}
    run_in_a_thread(write)  # the lock is gone


def test_a_transaction_of_a_connection_that_is_collected_is_rolled_back(run_in_a_thread, heard):
    def leaves():
        enters_a_block()
        heard.send(None)

    with record() as recording:
        context = contextvars.copy_context()
        run_in_a_thread(lambda: context.run(leaves))
        gc.collect()
    assert [each["outcome"] for each in recording.as_dict()["transactions"]] == ["rolled_back"]


def test_a_later_thread_is_not_in_the_transaction_of_one_that_ended(run_in_a_thread, heard):
    def sends():
        with record() as recording:
            heard.send(None)
        return recording.as_dict()["dispatches"][0]["transaction"]

    ended = set()

    def has_the_id_of_one_that_ended():
        ended.add(run_in_a_thread(enters_a_block)["id"])  # and its connection lives on
        later = run_in_a_thread(sends)
        assert later["result"] is None
        return later["id"] in ended

    assert any(has_the_id_of_one_that_ended() for _ in range(100))  # the system gives them out


def logs():
    gc.collect()
    return sum(type(each) is Log for each in gc.get_objects())


def test_an_open_block_keeps_no_log_of_the_recordings_inside_it(heard):
    before = logs()
    with transaction.atomic():
        for _ in range(20):
            with record() as recording:
                heard.send(None)
            assert recording.as_dict()["dispatches"][0]["transaction"] is not None
        del recording
        assert logs() == before


def test_a_log_that_is_closed_keeps_no_counts(signal):
    with record() as recording:
        for _ in range(3):
            signal.send(None)
        assert recording.open_log.counts
    assert not recording.open_log.counts


def test_a_task_begun_in_a_recording_does_not_keep_its_log(heard):
    async def main():
        before = logs()
        done = asyncio.Event()

        async def outlives():
            await done.wait()
            heard.send("late")

        with record() as recording:
            heard.send("early")
            task = asyncio.create_task(outlives())
            await asyncio.sleep(0)
        senders = [each["sender"] for each in recording.as_dict()["dispatches"]]
        del recording
        assert logs() == before
        done.set()
        await task
        return senders

    assert asyncio.run(main()) == ["early"]


def test_a_receiver_that_goes_on_in_a_thread_does_not_keep_the_log_of_its_send(signal, connect):
    before = logs()
    started, done = threading.Event(), threading.Event()

    def works_on(sender, **kwargs):
        started.set()
        done.wait(10)

    connect(signal, works_on)
    with record() as recording:
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(signal.send, None))
        thread.start()
        started.wait(10)
    [call] = recording.as_dict()["calls"]
    assert call["outcome"] == "unfinished"
    rows = recording.log.rows["calls"]
    del recording
    gc.collect()
    assert sys.getrefcount(rows) == 2  # the variable's and the argument's own
    del rows
    assert logs() == before
    done.set()
    thread.join()


def test_a_context_begun_in_a_request_keeps_nothing_of_it(heard, stored):
    kept = []
    heard.connect(keeps := lambda sender, **kwargs: kept.append(contextvars.copy_context()))
    before = logs()
    answer = Answer("/plain/")
    heard.send("in outer middleware")
    answer.finish()
    del answer
    heard.disconnect(keeps)
    assert kept
    assert logs() == before


class Thing:
    """Something that can be referred to weakly, and receive."""

    def __call__(self, sender, **kwargs):
        return None


THINGS = ("sync", "argument", "raises", "waits")


def left_alive(method, recorded):
    """Return what a send whose async receivers raise leaves to the collector."""
    signal = Signal()

    async def raises(sender, **kwargs):
        raise ValueError

    async def waits(sender, **kwargs):
        waiting = asyncio.ensure_future(asyncio.sleep(1))
        asyncio.get_running_loop().call_soon(waiting.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await waiting

    sync, argument = Thing(), Thing()
    things = dict(zip(THINGS, (sync, argument, raises, waits), strict=True))
    for receiver in (sync, raises, waits):
        signal.connect(receiver)
    references = {name: weakref.ref(thing) for name, thing in things.items()}
    with record() if recorded else contextlib.nullcontext(), contextlib.suppress(BaseException):
        ours = getattr(Signal, method)
        answer = (ours if recorded else ours.__wrapped__)(signal, None, argument=argument)
        if method.startswith("a"):
            asyncio.run(answer)
    answer = None
    del sync, argument, raises, waits, receiver, things
    return {name for name, reference in references.items() if reference() is not None}


@pytest.mark.parametrize(("name", "length"), [("password", 10), ("note", 201)])
def test_a_secret_and_a_long_text_are_not_kept_once_sent(name, length, connect):
    connect(post_save, lambda sender, **kwargs: None, sender=Tag)
    value, tag = "x" * length, Tag(pk=1)
    before = sys.getrefcount(value)
    with record():
        for _ in range(3):
            post_save.send(Tag, instance=tag, **{name: value})
    assert sys.getrefcount(value) == before


@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
def test_a_recorded_send_leaves_no_more_to_the_collector_than_djangos(
    method, settings, monkeypatch
):
    settings.DEBUG = False
    monkeypatch.setattr(logging.getLogger("django.dispatch"), "disabled", True)
    left_alive(method, recorded=True)
    gc.collect()
    gc.disable()
    try:
        assert left_alive(method, recorded=True) <= left_alive(method, recorded=False)
    finally:
        gc.enable()


class Looping(Signal):
    """Sends by a loop of its own, and hands answers on as they come."""

    def send(self, sender, **named):
        answers = []
        for receiver in self._live_receivers(sender)[0]:
            answers.append((receiver, receiver(signal=self, sender=sender, **named)))
        return answers

    def answers(self, sender, **named):
        for receiver in self._live_receivers(sender)[0]:
            yield receiver(signal=self, sender=sender, **named)


def left_by_an_own_method(run, recorded):
    """Return whether what an own method's receiver raised keeps the receiver after it."""

    def raises(sender, **kwargs):
        raise ValueError

    signal, after = Looping(), Thing()
    signal.connect(raises)
    signal.connect(after)
    reference = weakref.ref(after)
    with (
        record() if recorded else contextlib.nullcontext(),
        pytest.raises(ValueError) as caught,
    ):
        run(signal)
    del after
    return reference() is not None, caught


@pytest.mark.parametrize(
    "run",
    [lambda each: each.send(None), lambda each: [*each.answers(None)]],
    ids=["loop", "yields"],
)
def test_an_exception_from_a_signals_own_method_keeps_no_more_receivers_than_without_us(
    run, settings
):
    settings.DEBUG = False
    gc.disable()
    try:
        idle, _error = left_by_an_own_method(run, recorded=False)
        recorded, _other_error = left_by_an_own_method(run, recorded=True)
    finally:
        gc.enable()
    assert (idle, recorded) == (False, False)


def left_by_a_cancelled_thread(recorded):
    """Return whether a task that was cancelled while a thread worked leaves what it held."""
    references = []
    begun, may_end = threading.Event(), threading.Event()

    def work():
        begun.set()
        may_end.wait(10)

    async def works():
        held = Thing()
        references.append(weakref.ref(held))
        await sync_to_async(work)()

    async def main():
        task = asyncio.create_task(works())
        await asyncio.to_thread(begun.wait)
        task.cancel()
        await asyncio.sleep(0)
        may_end.set()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        del task
        await sync_to_async(begun.is_set)()  # by the same thread, so the work is over

    with record() if recorded else contextlib.nullcontext():
        asyncio.run(main())
    return references[0]() is not None


def test_a_task_cancelled_while_a_thread_works_leaves_no_more_than_without_recording():
    left_by_a_cancelled_thread(recorded=True)
    gc.collect()
    gc.disable()
    try:
        assert left_by_a_cancelled_thread(True) <= left_by_a_cancelled_thread(False)
    finally:
        gc.enable()


def lasts(sender, **kwargs):
    pass


def is_kept(recorded):
    """Tell whether a signal that caches outlives its last reference, its receiver living on."""
    signal = Signal(use_caching=True)
    signal.connect(lasts)
    for _ in range(2):  # what is learnt from one send is used by the next
        with record() if recorded else contextlib.nullcontext():
            signal.send(Thing)
    reference = weakref.ref(signal)
    del signal
    gc.collect()
    return reference() is not None


def test_a_signal_that_caches_lives_no_longer_for_having_been_recorded():
    assert is_kept(recorded=True) == is_kept(recorded=False)


class Shop:
    """What holds a signal for as long as it likes."""


def test_a_signal_of_a_class_lives_no_longer_for_having_been_named_and_counted():
    Shop.changed = Signal()
    with record() as recording:
        Shop.changed.send(None)
    assert recording.as_dict()["dispatches"][0]["signal"] == f"{__name__}.Shop.changed"
    with record():
        for _ in range(3):
            Shop.changed.send(None)
        reference = weakref.ref(Shop.changed)
        del Shop.changed
        gc.collect()
        assert reference() is None


def refuses(sender, **kwargs):
    raise LookupError


def test_the_traceback_of_a_send_that_failed_holds_no_rows_of_its_recording(heard, connect):
    connect(heard, refuses)
    with record() as recording, pytest.raises(LookupError) as failure:
        heard.send(None)
    assert len(recording.as_dict()["calls"]) == 2
    calls, frames = recording.log.rows["calls"], walk_tb(failure.value.__traceback__)
    sent = [value for frame, _ in frames for value in frame.f_locals.values()][1:]
    held = [each for value in sent if value is not recording for each in gc.get_referents(value)]
    assert not any(each is calls for each in held)
