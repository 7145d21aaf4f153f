"""Async receivers: what came of them, and how their times overlap."""

from __future__ import annotations

import asyncio
import threading

import django
import pytest
from asgiref.sync import ThreadSensitiveContext

from signals_panel import record
from signals_panel.exporters.document import expand
from signals_panel.log.tables import marks_of, tables_of
from tests.signals import packed


async def awaited(send, *args):
    return await send(*args)


def test_async_receivers_overlap_and_self_time_counts_the_union(signal, connect):
    async def sleeps(sender, **kwargs):
        await asyncio.sleep(0.02)

    async def sleeps_too(sender, **kwargs):
        await asyncio.sleep(0.02)

    connect(signal, sleeps)
    connect(signal, sleeps_too)
    with record() as recording:
        asyncio.run(awaited(signal.asend, None))
    document = recording.as_dict()
    [dispatch] = document["dispatches"]
    one, two = document["calls"]
    union = max(one["start_ns"] + one["duration_ns"], two["start_ns"] + two["duration_ns"])
    assert dispatch["self_ns"] == dispatch["duration_ns"] - (union - one["start_ns"])
    assert dispatch["duration_ns"] < one["duration_ns"] + two["duration_ns"]


def test_a_cancelled_receiver_is_cancelled(signal, connect):
    async def waits(sender, **kwargs):
        await asyncio.sleep(10)

    connect(signal, waits)

    async def main():
        task = asyncio.create_task(signal.asend(None))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with record() as recording:
        asyncio.run(main())
    [call] = recording.as_dict()["calls"]
    assert call["outcome"] == "cancelled"
    assert call["duration_ns"] > 0


def test_a_receiver_that_outlives_its_dispatch_is_unfinished(signal, connect):
    """Only before Django 6.1 does a send leave its other receivers running."""

    async def lasts(sender, **kwargs):
        try:
            await may_end.wait()
        finally:
            ended.set()

    async def raises(sender, **kwargs):
        raise ValueError

    connect(signal, lasts)
    connect(signal, raises)

    async def main():
        with pytest.raises((ValueError, Exception)):
            await signal.asend(None)
        document = recording.as_dict()
        may_end.set()
        await ended.wait()
        return document

    may_end, ended = asyncio.Event(), asyncio.Event()
    with record() as recording:
        document = asyncio.run(main())
    expected = "unfinished" if django.VERSION < (6, 1) else "cancelled"
    for each in (document, recording.as_dict()):
        assert [call["outcome"] for call in each["calls"]] == [expected, "raised"]


def test_a_running_receiver_is_unfinished_when_the_document_is_asked_for(signal, connect):
    async def looks(sender, **kwargs):
        await asyncio.sleep(0)
        return [call["outcome"] for call in recording.as_dict()["calls"]]

    connect(signal, looks)
    with record() as recording:
        [(_, outcomes)] = asyncio.run(awaited(signal.asend, None))
    assert outcomes == ["unfinished"]
    assert [call["outcome"] for call in recording.as_dict()["calls"]] == ["returned"]


def test_async_errors_have_the_receivers_frames(signal, connect):
    async def raises(sender, **kwargs):
        await asyncio.sleep(0)
        raise ValueError("late")

    connect(signal, raises)
    with record() as recording:
        asyncio.run(awaited(signal.asend_robust, None))
    [call] = recording.as_dict()["calls"]
    assert call["outcome"] == "swallowed"
    assert (call["error"]["type"], call["error"]["message"]) == ("ValueError", "late")
    assert call["error"]["frames"][-1]["function"] == "raises"
    assert packed.send(None) == []


class Blocking:
    """A sync receiver that waits in its thread for as long as a test wants, then sends."""

    def __init__(self):
        self.began, self.may_return = threading.Event(), threading.Event()

    def __call__(self, sender, **kwargs):
        self.began.set()
        self.may_return.wait(5)
        packed.send("at the end")


async def left_behind(signal, blocking):
    """Cancel an asend while a sync receiver of its runs."""
    async with ThreadSensitiveContext():
        task = asyncio.create_task(signal.asend(None))
        await asyncio.to_thread(blocking.began.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        yield
        blocking.may_return.set()


def test_a_sync_receiver_that_outlives_its_asend_is_unfinished(signal, connect):
    """Also once it is back, and whatever of it is stored by then."""
    blocking = connect(signal, Blocking())
    connect(signal, lambda sender, **kwargs: None)
    parts = []

    async def main():
        async for _ in left_behind(signal, blocking):
            parts.append(tables_of(recording))
            marks.update(marks_of(recording))

    marks = {}
    with record() as recording:
        asyncio.run(main())
    parts.append(tables_of(recording, since=marks))
    early, late = expand(parts[:1]), expand(parts)
    assert [call["outcome"] for call in early["calls"]] == ["unfinished", "not_reached"]
    for document in (late, recording.as_dict()):
        assert [call["outcome"] for call in document["calls"]] == ["unfinished", "unfinished"]
        [inner] = [each for each in document["dispatches"] if each["sender"] == "at the end"]
        assert inner["parent_call"] == document["calls"][0]["id"]


@pytest.mark.skipif(django.VERSION >= (6, 1), reason="from 6.1 sync receivers come first")
def test_a_sync_receiver_still_at_work_when_an_async_one_raises_is_unfinished(signal, connect):
    blocking = connect(signal, Blocking())

    async def raises(sender, **kwargs):
        await asyncio.to_thread(blocking.began.wait, 5)
        raise ValueError

    connect(signal, raises)
    documents = []

    async def main():
        async with ThreadSensitiveContext():
            with pytest.raises(ValueError):
                await signal.asend(None)
            documents.append(recording.as_dict())
            blocking.may_return.set()

    with record() as recording:
        asyncio.run(main())
    for document in (*documents, recording.as_dict()):
        outcomes = {call["is_async"]: call["outcome"] for call in document["calls"]}
        assert outcomes == {False: "unfinished", True: "raised"}


def test_a_sync_receiver_of_an_asend_that_runs_now_is_the_last_one_listed(signal, connect):
    def looks(sender, **kwargs):
        return [call["outcome"] for call in recording.as_dict()["calls"]]

    connect(signal, lambda sender, **kwargs: None)
    connect(signal, looks)
    connect(signal, lambda sender, **kwargs: None)

    async def main():
        async with ThreadSensitiveContext():
            return await signal.asend(None)

    with record() as recording:
        [_, (_, outcomes), _] = asyncio.run(main())
    assert outcomes == ["returned", "unfinished"]
    assert [call["outcome"] for call in recording.as_dict()["calls"]] == ["returned"] * 3
