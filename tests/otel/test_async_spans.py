"""Async receivers: each under its own span at every step, whatever runs in between."""

from __future__ import annotations

import asyncio
import gc
import warnings
import weakref
from unittest.mock import AsyncMock

import pytest
from asgiref.sync import markcoroutinefunction, sync_to_async
from django.dispatch import Signal
from opentelemetry import trace
from opentelemetry.trace import StatusCode

from signals_panel import record
from tests.signals import ordered

METHODS = ["send", "send_robust", "asend", "asend_robust"]


@pytest.fixture(params=["recorded", "not recorded"], autouse=True)
def recorded(request):
    """Run each test while something records, and while nothing does."""
    if request.param == "not recorded":
        yield None
    else:
        with record() as recording:
            yield recording


def send(signal, method, sender=None):
    """Send from a thread without a loop, or in a loop of its own; return the responses."""
    if not method.startswith("a"):
        return getattr(signal, method)(sender)

    async def sends():
        return await getattr(signal, method)(sender)

    return asyncio.run(sends())


@pytest.mark.parametrize("method", METHODS)
def test_each_step_of_concurrent_receivers_is_under_its_own_span(method, traced, connect):
    def steps(name):
        async def receiver(sender, **kwargs):
            seen = []
            for number in range(3):
                with traced.span(f"{name}{number}"):
                    await asyncio.sleep(0)
                    with traced.span(f"{name}{number}.deep"):
                        await asyncio.sleep(0.001)
                seen.append(trace.get_current_span().name)
            return seen

        receiver.__qualname__ = name
        return receiver

    def plain(sender, **kwargs):
        with traced.span("inside"):
            return trace.get_current_span().name

    for each in (steps("one"), steps("two"), plain):
        connect(ordered, each)
    traced.instrument()
    with traced.span("request") as request:
        responses = [response for _, response in send(ordered, method)]
        assert trace.get_current_span() is request
    module = "tests.otel.test_async_spans"
    assert sorted(map(str, responses)) == sorted(
        ["inside", str([f"{module}.one"] * 3), str([f"{module}.two"] * 3)]
    )
    by_name = {each.name: each.context.span_id for each in traced.spans}
    parents = {
        each.name.rpartition(f"{module}.")[2]: each.parent and each.parent.span_id
        for each in traced.spans
    }
    for name in ("one", "two"):
        assert parents[name] == by_name["request"]
        for number in range(3):
            assert parents[f"{name}{number}"] == by_name[f"{module}.{name}"]
            assert parents[f"{name}{number}.deep"] == by_name[f"{name}{number}"]
    plains = next(each for each in traced.spans if each.name.endswith(".plain"))
    assert parents["inside"] == plains.context.span_id


def test_what_a_receiver_begins_elsewhere_is_under_its_span(traced, connect):
    async def receiver(sender, **kwargs):
        async def child():
            await asyncio.sleep(0)
            with traced.span("task"):
                pass

        def thread():
            with traced.span("thread"):
                pass

        await asyncio.create_task(child())
        await sync_to_async(thread)()
        await asyncio.to_thread(thread)

    connect(ordered, receiver)
    traced.instrument()
    with traced.span("request"):
        send(ordered, "asend")
    assert traced.tree == [
        ("task", "receiver"),
        ("thread", "receiver"),
        ("thread", "receiver"),
        ("receiver", "request"),
        ("request", None),
    ]


@pytest.mark.parametrize("method", METHODS)
def test_what_an_async_receiver_raises_is_an_error_of_its_span(method, traced, connect):
    async def raises(sender, **kwargs):
        await asyncio.sleep(0)
        raise KeyError("missing")

    connect(ordered, raises)
    traced.instrument()
    with traced.span("request"):
        if method.endswith("robust"):
            ((_, error),) = send(ordered, method)
        else:
            with pytest.raises(KeyError) as raised:
                send(ordered, method)
            error = raised.value
    assert type(error) is KeyError
    call = traced.spans[0]
    assert call.attributes["error.type"] == "KeyError"
    assert call.attributes["django.signal.method"] == method
    assert call.status.status_code == StatusCode.ERROR
    assert [each.name for each in call.events] == ["exception"]


def test_a_cancelled_receiver_ends_its_span_without_an_error(traced, connect):
    cleaned = []

    async def waits(sender, **kwargs):
        try:
            await asyncio.sleep(10)
        finally:
            cleaned.append(trace.get_current_span().name.rpartition(".")[2])

    async def sends():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(ordered.asend(None), 0.02)

    connect(ordered, waits)
    traced.instrument()
    with traced.span("request"):
        asyncio.run(sends())
    assert cleaned == ["waits"]
    assert traced.names == ["waits", "request"]
    assert traced.spans[0].status.status_code == StatusCode.UNSET


def test_arguments_that_cannot_be_given_are_an_error_with_the_receivers_name(traced, connect):
    async def receiver(sender, **kwargs):
        pass

    connect(ordered, receiver)
    traced.instrument()
    with traced.span("request"), pytest.raises(TypeError) as raised:
        ordered.send(None, signal=1)
    name = f"{receiver.__module__}.{receiver.__qualname__}()"
    assert str(raised.value) == f"{name} got multiple values for keyword argument 'signal'"


@pytest.mark.parametrize("method", ["asend", "asend_robust"])
def test_what_a_cancelled_receiver_held_lives_no_longer_than_its_task(method, traced, connect):
    class Cart:
        pass

    async def waits(sender, **kwargs):
        cart = Cart()
        gone.append(weakref.ref(cart))
        began.set()
        await asyncio.sleep(10)

    async def sends():
        task = asyncio.ensure_future(getattr(ordered, method)(None))
        await began.wait()
        task.cancel()
        await asyncio.wait([task])

    gone, began = [], asyncio.Event()
    connect(ordered, waits)
    traced.instrument()
    with traced.span("request"):
        asyncio.run(sends())
    assert gone[0]() is None


def test_whatever_can_be_awaited_answers_as_without_spans(traced, connect, settings):
    settings.DEBUG = False  # else Python 3.10 has Django look at a mock's code

    async def work():
        await asyncio.sleep(0)
        return trace.get_current_span().name.rpartition(".")[2]

    class Awaited:
        def __await__(self):
            yield
            return trace.get_current_span().name.rpartition(".")[2]

    def task(**kwargs):
        return asyncio.ensure_future(work())

    def awaited(**kwargs):
        return Awaited()

    mock = AsyncMock(return_value="mocked")
    for each in (markcoroutinefunction(task), markcoroutinefunction(awaited), mock):
        connect(ordered, each)
    traced.instrument()
    with traced.span("request"):
        responses = dict(send(ordered, "asend"))
    assert list(responses.values()) == ["task", "awaited", "mocked"]
    assert list(responses)[-1] is mock
    assert sorted(traced.names) == ["AsyncMock", "awaited", "request", "task"]


def test_pythons_debug_mode_of_loops_shows_a_receivers_task(traced, connect):
    async def waits(sender, **kwargs):
        await asyncio.sleep(0)
        task = asyncio.current_task()
        return repr(task).partition(" ")[0], type(task.get_stack())

    async def sends():
        return await ordered.asend(None)

    connect(ordered, waits)
    traced.instrument()
    with traced.span("request"):
        assert asyncio.run(sends(), debug=True) == [(waits, ("<Task", list))]
    assert traced.names == ["waits", "request"]


@pytest.mark.parametrize("method", ["asend", "asend_robust"])
def test_receivers_still_run_at_the_same_time(method, traced, connect):
    order = []

    def steps(name):
        async def receiver(sender, **kwargs):
            for _ in range(2):
                order.append(name)
                await asyncio.sleep(0)

        return receiver

    for name in "ab":
        connect(ordered, steps(name))
    traced.instrument()
    with traced.span("request"):
        send(ordered, method)
    assert order == ["a", "b", "a", "b"]


def test_a_receiver_that_is_never_awaited_leaves_nothing_current(traced, recorded):
    """As its coroutine would be dropped by Django: Python warns of it as without spans."""
    signal = Signal()

    async def dropped(sender, **kwargs):
        pass

    def stops(sender, **kwargs):
        raise SystemExit

    signal.connect(markcoroutinefunction(stops), weak=False)
    signal.connect(dropped, weak=False)
    found = []
    for instrumented in (False, True):
        if instrumented:
            traced.instrument()
        with warnings.catch_warnings(record=True) as caught, traced.span("request") as request:
            warnings.simplefilter("always")
            with pytest.raises(SystemExit):
                send(signal, "asend")
            assert trace.get_current_span() is request
            gc.collect()
        found.append([str(each.message).partition(" ")[0] for each in caught])
    assert found[0] == found[1]
