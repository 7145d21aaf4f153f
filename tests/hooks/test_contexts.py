"""Recordings and contexts: tasks and threads do not mix, and receivers' variables stay."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar, copy_context
from inspect import iscoroutinefunction

import pytest
from asgiref.sync import sync_to_async
from django.dispatch import Signal

from signals_panel import record
from tests.signals import ordered

variable: ContextVar[str] = ContextVar("variable", default="unset")


def senders(recording):
    return [each["sender"] for each in recording.as_dict()["dispatches"]]


def test_concurrent_tasks_that_each_record_never_mix():
    async def task(name):
        with record() as recording:
            for _ in range(20):
                await ordered.asend(name)
                await asyncio.sleep(0)
                ordered.send(name)
                await sync_to_async(ordered.send)(name)
        return name, recording

    async def main():
        return await asyncio.gather(*(task(f"task {number}") for number in range(5)))

    for name, recording in asyncio.run(main()):
        assert set(senders(recording)) == {name}
        assert recording.as_dict()["totals"]["sends"] == 60


def test_to_thread_inherits_the_recording():
    async def main():
        await asyncio.to_thread(ordered.send, "in a thread")

    with record() as recording:
        asyncio.run(main())
    assert senders(recording) == ["in a thread"]


async def sets_late(sender, **kwargs):
    await asyncio.sleep(0)
    variable.set("set by an async receiver")


async def sets_later(sender, **kwargs):
    await asyncio.sleep(0.001)
    seen = variable.get()
    await asyncio.sleep(0)
    return seen


def sets(sender, **kwargs):
    variable.set("set by a receiver")


@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
@pytest.mark.parametrize(
    "receivers", [[sets], [sets_late], [sets_late, sets_later], [sets, sets_later]]
)
def test_variables_that_receivers_set_are_what_django_leaves(method, receivers):
    ours = getattr(Signal, method)
    djangos = left_by(ours.__wrapped__, receivers)
    assert left_by(ours, receivers) == djangos
    with record():
        assert left_by(ours, receivers) == djangos


def left_by(method, receivers):
    """Return what a send leaves in the variable, and what the receivers saw in it."""
    signal = Signal()
    for each in receivers:
        signal.connect(each)

    async def asend():
        responses = await method(signal, None)
        return variable.get(), [response for _, response in responses]

    def send():
        responses = method(signal, None)
        return variable.get(), [response for _, response in responses]

    run = (lambda: asyncio.run(asend())) if iscoroutinefunction(method) else send
    return copy_context().run(run)


def test_a_task_that_outlives_its_recording_records_nothing_more(signal, connect):
    connect(signal, lambda sender, **kwargs: None)

    async def outlives():
        signal.send("early")
        await asyncio.sleep(0.01)
        signal.send("late")
        ordered.send("late")

    async def main():
        with record() as recording:
            task = asyncio.create_task(outlives())
            await asyncio.sleep(0)
        await task
        return recording

    assert senders(asyncio.run(main())) == ["early"]
