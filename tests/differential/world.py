"""A program carried out, and all that can be told of it.

A program is data (``programs`` makes them): signals and receivers by their kinds, connections,
and what is done. Only Django is needed here, so that a process without the panel can run it.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from typing import Any
from weakref import WeakMethod, WeakSet, ref

from asgiref import sync
from asgiref.sync import async_to_sync
from django.db import connection, transaction

from tests.app.models import Shelf

from .kinds import SIGNALS, make_receiver

FUEL = 40
"""How often a program may send: receivers that send one another's signals come to an end."""

MAX_DEPTH = 4
"""How far it is told what an exception was raised from."""

PATIENCE = 10
"""How many seconds at most a thread is waited for that is about to end."""

_SAVEPOINT = re.compile(r"s\d+_x\d+")

running: ContextVar[int | None] = ContextVar("running", default=None)
_is_inside: ContextVar[bool] = ContextVar("is_inside", default=False)


class Stop(BaseException):
    """What no send catches."""


class Sender:
    """A class that sends, and whose instances do."""


class Logged(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[Any] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.told.append((record.name, record.levelname, record.msg, told_of(error)))


class World:
    """What a program needs to run, and what it leaves.

    Attributes:
        told: what came of each step, in order.
        calls: what receivers noted of their runs: which of them it was, by which signal and
            method, inside which call, how it ended, and whether in the program's own context.
    """

    signal_kinds = SIGNALS

    def __init__(self, program: dict[str, Any], inner: Any) -> None:
        self.told: list[Any] = []
        self.calls: list[dict[str, Any]] = []
        self.fuel = FUEL
        self.inner = inner
        running.set(None)  # a program before, cancelled in another context, may have left a call
        self.bodies = program["receivers"]
        self.signals = [self.signal_kinds[kind]() for kind in program["signals"]]
        self.receivers: list[Any] = [
            make_receiver(
                each["kind"],
                number,
                lambda number=number, **named: self.run(number, **named),
                lambda number=number, **named: self.arun(number, **named),
            )
            for number, each in enumerate(self.bodies)
        ]
        self.senders = [None, Sender, Sender(), "a text", 7]
        self.watched = {
            name: _watch(each)
            for kind in ("signals", "receivers", "senders")
            for number, each in enumerate(getattr(self, kind))
            for name in [f"{kind} {number}"]
        }

    # what receivers do

    def run(self, number: int, *, signal: Any, sender: Any, **named: Any) -> Any:
        with self.noted(number, signal, sender, named):
            for step in self.bodies[number]["body"]:
                self.do(step)
            return self.ended(number)

    async def arun(self, number: int, *, signal: Any, sender: Any, **named: Any) -> Any:
        with self.noted(number, signal, sender, named):
            for step in self.bodies[number]["body"]:
                await self.ado(step)
            return self.ended(number)

    @contextlib.contextmanager
    def noted(self, number: int, signal: Any, sender: Any, named: dict[str, Any]) -> Any:
        call = {
            "receiver": number,
            "signal": self.name_of(signal),
            "method": named["method"],
            "inside": running.get(),
            "seen": _is_inside.get(),
            "ended": "raised",
        }
        self.calls.append(call)
        self.told.append(("ran", number, call["signal"], self.name_of(sender), sorted(named)))
        outer = running.set(len(self.calls) - 1)
        try:
            yield
            call["ended"] = "returned"
        finally:
            with contextlib.suppress(ValueError):  # an async receiver's step in another context
                running.reset(outer)

    def ended(self, number: int) -> Any:
        end = self.bodies[number]["end"]
        if end == "raise":
            raise ValueError(number)
        if end == "stop":
            raise Stop(number)
        return {"none": None, "value": f"value {number}", "signal": self.signals[0]}[end]

    # what programs do

    def do(self, step: list[Any]) -> None:
        kind, *args = step
        self.told.append((kind, self.tell(getattr(self, f"do_{kind}")(*args))))

    async def ado(self, step: list[Any]) -> None:
        kind, *args = step
        if kind == "asend":
            self.told.append((kind, self.tell(await self.sending(*args))))
        elif kind == "gather":
            await asyncio.gather(*(self.ado_all(steps) for steps in args[0]))
        else:
            self.do(step)

    async def ado_all(self, steps: list[Any]) -> None:
        for step in steps:
            await asyncio.sleep(0)
            await self.ado(step)

    def attempt(self, steps: list[Any]) -> None:
        """Do steps one after another, whatever each raises."""
        for step in steps:
            try:
                self.do(step)
            except BaseException as error:
                self.told.append((step[0], "raised", told_of(error)))

    def do_send(self, signal: int, sender: int, method: str) -> Any:
        if not self.has_fuel():
            return "no fuel"
        send = getattr(self.signals[signal], method)
        answers = send(self.senders[sender], method=method)
        return answers if isinstance(answers, (list, dict, tuple, int)) else list(answers)

    async def sending(self, signal: int, sender: int, method: str) -> Any:
        if not self.has_fuel():
            return "no fuel"
        return await getattr(self.signals[signal], method)(self.senders[sender], method=method)

    def has_fuel(self) -> bool:
        self.fuel -= 1
        return self.fuel >= 0

    def do_asend(self, signal: int, sender: int, method: str) -> Any:
        return async_to_sync(self.sending)(signal, sender, method)

    def do_gather(self, parts: list[list[Any]]) -> None:
        async_to_sync(self.ado)(["gather", parts])

    def do_connect(self, signal: int, receiver: int, sender: int, weak: bool, uid: Any) -> Any:
        if self.receivers[receiver] is None:
            return "gone"
        options = {"sender": self.senders[sender], "weak": weak, "dispatch_uid": uid}
        return self.signals[signal].connect(self.receivers[receiver], **options)

    def do_disconnect(self, signal: int, receiver: int, sender: int, uid: Any) -> Any:
        options = {"sender": self.senders[sender], "dispatch_uid": uid}
        return self.signals[signal].disconnect(self.receivers[receiver], **options)

    def do_drop(self, receiver: int) -> None:
        self.receivers[receiver] = None

    def do_has(self, signal: int, sender: int) -> bool:
        return self.signals[signal].has_listeners(self.senders[sender])

    def do_thread(self, steps: list[Any]) -> None:
        thread = threading.Thread(target=self.attempt, args=(steps,))
        thread.start()
        thread.join()

    def do_executor(self, steps: list[Any]) -> None:
        with ThreadPoolExecutor(1) as executor:
            executor.submit(self.attempt, steps).result()

    def do_copied(self, steps: list[Any]) -> None:
        thread = threading.Thread(target=copy_context().run, args=(self.attempt, steps))
        thread.start()
        thread.join()

    def do_atomic(self, steps: list[Any], fails: bool) -> None:
        with contextlib.suppress(LookupError), transaction.atomic():
            for step in steps:
                self.do(step)
            if fails:
                raise LookupError

    def do_commit(self, number: int) -> None:
        transaction.on_commit(lambda: self.told.append(("committed", number)))

    def do_create(self) -> None:
        Shelf.objects.create(name="new")

    def do_bulk(self) -> int:
        return len(Shelf.objects.bulk_create([Shelf(name="one"), Shelf(name="two")]))

    def do_update(self) -> int:
        return Shelf.objects.update(name="changed")

    def do_delete(self) -> Any:
        return Shelf.objects.all().delete()[0]

    def do_record(self, steps: list[Any]) -> None:
        with self.inner():
            for step in steps:
                self.do(step)

    # what is told

    def tell(self, value: Any) -> Any:
        """Return a value so that two runs' can be compared: objects by who they are."""
        if isinstance(value, (list, tuple)):
            return [self.tell(each) for each in value]
        if isinstance(value, dict):
            return [(self.tell(key), self.tell(each)) for key, each in value.items()]
        if isinstance(value, BaseException):
            return told_of(value)
        return value if isinstance(value, (str, int, type(None))) else self.name_of(value)

    def name_of(self, value: Any) -> str:
        for kind in ("signals", "receivers", "senders"):
            for number, each in enumerate(getattr(self, kind)):
                if value is each and value is not None:
                    return f"{kind} {number}"
        return "nothing" if value is None else f"another {type(value).__name__}"


def told_of(error: BaseException | None, depth: int = 0) -> Any:
    """Return an exception's type, what it says, and the same of what it was raised from.

    Contexts may go round in a circle.
    """
    if error is None or depth == MAX_DEPTH:
        return None
    parts = [told_of(each, depth + 1) for each in getattr(error, "exceptions", ())]
    said = parts or [str(each) for each in error.args]
    origins = (told_of(each, depth + 1) for each in (error.__cause__, error.__context__))
    return [type(error).__name__, said, *origins]


def outcome_of(program: dict[str, Any], recording: Any, inner: Any) -> tuple[dict[str, Any], Any]:
    """Run a program; return what can be told of it, and what *recording* yielded."""
    handler = Logged()
    logger = logging.getLogger("django.dispatch")
    logger.addHandler(handler)
    connection.queries_log.clear()
    connection.force_debug_cursor = True
    inside = _is_inside.set(True)
    gc.collect()
    gc.disable()  # what only the collector finds would live longer than it should
    threads = {*threading.enumerate()}
    try:
        world = World(program, inner)
        with recording() as recorded:
            for connected in program["connections"]:
                world.attempt([["connect", *connected]])
            world.attempt(program["main"])
        _wait_for_ends(threads)
        return {**_left_of(world), "logged": handler.told}, recorded
    finally:
        gc.enable()
        _is_inside.reset(inside)
        logger.removeHandler(handler)
        _empty_table()


def _empty_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM app_shelf")
        cursor.execute("DELETE FROM sqlite_sequence")


class Executor(ThreadPoolExecutor):
    """What ``async_to_sync`` runs a loop in: its thread may hold for a moment what it ran.

    Attributes:
        made: the executors there are.
    """

    made: WeakSet[Executor] = WeakSet()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.made.add(self)


sync.ThreadPoolExecutor = Executor


def _wait_for_ends(before: set[threading.Thread]) -> None:
    """Wait for the threads that a program began, but for those that were there *before*."""
    for executor in list(Executor.made):
        executor.shutdown()
    for thread in {*threading.enumerate()} - before:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def _left_of(world: World) -> dict[str, Any]:
    """Return what is told of a world, and what of it lives on once it is gone."""
    left = {
        "told": world.told,
        "calls": world.calls,
        "fuel": world.fuel,
        "order": [[world.name_of(_target(row[1])) for row in s.receivers] for s in world.signals],
        "queries": [_SAVEPOINT.sub("s", each["sql"]) for each in connection.queries_log],
    }
    watched = world.watched
    world.signals, world.receivers, world.senders = [], [], []
    world.watched = {}
    left["alive"] = sorted(name for name, each in watched.items() if each and each() is not None)
    gc.collect()
    left["kept"] = sorted(name for name, each in watched.items() if each and each() is not None)
    return left


def _watch(value: Any) -> Any:
    if hasattr(value, "__self__") and hasattr(value, "__func__"):
        return WeakMethod(value)
    return ref(value) if hasattr(value, "__weakref__") or callable(value) else None


def _target(reference: Any) -> Any:
    return reference() if isinstance(reference, ref) else reference
