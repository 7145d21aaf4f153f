"""Where an async send is written: the line that awaits, though a thread does the work."""

from __future__ import annotations

import asyncio
import sys
from contextvars import ContextVar, copy_context
from functools import partial
from inspect import iscoroutinefunction, signature
from pathlib import Path

import pytest
from asgiref.sync import SyncToAsync, async_to_sync, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db.models.signals import post_init, post_save, pre_save
from django.http import HttpResponse
from django.test import AsyncClient, Client
from django.urls import path
from django.utils.decorators import sync_and_async_middleware
from django.views.generic import CreateView

from signals_panel import record
from signals_panel.texts.awaiting import awaited
from tests.app.models import Tag
from tests.signals import ordered

pytestmark = pytest.mark.django_db(transaction=True)

SOURCE = Path(__file__).read_text().splitlines()
variable: ContextVar[str] = ContextVar("variable", default="unset")


def line(mark):
    """Return the number of the line of this file that ends with a mark."""
    [number] = [n for n, text in enumerate(SOURCE, 1) if text.endswith(f"  # {mark}")]
    return number


def nothing(sender, **kwargs):
    pass


@pytest.fixture(autouse=True)
def _heard(connect):
    for signal in (pre_save, post_save, post_init):
        connect(signal, nothing, sender=Tag)


def lines(recording, signal="post_save"):
    """Return the lines of this file that sent a signal, None for those not known."""
    return [
        each["caller"] and (each["caller"]["file"] == __file__ and each["caller"]["line"])
        for each in recording.as_dict()["dispatches"]
        if each["signal"].endswith(signal) and each["start_ns"] is not None
    ]


async def saves():
    await Tag(name="a").asave()  # asave


async def creates():
    await Tag.objects.acreate(name="a")  # acreate


async def gets_or_creates():
    await Tag.objects.aget_or_create(name="a")  # aget_or_create


async def updates_or_creates():
    await Tag.objects.aupdate_or_create(name="a")  # aupdate_or_create


async def gathers():
    await asyncio.gather(Tag(name="a").asave(), Tag(name="b").asave())  # gather


async def gathers_its_own():
    await asyncio.gather(saves(), saves())


async def awaits_a_task():
    await asyncio.create_task(Tag(name="a").asave())  # task


async def awaits_a_task_that_others_watch():
    task, ended = asyncio.create_task(Tag(name="a").asave()), []
    task.add_done_callback(ended.append)
    task.add_done_callback(partial(ended.insert, 0))
    await task  # watched task


async def waits():
    await asyncio.wait_for(Tag(name="a").asave(), 5)  # wait_for


async def shields():
    await asyncio.shield(Tag(name="a").asave())  # shield


async def waits_for_all():
    await asyncio.wait([asyncio.create_task(Tag(name="a").asave())])  # wait


async def takes_as_completed():
    for each in asyncio.as_completed([Tag(name="a").asave(), Tag(name="b").asave()]):
        await each  # as completed


async def gathers_twice():
    await asyncio.gather(asyncio.gather(Tag(name="a").asave()))  # gathered twice


async def groups():
    async with asyncio.TaskGroup() as group:  # group
        group.create_task(Tag(name="a").asave())


async def adapts():
    await sync_to_async(Tag(name="a").save)()  # adapted save


async def adapts_what_sends():
    await sync_to_async(sends)()


def sends():
    Tag(name="a").save()  # in the thread


async def adapts_what_awaits():
    await sync_to_async(runs_async)()


def runs_async():
    async_to_sync(saves)()


async def adapts_what_runs():
    await sync_to_async(runs_save)()


def runs_save():
    async_to_sync(Tag(name="a").asave)()  # run by a thread


async def over(task):
    """Wait until a task is over, without awaiting it."""
    event = asyncio.Event()
    task.add_done_callback(lambda task: event.set())
    await event.wait()


async def leaves_a_task():
    task = asyncio.create_task(Tag(name="a").asave())
    await over(task)
    await task


CASES = {
    saves: "asave",
    creates: "acreate",
    gets_or_creates: "aget_or_create",
    updates_or_creates: "aupdate_or_create",
    gathers: "gather",
    gathers_its_own: "asave",
    gathers_twice: "gathered twice",
    takes_as_completed: "as completed",
    awaits_a_task: "task",
    awaits_a_task_that_others_watch: "watched task",
    waits: "wait_for",
    shields: "shield",
    waits_for_all: "wait",
    adapts: "adapted save",
    adapts_what_sends: "in the thread",
    adapts_what_awaits: "asave",
    adapts_what_runs: "run by a thread",
    leaves_a_task: None,
}
if sys.version_info >= (3, 11):
    CASES[groups] = "group"
cases = pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)


def expected(case):
    mark = CASES[case]
    times = 2 if case in (gathers, gathers_its_own, takes_as_completed) else 1
    return [mark and line(mark)] * times


@cases
def test_caller_of_what_is_awaited_is_the_line_that_awaits(case):
    with record() as recording:
        asyncio.run(case())
    assert lines(recording) == expected(case)


@cases
def test_caller_is_the_line_that_awaits_where_a_thread_waits_for_it(case):
    with record() as recording:
        async_to_sync(case)()
    assert lines(recording) == expected(case)


async def view(request, case):
    await ROUTES[case]()
    return HttpResponse()


def sync_view(request):
    sends()
    return HttpResponse()


class Create(CreateView):
    """A view of Django's, which saves: no line of the project's asks for it."""

    model = Tag
    fields = ("name",)
    success_url = "/"


ROUTES = {case.__name__: case for case in CASES}
urlpatterns = [
    path("case/<case>/", view),
    path("sync/", sync_view),
    path("create/", Create.as_view()),
]


def plain_middleware(get_response):
    def middleware(request):
        return get_response(request)

    return middleware


@sync_and_async_middleware
def adaptable_middleware(get_response):
    if iscoroutinefunction(get_response):

        async def middleware(request):
            return await get_response(request)

        return middleware
    return plain_middleware(get_response)


MIDDLEWARES = [[], [plain_middleware], [adaptable_middleware], [adaptable_middleware] * 2]
MIDDLEWARES += [[adaptable_middleware, plain_middleware], [plain_middleware, adaptable_middleware]]


async def aget(address):
    return await AsyncClient().get(address)


@pytest.fixture(params=MIDDLEWARES, ids=lambda each: "-".join(m.__name__ for m in each) or "none")
def middleware(request, settings):
    """Serve this module's pages through middleware of its own."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [f"{__name__}.{each.__name__}" for each in request.param]


@pytest.mark.parametrize("server", [WSGIHandler, ASGIHandler])
def test_caller_in_an_async_view_is_the_line_that_awaits(server, middleware):
    for case in CASES:
        Tag.objects.all().delete()
        with record() as recording:
            answer(server, f"/case/{case.__name__}/")
        assert lines(recording) == expected(case)


@pytest.mark.parametrize("server", [WSGIHandler, ASGIHandler])
def test_caller_in_a_sync_view_is_its_own_line(server, middleware):
    with record() as recording:
        answer(server, "/sync/")
    assert lines(recording) == [line("in the thread")]


def test_no_middleware_is_said_to_send_what_a_view_of_djangos_does_in_a_thread(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [f"{__name__}.adaptable_middleware"]

    async def main():
        return await AsyncClient().post("/create/", {"name": "a"})

    with record() as recording:
        assert asyncio.run(main()).status_code == 302
    assert lines(recording) == [None]


def answer(server, address):
    if server is WSGIHandler:
        assert Client().get(address).status_code == 200
    else:
        assert asyncio.run(aget(address)).status_code == 200


def test_caller_of_what_a_loop_over_a_queryset_sends_is_the_loop():
    Tag.objects.create(name="a")

    async def loops():
        async for _ in Tag.objects.all():  # loop
            pass
        async for _ in Tag.objects.all().aiterator():  # iterator
            pass
        return await Tag.objects.aget()  # aget

    with record() as recording:
        asyncio.run(loops())
    assert lines(recording, "post_init") == [line("loop"), line("iterator"), line("aget")]


def test_caller_of_what_an_async_receiver_awaits_is_the_receivers_line(signal, connect):
    async def receives(sender, **kwargs):
        await asyncio.sleep(0)
        await Tag(name="a").asave()  # received
        await asyncio.gather(Tag(name="a").asave())  # received and gathered

    connect(signal, receives)

    async def main():
        await signal.asend(None)

    marks = [line("received"), line("received and gathered")]
    for send in (lambda: asyncio.run(main()), lambda: signal.send(None)):
        with record() as recording:
            send()
        assert lines(recording) == marks


def test_caller_of_sends_that_are_gathered_is_the_line_that_gathers(signal, connect):
    connect(signal, nothing)

    async def main():
        await asyncio.gather(signal.asend(1), signal.asend_robust(2))  # sends gathered
        await asyncio.create_task(signal.asend(3))  # sent in a task
        task = asyncio.create_task(signal.asend(4))
        await over(task)
        await task

    with record() as recording:
        asyncio.run(main())
    sent = recording.as_dict()["dispatches"]
    found = [each["caller"] and each["caller"]["line"] for each in sent]
    assert found == [line("sends gathered")] * 2 + [line("sent in a task"), None]


def test_caller_of_what_a_loop_runs_is_the_line_that_runs_it():
    with record() as recording:
        asyncio.run(Tag(name="a").asave())  # run
    assert lines(recording) == [line("run")]


def test_caller_of_what_an_adapters_subclass_runs_is_the_line_that_awaits():
    class Closing(SyncToAsync):
        """As the one that channels has for databases."""

        def thread_handler(self, loop, *args, **kwargs):
            try:
                return super().thread_handler(loop, *args, **kwargs)
            finally:
                variable.set("after")

    async def main():
        return await Closing(Tag(name="a").save, thread_sensitive=True)()  # subclass

    with record() as recording:
        asyncio.run(main())
    assert lines(recording) == [line("subclass")]


@pytest.mark.skipif("context" not in signature(SyncToAsync).parameters, reason="asgiref 3.9")
def test_caller_of_what_runs_in_a_given_context_is_the_line_that_awaits():
    contexts = []

    async def main():
        await sync_to_async(lambda: contexts.append(copy_context()))()
        await sync_to_async(Tag(name="a").save, context=contexts[0])()  # in a context

    with record() as recording:
        asyncio.run(main())
    assert lines(recording) == [line("in a context")]


def test_bypasses_name_the_line_that_awaits():
    async def main():
        await Tag.objects.abulk_create([Tag(name="a")])  # abulk_create
        await Tag.objects.aupdate(name="b")  # aupdate

    with record() as recording:
        asyncio.run(main())
    document = recording.as_dict()
    marks = [line("abulk_create"), line("aupdate")]
    assert [each["caller"]["line"] for each in document["bypasses"]] == marks
    found = [each for each in document["findings"] if each["code"] == "S204"]
    assert [each["where"]["line"] for each in found] == marks


def test_a_line_is_not_that_of_a_thread_that_ended(connect):
    """A task that outlives what began it has the line that awaits in itself."""
    connect(ordered, nothing)
    contexts = []

    async def main():
        await sync_to_async(lambda: contexts.append(copy_context()))()
        await asyncio.get_running_loop().run_in_executor(None, contexts[0].run, ordered.send, None)

    with record() as recording:
        asyncio.run(main())
    assert lines(recording, "ordered") == [None]


def setting(value):
    variable.set(value)
    if value == "raises":
        raise ValueError(value)
    return value


async def outcome(value):
    try:
        answered = await sync_to_async(setting)(value)
    except ValueError as error:
        answered = error.args
    return answered, variable.get(), awaited.get()


@pytest.mark.parametrize("value", ["returns", "raises"])
def test_what_a_thread_leaves_is_what_asgiref_leaves(value):
    plain = copy_context().run(asyncio.run, outcome(value))
    assert plain[1:] == (value, None)
    with record():
        assert asyncio.run(outcome(value)) == plain


def test_what_is_cancelled_ends_as_without_recording():
    async def cancelled():
        task = asyncio.create_task(outcome("returns"))
        for _ in range(3):
            await asyncio.sleep(0)
        task.cancel()
        try:
            return await task
        except asyncio.CancelledError:
            return "cancelled", awaited.get()

    plain = asyncio.run(cancelled())
    with record():
        assert asyncio.run(cancelled()) == plain


def test_an_adapter_is_as_much_a_coroutine_function_as_without_the_panel():
    assert iscoroutinefunction(SyncToAsync.__call__)
    assert SyncToAsync.__call__.__wrapped__.__qualname__ == SyncToAsync.__call__.__qualname__
    coroutine = sync_to_async(setting)("a")
    assert asyncio.iscoroutine(coroutine)
    coroutine.close()
