"""Async sends: what was sent inside a receiver stands under it, whatever ran meanwhile."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async

from signals_panel import record
from tests.signals import ordered


def nothing(sender, **kwargs):
    pass


def parents(document):
    """Return which receiver each dispatch was sent in, by the sender's text."""
    names = {call["id"]: call["receiver"].rpartition(".")[2] for call in document["calls"]}
    return {each["sender"]: names.get(each["parent_call"]) for each in document["dispatches"]}


async def first(sender, **kwargs):
    await asyncio.sleep(0.005)
    await ordered.asend("first asend")
    await asyncio.sleep(0.005)
    await sync_to_async(ordered.send)("first threaded")
    await asyncio.create_task(child("first child"))
    ordered.send("first quiet")


async def second(sender, **kwargs):
    await ordered.asend("second asend")
    await asyncio.sleep(0.007)
    await asyncio.create_task(child("second child"))
    ordered.send_robust("second robust")
    await asyncio.to_thread(ordered.send, "second to_thread")


async def child(sender):
    await asyncio.sleep(0)
    await ordered.asend(sender)


def plain(sender, **kwargs):
    ordered.send("plain send")


@pytest.mark.parametrize("method", ["asend", "asend_robust"])
@pytest.mark.parametrize("heard", [False, True])
def test_what_concurrent_receivers_send_stands_under_the_one_that_sent_it(
    method, heard, signal, connect
):
    for receiver in (first, plain, second):
        connect(signal, receiver)
    if heard:
        connect(ordered, nothing)
    with record() as recording:
        asyncio.run(awaited(getattr(signal, method), "outer"))
    document = recording.as_dict()
    expected = {sender: sender.split()[0] for sender in parents(document) if sender != "outer"}
    assert parents(document) == {**expected, "outer": None}
    assert len(expected) == 9


async def awaited(send, *args):
    async with ThreadSensitiveContext():  # as in a server: else Django 6.1 may see a deadlock
        return await send(*args)


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_a_sync_send_with_async_receivers_nests_as_well(method, signal, connect):
    async def asks(sender, **kwargs):
        await ordered.asend("asks one")
        await asyncio.sleep(0)
        ordered.send("asks two")

    connect(ordered, nothing)
    connect(signal, asks)
    connect(signal, plain)
    with record() as recording:
        getattr(signal, method)("outer")
    document = recording.as_dict()
    expected = {"outer": None, "plain send": "plain", "asks one": "asks", "asks two": "asks"}
    assert parents(document) == expected
    kinds = {each["receiver"].rpartition(".")[2]: each["is_async"] for each in document["calls"]}
    assert kinds == {"plain": False, "nothing": False, "asks": True}
