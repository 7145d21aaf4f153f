"""Async receivers: what came of them, and how their times overlap."""

from __future__ import annotations

import asyncio

import pytest

from signals_panel import record

from .signals import packed


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
    import django

    async def lasts(sender, **kwargs):
        await asyncio.sleep(0.02)

    async def raises(sender, **kwargs):
        raise ValueError

    connect(signal, lasts)
    connect(signal, raises)

    async def main():
        with pytest.raises((ValueError, Exception)):
            await signal.asend(None)
        document = recording.as_dict()
        await asyncio.sleep(0.05)
        return document

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
