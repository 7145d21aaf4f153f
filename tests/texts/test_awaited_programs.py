"""Programs of tasks and threads inside one another: every send has the line that made it."""

from __future__ import annotations

import asyncio
from inspect import iscoroutinefunction

from asgiref.sync import async_to_sync, sync_to_async
from hypothesis import given, settings
from hypothesis import strategies as st

from signals_panel import record
from tests.signals import ordered


def nothing(sender, **kwargs):
    pass


async def awaits_a_thread(label):
    await sync_to_async(ordered.send)(label)


async def awaits_another_thread(label):
    await sync_to_async(ordered.send, thread_sensitive=False)(label)


async def awaits_a_send(label):
    await ordered.asend(label)


async def sends_itself(label):
    ordered.send(label)


async def gathers_threads(label):
    await asyncio.gather(sync_to_async(ordered.send)(label), asyncio.sleep(0))


async def gathers_sends(label):
    await asyncio.gather(ordered.asend(label), asyncio.sleep(0))


async def awaits_a_task(label):
    await asyncio.create_task(sync_to_async(ordered.send)(label))


def sends(label):
    ordered.send(label)


def waits_for_a_thread(label):
    async_to_sync(sync_to_async(ordered.send))(label)


ASYNC = [awaits_a_thread, awaits_another_thread, awaits_a_send, sends_itself]
ASYNC += [gathers_threads, gathers_sends, awaits_a_task]
SYNC = [sends, waits_for_a_thread]
LINES = {each.__name__: each.__code__.co_firstlineno + 1 for each in (*ASYNC, *SYNC)}


class Program:
    """A program made by chance, and which function makes each of its sends."""

    def __init__(self, random):
        self.random = random
        self.made_by = {}

    def send(self, kinds):
        kind = self.random.choice(kinds)
        label = str(len(self.made_by))
        self.made_by[label] = kind.__name__

        async def awaits():
            await kind(label)

        return awaits if iscoroutinefunction(kind) else lambda: kind(label)

    def asynchronous(self, depth):
        if not depth:
            return self.send(ASYNC)
        way = self.random.choice(["await", "gather", "task", "thread", "another thread"])
        inner = (self.sync if "thread" in way else self.asynchronous)(depth - 1)
        other = self.asynchronous(depth - 1) if way == "gather" else None

        async def run():
            if "thread" in way:
                await sync_to_async(inner, thread_sensitive=way == "thread")()
            elif way == "gather":
                await asyncio.gather(inner(), other())
            else:
                await (asyncio.create_task(inner()) if way == "task" else inner())

        return run

    def sync(self, depth):
        if not depth:
            return self.send(SYNC)
        return async_to_sync(self.asynchronous(depth - 1))


@given(random=st.randoms(use_true_random=False), depth=st.integers(0, 5), is_sync=st.booleans())
@settings(max_examples=100)
def test_the_caller_of_every_send_is_the_line_that_made_it(random, depth, is_sync):
    program = Program(random)
    run = (program.sync if is_sync else program.asynchronous)(depth)
    ordered.connect(nothing)
    try:
        with record() as recording:
            if is_sync:
                run()
            else:
                asyncio.run(run())
    finally:
        ordered.disconnect(nothing)
    found = {each["sender"]: each["caller"] for each in recording.as_dict()["dispatches"]}
    assert found == {
        label: {"file": __file__, "line": LINES[name], "function": name}
        for label, name in program.made_by.items()
    }
